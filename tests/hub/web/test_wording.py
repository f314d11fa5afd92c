"""The shop's own words and thanks: written, checked, and on their way to kiosks."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from contract.messages import Settings
from hub import surveys
from hub.store import settings
from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import OurShop

PAGE = "/admin/wording"


def newest(shop: OurShop) -> Settings:
    found = settings.newest(shop.store.connection())
    assert found is not None
    return found


def line(number: int = 0, **more: str) -> dict[str, Any]:
    """One line of thanks, in the four languages that are offered."""
    named = {"mood": "unhappy", "theme": "waiting", "feeling": "", **more}
    texts = {f"text-{number}-{code}": f"sorry {code}" for code in surveys.LANGUAGES}
    return {**{f"{key}-{number}": text for key, text in named.items()}, **texts}


def publish(
    admin: Visitor, what: str, status: int = 303, based_on: int = 0, **fields: Any
) -> str:
    path = f"{PAGE}/{what}"
    answer = admin.sends(path, PAGE, based_on=based_on, **fields)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_words_are_published_once_each_and_leave_all_else_alone(
    shop: OurShop, colleague: Visitor
) -> None:
    publish(colleague, "words", own_words="Maisie's\n  Shop   Street \nMAISIE’S\n\n")
    found = newest(shop)
    assert found.own_words == ["MAISIE’S", "Shop Street"]
    assert found.thanks == surveys.thanks()
    page = colleague.opens(PAGE).get_data(as_text=True)
    assert "MAISIE’S\nShop Street</textarea>" in page
    assert "You had to wait too long" in page, "what is built in can be changed"
    sent = shop.store.connection().execute(
        "SELECT payload FROM downlink WHERE topic LIKE '%settings'"
    )
    assert all(b"Shop Street" in payload for (payload,) in sent.fetchall())


def test_the_hub_lets_its_own_words_stand_when_colleagues_tell(
    shop: OurShop, colleague: Visitor
) -> None:
    told = "Siobhan Murphy forgot the bread again"
    fields = {"face": "unhappy", "touchpoint": 1, "text": told, "language": "en"}
    page = colleague.sends("/told", "/told", **fields).get_data(as_text=True)
    assert "[name] forgot the bread again" in page
    publish(colleague, "words", own_words="Siobhan Murphy")
    page = colleague.sends("/told", "/told", **fields).get_data(as_text=True)
    assert told in page
    colleague.app.extensions["heed"].understander.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("087 555 1234", "has fewer than two letters"),
        ("card 4111 1111", "looks like a number or an address"),
        ("ann@shop.example", "looks like a number or an address"),
        ("x" * 41, "has 41 characters; at most 40"),
        ("\n".join(f"word {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(201)),
         "201 are too many; at most 200"),
    ],
)  # fmt: skip
def test_what_can_be_no_own_word_is_told(
    shop: OurShop, colleague: Visitor, words: str, said: str
) -> None:
    page = publish(colleague, "words", 400, own_words=words)
    assert said in page
    assert settings.newest(shop.store.connection()) is None
    assert words.splitlines()[0] in page, "it stays in the form"


def test_thanks_are_published_and_named_after_what_they_are_for(
    shop: OurShop, colleague: Visitor
) -> None:
    other = line(5, mood="happy", theme="", feeling="joy")
    publish(colleague, "thanks", **line(), **other)
    first, second = newest(shop).thanks
    assert (first.mood, first.theme, first.feeling) == ("unhappy", "waiting", None)
    assert (second.mood, second.theme, second.feeling) == ("happy", None, "joy")
    assert second.text["fr"] == "sorry fr"
    history = colleague.opens("/admin/survey/history").get_data(as_text=True)
    assert "thanks" in history


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            line(theme="unicorns"),
            "names the theme &#39;unicorns&#39;, which there is not",
        ),
        (
            line(feeling="dread"),
            "names the feeling &#39;dread&#39;, which there is not",
        ),
        (line(mood="gloomy"), "names the mood &#39;gloomy&#39;, which"),
        ({**line(), "text-0-de": ""}, "This is missing in Deutsch"),
        ({**line(), "text-0-de": "x" * 121}, "121 characters don&#39;t fit"),
        ({**line(), **line(1)}, "Line 1 is for the same"),
    ],
)
def test_thanks_that_make_no_sense_are_told_with_what_is_known(
    shop: OurShop, colleague: Visitor, fields: dict[str, Any], said: str
) -> None:
    page = publish(colleague, "thanks", 400, **fields)
    assert said in page
    assert settings.newest(shop.store.connection()) is None


def test_who_comes_second_is_told_and_then_changes_this_part_only(
    shop: OurShop, colleague: Visitor
) -> None:
    publish(colleague, "thanks", **line())
    page = publish(colleague, "words", 409, own_words="Maisie's")
    assert "published revision 1" in page and "Maisie&#39;s" in page
    publish(colleague, "words", based_on=1, own_words="Maisie's")
    assert (newest(shop).own_words, len(newest(shop).thanks)) == (["Maisie's"], 1)


def test_earlier_revisions_tell_which_words_and_thanks_came_and_went_and_give_them_back(
    shop: OurShop, colleague: Visitor
) -> None:
    def told(path: str) -> str:
        page = colleague.opens(path).get_data(as_text=True)
        text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))
        return text.replace(" ,", ",")

    publish(colleague, "words", own_words="Centra\nShop Street")
    publish(colleague, "words", based_on=1, own_words="Shop Street\nMaisie")
    publish(colleague, "thanks", based_on=2, **line())
    history = told("/admin/survey/history")
    who = "shop the shop&#39;s own words"
    assert f"{who} Own words added: Maisie Own words taken out: Centra" in history
    assert f"{who} Own words added: Centra, Shop Street" in history
    assert "Thanks added: “sorry en” after an unhappy face Thanks taken out:" in history
    second = told("/admin/survey/history/2")
    assert "Maisie new Centra taken out Shop Street" in second
    third = told("/admin/survey/history/3")
    assert "new sorry en sorry es" in third
    page = colleague.opens(f"{PAGE}?revision=1").get_data(as_text=True)
    assert "Centra\nShop Street</textarea>" in page and "revision 1. Nothing" in page
    assert newest(shop).own_words == ["Shop Street", "Maisie"]
    for none in ("77", "x", "²"):
        assert colleague.opens(f"{PAGE}?revision={none}").status_code == 404


def test_an_owner_looks_and_an_admin_changes(
    as_role: Callable[[str], Visitor],
) -> None:
    owner = as_role("owner")
    page = owner.opens(PAGE).get_data(as_text=True)
    assert "Publish these words" not in page
    assert owner.sends(f"{PAGE}/words", "/floor", own_words="x y").status_code == 403


def test_built_in_thanks_are_written_in_each_language_and_fit_the_screen() -> None:
    for one in surveys.thanks():
        assert list(one.text) == list(surveys.LANGUAGES)
        assert all(len(text) <= 120 for text in one.text.values())

"""The owner makes a theme: tried on past comments first, and only then kept."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from flask import Flask
from msgspec.structs import replace

from hub import surveys
from hub.own_themes import Comparing
from hub.store import batches, own_themes, policies, settings
from hub.understanding import Understander
from hub.web import theme_form
from hub.web.context import NAME
from tests.hub.makers import comment
from tests.hub.own import ABOUT_COFFEE, ABOUT_OTHERS, COFFEE
from tests.hub.web.conftest import Clock, Visitor
from tests.hub.web.sayings import DAY_MS, says
from tests.hub.web.shop import NOON, OurShop

PAGE = "/owner/themes"
TRIED = re.compile(r'name="tried" value="([^"]*)"')
LIMIT = re.compile(r'name="like_from"[^>]*value="([^"]*)"')
MARKED = re.compile(r"<blockquote[^>]*>(.*?)</blockquote>")


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Understander]:
    understander = Understander(tmp_path_factory.mktemp("hub"), within_s=90.0)
    try:
        yield understander
    finally:
        understander.close()


@pytest.fixture
def owner(
    app: Flask, reads: Understander, as_role: Callable[[str], Visitor]
) -> Visitor:
    """An owner whose hub has the model that comes along."""
    context = app.extensions[NAME]
    app.extensions[NAME] = msgspec.structs.replace(context, understander=reads)
    return as_role("owner")


def past(shop: OurShop, *texts: str) -> None:
    """Yesterday's comments, published."""
    given = [comment(text, themes=[]) for text in texts]
    says(shop, *given, at=NOON - DAY_MS)
    with shop.store.write() as connection:
        batches.publish(connection, NOON, again=True)


def send(owner: Visitor, status: int = 200, **more: object) -> str:
    fields = {
        "name-en": "The coffee",
        "examples": "\n".join(COFFEE),
        "action": "try",
        **more,
    }
    answer = owner.sends(PAGE, PAGE, **fields)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def tried(page: str) -> dict[str, Any]:
    """What the page's form carries after a trial."""
    marks, limits = TRIED.search(page), LIMIT.search(page)
    assert marks and limits
    return {"tried": marks[1], "like_from": limits[1]}


def works(shop: OurShop, reads: Understander) -> None:
    work = Comparing(shop.store, reads, shop.clock)
    while work.some():
        pass


def test_a_theme_is_tried_then_kept_and_counts_with_its_past(
    shop: OurShop, owner: Visitor, reads: Understander
) -> None:
    past(shop, *ABOUT_COFFEE, *ABOUT_OTHERS)
    page = send(owner)
    assert re.search(r"<strong>[56] of 15</strong> past comments", page)
    shown = set(MARKED.findall(page))
    assert len(shown & set(ABOUT_COFFEE)) >= 5
    assert own_themes.every(shop.store.connection()) == [], "nothing is kept by trying"
    send(owner, 303, action="keep", **tried(page))
    works(shop, reads)
    words = owner.opens("/owner/words").get_data(as_text=True)
    assert re.search(r"The coffee</a></th>\s*<td class=\"count\">[56] of 15", words)
    assert "of 15 comments</a> in the last 28 days" in owner.opens(PAGE).get_data(True)
    filtered = owner.opens("/owner/words?show=theme:the-coffee")
    assert len(MARKED.findall(filtered.get_data(as_text=True))) in (5, 6)


def test_where_a_theme_is_made_it_stands_which_languages_it_does_not_find(
    shop: OurShop, owner: Visitor
) -> None:
    said = "Your kiosks also speak Español, Deutsch, Français"
    assert said in owner.opens(PAGE).get_data(as_text=True)
    english = replace(surveys.first_settings(), languages=["en", "en-IE"])
    with shop.store.write() as connection:
        settings.decide(connection, english, NOON)
    assert "Your kiosks also speak" not in owner.opens(PAGE).get_data(as_text=True)


def test_what_was_not_tried_is_not_kept(shop: OurShop, owner: Visitor) -> None:
    page = send(owner)
    assert "There are no past comments yet" in page
    more: dict[str, Any] = {
        "examples": "\n".join([*COFFEE, "a sixth one"]),
        "action": "keep",
    }
    again = send(owner, **{**tried(page), **more})
    assert "what you wrote is not what was tried" in again
    assert own_themes.every(shop.store.connection()) == []
    other = send(owner, **{**tried(page), "like_from": "77", "action": "keep"})
    assert "You chose 77" in other
    assert own_themes.every(shop.store.connection()) == []


def test_fewer_than_five_alike_are_not_shown(shop: OurShop, owner: Visitor) -> None:
    past(shop, *ABOUT_COFFEE[:4], *ABOUT_OTHERS)
    page = send(owner)
    assert "fewer than 5 are alike" in page
    assert MARKED.findall(page) == []


def test_all_but_a_few_alike_are_not_shown(shop: OurShop, owner: Visitor) -> None:
    past(shop, *ABOUT_COFFEE, *ABOUT_OTHERS[:2])
    page = send(owner, like_from="5")
    if "of 8</strong>" not in page:
        assert MARKED.findall(page) == []


def test_names_in_examples_are_hidden_before_they_are_kept(
    shop: OurShop, owner: Visitor
) -> None:
    more = "\n".join([*COFFEE, "Siobhan Murphy made the coffee"])
    page = send(owner, examples=more)
    send(owner, 303, examples=more.replace("Siobhan Murphy", "[name]"), action="keep",
         **tried(page))  # fmt: skip
    (theme,) = own_themes.every(shop.store.connection())
    assert theme.examples[-1] == "[name] made the coffee"


def test_it_is_renamed_retired_used_again_and_deleted(
    shop: OurShop, owner: Visitor
) -> None:
    send(owner, 303, action="keep", **tried(send(owner)))
    page = owner.opens(f"{PAGE}?theme=1").get_data(as_text=True)
    assert "Change “<bdi>The coffee</bdi>”" in page
    more: dict[str, Any] = {"theme": 1, "name-de": "Kaffee", "name-en": "Hot drinks"}
    send(owner, 303, action="keep", **tried(send(owner, **more)), **more)
    (theme,) = own_themes.every(shop.store.connection())
    assert (theme.key, theme.name("de")) == ("the-coffee", "Kaffee")
    for what, left in (("retire", [True]), ("again", [False]), ("delete", [])):
        assert owner.sends(f"{PAGE}/1/{what}", PAGE).status_code == 303
        there = own_themes.every(shop.store.connection())
        assert [one.retired for one in there] == left
    assert owner.sends(f"{PAGE}/1/retire", PAGE).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name-en": " "}, "Give it a name in one language"),
        ({"name-en": "x" * 41}, "41 characters are too many"),
        ({"examples": "one two\none two\nthree four"}, "there are 2."),
        ({"examples": "one\ntwo\nthree"}, "is a single word"),
        ({"examples": "\n".join(f"a {n}" for n in range(21))}, "21 sentences are too"),
        ({"examples": f"a b\nc d\n{'e f ' * 80}"}, "Sentence 3 has 319 characters"),
        ({"like_from": "4"}, "a whole number from 5 to 99"),
        ({"like_from": "½"}, "a whole number from 5 to 99"),
    ],
)
def test_what_can_not_be_taken_is_told_and_stays_in_the_form(
    owner: Visitor, wrong: dict[str, Any], said: str
) -> None:
    page = send(owner, 400, **wrong)
    assert said in page
    field, text = next(iter(wrong.items()))
    assert field == "name-en" or text.splitlines()[0].strip() in page


def test_without_a_model_the_page_says_what_to_do(
    app: Flask, owner: Visitor, shop: OurShop
) -> None:
    nobody = Understander(shop.path.parent, ["/bin/false"])
    context = app.extensions[NAME]
    app.extensions[NAME] = msgspec.structs.replace(context, understander=nobody)
    assert "No model is installed on this hub" in send(owner, 503)
    nobody.close()


def test_a_rule_watches_for_it_and_keeps_it_from_going(
    shop: OurShop, owner: Visitor, clock: Clock
) -> None:
    send(owner, 303, action="keep", **tried(send(owner)))
    rule = {
        "on": "on",
        "at_least": 4,
        "minutes": 60,
        "times_usual": 3,
        "chance_days": 2,
    }
    answer = owner.sends("/alerting/rules/theme", "/alerting", theme="nonsense", **rule)
    assert answer.status_code == 400
    words = answer.get_data(as_text=True)
    assert "There is no theme “nonsense”; choose one of the list." in words
    assert '<option value="the-coffee"' in words
    answer = owner.sends(
        "/alerting/rules/theme", "/alerting", theme="the-coffee", **rule
    )
    assert answer.status_code == 303
    page = owner.opens("/alerting").get_data(as_text=True)
    assert '<option value="the-coffee" selected>The coffee</option>' in page
    for what in ("retire", "delete"):
        answer = owner.sends(f"{PAGE}/1/{what}", PAGE)
        assert answer.status_code == 409
        assert "The rule theme on the page Alerts" in answer.get_data(as_text=True)
    with shop.store.write() as connection:
        own_themes.delete(connection, 1)
    page = owner.opens("/alerting").get_data(as_text=True)
    assert "watches for the theme “the-coffee”, which there is no more" in page
    assert policies.newest(shop.store.connection()).rules, "the rules can be read"


def test_an_address_with_an_unknown_theme_names_those_there_are(
    owner: Visitor,
) -> None:
    answer = owner.opens("/owner/words?show=theme:nonsense")
    assert answer.status_code == 400
    words = answer.get_data(as_text=True)
    assert "no theme &#39;nonsense&#39; here" in words and "waiting" in words


def test_a_mark_names_examples_and_threshold() -> None:
    assert theme_form.mark(["a b"], 0.5) != theme_form.mark(["a b"], 0.51)
    assert theme_form.mark(["a b"], 0.5) != theme_form.mark(["a c"], 0.5)

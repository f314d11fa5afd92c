"""What is asked: chosen, worded, published to all devices, and taken back."""

import html
import re
from typing import Any

import msgspec
import pytest

from contract import messages
from contract.messages import Settings
from device.kiosk import survey as kiosk
from hub import surveys
from hub.store import settings
from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import NOON, OurShop

PAGE = "/admin/survey"
MARKUP = '<b onclick="x">Hi</b>'


def form_of(page: str) -> dict[str, Any]:
    """The survey form as a browser would send it."""
    inputs = re.findall(r"<input ([^>]*)>", page.partition('id="survey"')[2])
    form: dict[str, Any] = {"languages": []}
    for attributes in inputs:
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        name, value = found["name"], html.unescape(found.get("value", ""))
        if name == "languages":
            form["languages"] += [value] if " checked" in attributes else []
        elif name not in form:
            form[name] = value
    return {**form, "first": "en"}


def publish(visitor: Visitor, choice: str = "", **changes: Any) -> Any:
    page = visitor.opens(f"{PAGE}?choice={choice}").text
    form = {**form_of(page), "action": "publish", **changes}
    headers = {"Accept": "text/html", "Origin": "http://localhost"}
    return visitor.http.post(f"{PAGE}/publish", data=form, headers=headers)


def in_use(shop: OurShop) -> Settings | None:
    return settings.newest(shop.store.connection())


@pytest.mark.parametrize("name", surveys.NAMES)
def test_every_built_in_question_can_be_published_as_it_is(
    colleague: Visitor, shop: OurShop, name: str
) -> None:
    assert publish(colleague, name).status_code == 303
    found, survey = in_use(shop), surveys.built_in(name)
    assert found is not None and survey is not None
    assert msgspec.structs.replace(found.survey, version=1) == survey
    assert found.languages == ["en", "es", "de", "fr"]
    assert len(survey.faces) == 4
    for labels in [survey.question, *(a.label for a in survey.unhappy_reasons)]:
        assert set(labels) == set(surveys.LANGUAGES)


def test_the_first_question_is_the_one_that_kiosks_begin_with() -> None:
    ours, theirs = surveys.first_settings().survey, kiosk.built_in().survey
    assert ours.question_key == theirs.question_key
    assert [a.key for a in ours.faces] == [a.key for a in theirs.faces]
    for kind in ("unhappy_reasons", "happy_reasons"):
        keys = [{a.key for a in getattr(s, kind)} for s in (ours, theirs)]
        assert keys[0] == keys[1]


def test_a_revision_goes_down_to_every_approved_device(
    colleague: Visitor, shop: OurShop
) -> None:
    publish(colleague, "found")
    rows = shop.store.connection().execute("SELECT topic, payload FROM downlink")
    sent = {topic: messages.decode(payload, Settings) for topic, payload in rows}
    assert set(sent) == {"heed/v1/till-1/settings", "heed/v1/till-2/settings"}
    assert {each.survey.key for each in sent.values()} == {"found"}


def test_wordings_lines_languages_and_time_out_are_the_shops_own(
    colleague: Visitor, shop: OurShop
) -> None:
    changes = {
        "question-en": f"  All \x00 well? {MARKUP} ",
        "unhappy-0-en": "שלום",
        "unhappy-5-en": "",
        "unhappy-5-fr": "",
        "line-0-en": "You said it was cold. We mended the door.",
        "languages": ["fr", "en"],
        "first": "fr",
        "help_timeout": "90",
    }
    for code in ("es", "de"):
        changes[f"unhappy-5-{code}"] = ""
    assert publish(colleague, "today", **changes).status_code == 303
    found = in_use(shop)
    assert found is not None
    assert found.survey.question["en"] == f"All well? {MARKUP}"
    assert found.survey.unhappy_reasons[0].label["en"] == "שלום"
    assert found.survey.unhappy_reasons[0].key == "waiting"
    assert len(found.survey.unhappy_reasons) == 5
    assert found.idle_lines == [{"en": "You said it was cold. We mended the door."}]
    assert found.languages == ["fr", "en"]
    assert found.help_timeout_s == 90
    for path in (PAGE, f"{PAGE}/history", f"{PAGE}/history/1"):
        assert MARKUP not in colleague.opens(path).text


def test_what_the_form_does_not_show_stays(colleague: Visitor, shop: OurShop) -> None:
    with shop.store.write() as connection:
        wanted = msgspec.structs.replace(
            surveys.first_settings(), thresholds={"scored": 0.6}
        )
        settings.decide(connection, wanted, NOON)
    publish(colleague, "service")
    found = in_use(shop)
    assert found is not None
    assert (found.revision, found.thresholds) == (2, {"scored": 0.6})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"languages": []}, "languages"),
        ({"question-de": "  "}, "question-de"),
        ({"question-en": "x" * 121}, "question-en"),
        ({"unhappy-2-fr": ""}, "unhappy-2-fr"),
        ({"happy-0-es": "x" * 41}, "happy-0-es"),
        ({"line-0-en": "x" * 161}, "line-0-en"),
        ({"help_timeout": "soon"}, "help_timeout"),
        ({"help_timeout": "9"}, "help_timeout"),
        ({"help_timeout": "99999"}, "help_timeout"),
        ({"help_timeout": "١٢٠"}, "help_timeout"),
    ],
)
def test_what_is_missing_or_too_long_is_marked_and_nothing_is_published(
    colleague: Visitor, shop: OurShop, changes: dict[str, Any], field: str
) -> None:
    answer = publish(colleague, "today", **changes)
    assert answer.status_code == 400
    assert f'id="{field}-problem"' in answer.text
    assert in_use(shop) is None


def test_a_preview_publishes_nothing(colleague: Visitor, shop: OurShop) -> None:
    answer = publish(colleague, "today", action="preview", **{"question-en": "Well?"})
    assert answer.status_code == 200
    assert ">Well?<" in answer.text
    assert in_use(shop) is None


def test_of_two_who_publish_the_slower_is_told_and_loses_nothing(
    colleague: Visitor, shop: OurShop
) -> None:
    form = form_of(colleague.opens(PAGE).text)
    publish(colleague, "found")
    headers = {"Accept": "text/html", "Origin": "http://localhost"}
    mine = {**form, "question-en": "Mine?", "action": "publish"}
    late = colleague.http.post(f"{PAGE}/publish", data=mine, headers=headers)
    assert late.status_code == 409
    assert "published revision 1" in late.text
    assert "Mine?" in late.text
    found = in_use(shop)
    assert found is not None and found.survey.key == "found"
    anyway = {**form_of(late.text), "action": "publish"}
    sent = colleague.http.post(f"{PAGE}/publish", data=anyway, headers=headers)
    assert sent.status_code == 303
    found = in_use(shop)
    assert found is not None and found.survey.question["en"] == "Mine?"


def test_an_old_revision_comes_back_as_a_new_one(
    colleague: Visitor, shop: OurShop
) -> None:
    publish(colleague, "today")
    publish(colleague, "service")
    history = colleague.opens(f"{PAGE}/history").text
    assert "question, reasons" in history and "shop" in history
    path, page = f"{PAGE}/history/1/again", f"{PAGE}/history/1"
    assert colleague.sends(path, page, based_on="1").status_code == 409
    assert colleague.sends(path, page, based_on="2").status_code == 303
    found = in_use(shop)
    assert found is not None
    assert (found.revision, found.survey.key) == (3, "today")
    assert colleague.opens(f"{PAGE}/history/77").status_code == 404


def test_a_giant_form_is_refused_in_words(colleague: Visitor, shop: OurShop) -> None:
    answer = publish(colleague, "today", **{"question-en": "x" * 70_000})
    assert answer.status_code == 413
    assert in_use(shop) is None


def test_fields_that_nobody_asked_for_change_nothing(
    colleague: Visitor, shop: OurShop
) -> None:
    odd = {
        "unhappy-9-en": "More",
        "revision": "900",
        "based_on ": "../../etc",
        "x" * 300: "",
    }
    assert publish(colleague, "today", **odd).status_code == 303
    found = in_use(shop)
    assert found is not None
    assert (found.revision, len(found.survey.unhappy_reasons)) == (1, 6)

"""Rules that make no sense are refused beside their form, in the owner's language."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import hub
from hub.alerts.watches import OpenTill, UnhappyShare
from hub.web import decisionbook
from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import OurShop
from tests.hub.web.test_alerting import MOOD, PAGE, by_fixed_numbers, watch_of

HUB = Path(hub.__file__).parent


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"share_percent": "0"}, "share"),
        ({"share_percent": "many"}, "no number"),
        ({"at_least": "1"}, "At least"),
        ({"minutes": "17"}, "minutes"),
        ({"from_time": "25:99"}, "09:30"),
        ({"from_time": "09:00", "to_time": "09:00"}, "empty"),
        ({"at_least": "1e999"}, "out of range"),
        ({"at_least": "nan"}, "out of range"),
    ],
)
def test_a_senseless_rule_is_refused_beside_its_form(
    as_role: Callable[[str], Visitor],
    shop: OurShop,
    fields: dict[str, str],
    says: str,
) -> None:
    by_fixed_numbers(shop)
    answer = as_role("owner").sends("/alerting/rules/mood", PAGE, **(MOOD | fields))
    assert answer.status_code == 400
    assert says in answer.get_data(as_text=True)
    assert watch_of(shop, "mood") == UnhappyShare()


@pytest.mark.parametrize(
    ("language", "fields", "says"),
    [
        ("en", {"share_percent": "0"}, "Share in per cent: more than 0"),
        ("de", {"at_least": "1"}, "Mindestens: bitte 2 oder mehr"),
        ("de", {"share_percent": "120"}, "Anteil in Prozent: bitte höchstens 100"),
        ("de", {"minutes": "17"}, "Minuten: Bitte wählen Sie"),
        ("es", {"cool_down_min": "2000"}, "minutos: como máximo 1440"),
        ("en", {"cool_down_min": "2000"}, "in minutes: at most 1440"),
        ("de", {"cool_down_min": "-1"}, "weit außerhalb"),
        ("fr", {"from_time": "neuf"}, "écrivez «\u00a0neuf\u00a0»"),
        ("fr", {"from_time": "09:00", "to_time": "09:00"}, "Ces heures sont vides"),
    ],
)
def test_what_is_wrong_is_said_in_the_owners_language(
    as_role: Callable[[str], Visitor],
    shop: OurShop,
    language: str,
    fields: dict[str, str],
    says: str,
) -> None:
    by_fixed_numbers(shop)
    owner = as_role("owner")
    owner.http.set_cookie("heed_language", language)
    answer = owner.sends("/alerting/rules/mood", PAGE, **(MOOD | fields))
    assert answer.status_code == 400
    assert says in answer.get_data(as_text=True)


def test_a_theme_that_there_is_not_is_refused_by_name(
    as_role: Callable[[str], Visitor],
) -> None:
    owner = as_role("owner")
    owner.http.set_cookie("heed_language", "de")
    theme = MOOD | {"theme": "gone", "times_usual": "5", "chance_days": "3"}
    answer = owner.sends("/alerting/rules/theme", PAGE, **theme)
    assert answer.status_code == 400
    assert "Das Thema „gone“ gibt es nicht" in answer.get_data(as_text=True)


def test_every_trouble_can_be_said_in_every_language() -> None:
    source = "".join(path.read_text() for path in HUB.rglob("*.py"))
    raised = set(re.findall(r'(?:Trouble|Bad[A-Z]\w+)\(\s*"(\w+)"', source))
    said = {key.removeprefix("trouble_") for key in decisionbook.words("en")}
    assert len(raised) >= 15
    assert raised <= said


def test_a_contradiction_between_two_fields_is_refused(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    fields = {"people": "9", "people_then": "3", "ahead_min": "5", "on": "on"}
    answer = as_role("owner").sends("/alerting/rules/till", PAGE, **fields)
    assert answer.status_code == 400
    assert "has to be above" in answer.get_data(as_text=True)
    assert watch_of(shop, "till") == OpenTill()

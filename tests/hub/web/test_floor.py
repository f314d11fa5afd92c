"""Taking alerts and getting them done, as the floor page's buttons do."""

import pytest

from hub.alerts.lifecycle import OUTCOMES
from tests.hub.web.conftest import Clock, Visitor, said
from tests.hub.web.shop import NOON, OurShop

STRANGE = ["<b>Ann</b>", "\u202eאבג\u202c", "a" * 40, "O'Neil & Søn"]


def test_an_alert_is_taken_and_done_with_an_outcome(
    colleague: Visitor, shop: OurShop
) -> None:
    alert = shop.alert()
    taken = colleague.presses(f"/floor/alerts/{alert}/take", {"who": "Ann"})
    assert said(taken) == {"won": True, "state": "taken", "who": "Ann"}
    done = colleague.presses(
        f"/floor/alerts/{alert}/done",
        {"who": "Ann", "outcome": "solved", "note": "New bag"},
    )
    assert done.status_code == 200
    shown = said(colleague.http.get("/floor/alerts"))
    assert shown["open"] == []
    assert [(s["state"], s["outcome"], s["note"]) for s in shown["today"]] == [
        ("done", "solved", "New bag")
    ]


def test_who_comes_second_is_told_who_has_it(colleague: Visitor, shop: OurShop) -> None:
    alert = shop.alert()
    colleague.presses(f"/floor/alerts/{alert}/take", {"who": "Ann"})
    late = colleague.presses(f"/floor/alerts/{alert}/take", {"who": "Bob"})
    assert late.status_code == 409
    assert said(late) == {"won": False, "state": "taken", "who": "Ann"}


def test_a_tablet_without_a_name_is_the_team(colleague: Visitor, shop: OurShop) -> None:
    alert = shop.alert()
    assert said(colleague.presses(f"/floor/alerts/{alert}/take"))["who"] == "Team"


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_ends_an_alert(
    colleague: Visitor, shop: OurShop, outcome: str
) -> None:
    alert = shop.alert()
    colleague.presses(f"/floor/alerts/{alert}/take")
    done = colleague.presses(f"/floor/alerts/{alert}/done", {"outcome": outcome})
    assert said(done)["state"] == "done"


@pytest.mark.parametrize("text", STRANGE)
def test_names_and_notes_come_back_as_they_were_given(
    colleague: Visitor, shop: OurShop, text: str
) -> None:
    alert = shop.alert()
    colleague.presses(f"/floor/alerts/{alert}/take", {"who": text})
    colleague.presses(
        f"/floor/alerts/{alert}/done", {"outcome": "solved", "note": text}
    )
    assert said(colleague.http.get("/floor/alerts"))["today"][0]["note"] == text


@pytest.mark.parametrize(
    "body",
    [
        {"who": "x" * 41},
        {"who": 7},
        {"who": None},
        {"name": "Ann"},
        [],
        "take",
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_words(
    colleague: Visitor, shop: OurShop, body: object
) -> None:
    alert = shop.alert()
    answer = colleague.presses(f"/floor/alerts/{alert}/take", body)
    assert answer.status_code == 400
    assert said(answer)["error"]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe", b'{"who":"\\ud800"}', b'{"who":"a","who":1}']
)
def test_broken_json_is_refused_in_words(
    colleague: Visitor, shop: OurShop, raw: bytes
) -> None:
    alert = shop.alert()
    answer = colleague.http.post(
        f"/floor/alerts/{alert}/take",
        data=raw,
        content_type="application/json",
        headers={"X-Form-Token": colleague.token("/floor")},
    )
    assert answer.status_code == 400
    assert said(answer)["error"]


def test_a_form_instead_of_json_is_refused(colleague: Visitor, shop: OurShop) -> None:
    alert = shop.alert()
    answer = colleague.http.post(
        f"/floor/alerts/{alert}/take",
        data={"who": "Ann", "form_token": colleague.token("/floor")},
    )
    assert answer.status_code == 415


@pytest.mark.parametrize("body", [{}, {"outcome": "shrug"}, {"outcome": None}])
def test_an_outcome_that_is_none_is_refused(
    colleague: Visitor, shop: OurShop, body: object
) -> None:
    alert = shop.alert()
    colleague.presses(f"/floor/alerts/{alert}/take")
    assert colleague.presses(f"/floor/alerts/{alert}/done", body).status_code == 400


def test_an_alert_that_never_was_is_not_found(colleague: Visitor) -> None:
    answer = colleague.presses("/floor/alerts/4711/take")
    assert answer.status_code == 404
    assert "4711" in said(answer)["error"]


def test_the_day_begins_at_the_shops_midnight(
    colleague: Visitor, shop: OurShop, clock: Clock
) -> None:
    yesterday = shop.alert("silent", "Till 2", NOON - 13 * 3_600_000)
    today = shop.alert("unhappy", "Till 1", NOON - 11 * 3_600_000)
    shown = said(colleague.http.get("/floor/alerts"))
    assert [step["alert"] for step in shown["today"]] == [today]
    assert [step["alert"] for step in shown["open"]] == [yesterday, today]


def test_devices_are_told_in_words(colleague: Visitor, shop: OurShop) -> None:
    connection = shop.store.connection()
    connection.execute(
        "UPDATE devices SET last_seen = ?, online_since = ?", (NOON, NOON)
    )
    connection.execute("UPDATE devices SET online = 1 WHERE name = 'till-1'")
    lines = said(colleague.http.get("/floor/alerts"))["devices"]
    assert [(line["where"], line["state"], line["said"]) for line in lines] == [
        ("Till 1", "well", [{"key": "device_online", "values": {}, "at": None}]),
        (
            "Till 2",
            "away",
            [{"key": "device_away", "values": {"at": "12:00"}, "at": NOON}],
        ),
    ]

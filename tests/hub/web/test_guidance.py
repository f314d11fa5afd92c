"""What may help, on the floor and on the owner's page."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.alerts.guidance import PIECES
from hub.store import alert_tables, guidance
from hub.web import advicebook
from tests.hub.makers import (
    NOW,
    Sender,
    call,
    comment,
    rating,
    reasons,
    store_all,
    uuid,
)
from tests.hub.web.conftest import Clock, Visitor, said
from tests.hub.web.shop import OurShop

PAGE = "/guidance"


@pytest.fixture(autouse=True)
def in_time(clock: Clock) -> None:
    """The pages' clock stands where the events are."""
    clock.ms = NOW


def unhappy(shop: OurShop, *chosen: str, **words: Any) -> None:
    """Somebody taps the worst face, says why, and perhaps writes."""
    visit, sender = uuid(), Sender()
    events = [rating(1, visit)]
    store_all(shop.store, [sender.incoming(one) for one in events])
    if chosen:
        store_all(shop.store, [sender.incoming(reasons(visit, *chosen))])
    if words:
        told = comment(visit=visit, **words)
        store_all(shop.store, [sender.incoming(told)])


def shown(visitor: Visitor) -> list[dict[str, object]]:
    found = said(visitor.http.get("/floor/guidance"))
    assert isinstance(found, list)
    return found


def pieces(visitor: Visitor) -> list[str]:
    (one,) = shown(visitor)
    return [piece["piece"] for piece in one["pieces"]]  # type: ignore[attr-defined]


def test_a_reason_from_the_kiosk_chooses_what_to_do(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    staff = as_role("staff")
    unhappy(shop, "waiting")
    assert pieces(staff) == ["ack_any", "act_waiting"]


def test_words_choose_how_to_acknowledge(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    staff = as_role("staff")
    unhappy(shop, themes=["price"], emotions=["anger"])
    assert pieces(staff) == ["ack_upset", "act_price"]


def test_what_is_said_of_a_colleague_shows_to_the_lead_only(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    staff, lead = as_role("staff"), as_role("lead")
    unhappy(shop, themes=["staff"], emotions=["anger"])
    assert pieces(staff) == ["ack_any", "act_any"]
    assert pieces(lead) == ["ack_upset", "act_staff"]


def test_a_call_for_danger_puts_danger_first(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    staff = as_role("staff")
    store_all(shop.store, [Sender().incoming(call(what_for="danger"))])
    assert pieces(staff) == ["danger_any"]
    assert shown(staff)[0]["offer"] == ""


def test_the_owner_sets_words_and_offers_and_cards_show_them_as_text(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner, staff = as_role("owner"), as_role("staff")
    unhappy(shop, "waiting")
    ours = advicebook.ours("en")
    own = ours | {"act_waiting": "Open till 3 & say <b>sorry</b> 🙏"}
    assert owner.sends("/guidance/words?of=en", PAGE, **own).status_code == 303
    offer = {"offer-waiting-serious": "a coffee", "offer-any-serious": "5 % off"}
    assert owner.sends("/guidance/offers?of=en", PAGE, **offer).status_code == 303
    (one,) = shown(staff)
    words = [piece["words"] for piece in one["pieces"]]  # type: ignore[attr-defined]
    assert words == [ours["ack_any"], "Open till 3 & say <b>sorry</b> 🙏"]
    assert one["offer"] == "a coffee"
    page = owner.opens(PAGE).get_data(as_text=True)
    assert "say &lt;b&gt;sorry" in page and "<b>sorry" not in page
    kept = guidance.own_words(shop.store.connection(), "en")
    assert set(kept) == {"act_waiting"}  # Untouched ones stay ours, and improve.


def test_what_may_be_offered_is_read_in_ones_language_or_as_it_is_worded_in_another(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner, staff = as_role("owner"), as_role("staff")
    unhappy(shop, "waiting")

    def worded(language: str, words: str) -> None:
        form = {"offer-waiting-serious": words}
        path = f"/guidance/offers?of={language}"
        assert owner.sends(path, PAGE, **form).status_code == 303

    def read(language: str) -> list[object]:
        staff.http.set_cookie("heed_language", language)
        (one,) = shown(staff)
        return [one["offer_language"], one["offer"]]

    worded("de", "einen Kaffee")
    worded("en", "a coffee")
    assert read("de") == ["de", "einen Kaffee"]
    assert read("en") == ["en", "a coffee"]
    assert read("fr") == ["de", "einen Kaffee"]
    page = owner.opens(f"{PAGE}?of=fr").get_data(as_text=True)
    assert '<bdi lang="de">einen Kaffee</bdi>' in page
    worded("de", "")
    assert read("de") == ["en", "a coffee"]
    worded("en", " ")
    assert read("en") == ["", ""]


def test_an_offer_from_when_there_was_one_for_all_stays_until_it_is_worded_anew(
    tmp_path: Path,
) -> None:
    connection = sqlite3.connect(tmp_path / "old.db")
    connection.execute("CREATE TABLE alerts (alert INTEGER PRIMARY KEY)")
    connection.executescript(alert_tables.GUIDANCE)
    connection.execute("INSERT INTO guidance_offers VALUES ('any', 'mild', 'a sweet')")
    connection.executescript(alert_tables.OFFERS_BY_LANGUAGE)
    case = ("any", "mild")
    assert guidance.offers(connection)[case].read_in("fr") == ("", "a sweet")
    guidance.allow(connection, case, "fr", "un bonbon")
    assert guidance.offers(connection)[case].read_in("en") == ("fr", "un bonbon")


def test_an_emptied_field_brings_our_words_back(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner = as_role("owner")
    form = {piece: "" for piece in PIECES} | {"ack_any": "Our way"}
    owner.sends("/guidance/words?of=de", PAGE, **form)
    owner.sends("/guidance/words?of=de", PAGE, **(form | {"ack_any": " "}))
    connection = shop.store.connection()
    assert guidance.own_words(connection, "de") == {}
    assert advicebook.words(connection, "de") == advicebook.ours("de")


def test_too_long_guidance_is_refused_and_kept_in_the_form(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    form = {"offer-price-mild": "x" * 241}
    answer = as_role("owner").sends("/guidance/offers?of=en", PAGE, **form)
    assert answer.status_code == 400
    text = answer.get_data(as_text=True)
    assert "241 characters" in text and "x" * 241 in text
    assert guidance.offers(shop.store.connection()) == {}


def test_marks_count_once_an_alert_and_never_for_a_person(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    staff, lead, owner = as_role("staff"), as_role("lead"), as_role("owner")
    unhappy(shop, "waiting")
    (alert,) = [one["alert"] for one in shown(staff)]
    path = f"/floor/guidance/{alert}"
    for visitor, helped in ((staff, False), (lead, True), (lead, True)):
        body = {"piece": "act_waiting", "helped": helped}
        assert visitor.presses(path, body).status_code == 200
    found = guidance.marks(shop.store.connection(), 0)
    assert found == {"act_waiting": (1, 0)}
    columns = shop.store.connection().execute("SELECT * FROM guidance_marks")
    assert [one[0] for one in columns.description] == ["alert", "piece", "helped", "at"]
    assert "it helped 1 times" in owner.opens(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"piece": "act_price", "helped": True}, 400),
        ({"piece": "act_waiting", "helped": "yes"}, 400),
        ({"piece": "act_waiting"}, 400),
    ],
)
def test_a_senseless_mark_is_refused(
    as_role: Callable[[str], Visitor],
    shop: OurShop,
    body: dict[str, object],
    status: int,
) -> None:
    staff = as_role("staff")
    unhappy(shop, "waiting")
    (alert,) = [one["alert"] for one in shown(staff)]
    assert staff.presses(f"/floor/guidance/{alert}", body).status_code == status
    gone = staff.presses(f"/floor/guidance/{999}", {"piece": "x", "helped": True})
    assert gone.status_code == 404


def test_staff_may_not_decide_what_is_offered(
    as_role: Callable[[str], Visitor],
) -> None:
    assert as_role("lead").opens(PAGE).status_code == 403

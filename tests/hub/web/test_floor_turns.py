"""Still on it, open again, what the kiosks say, and the hand-over."""

import msgspec
import pytest

from contract.messages import Settings
from hub import clock as hub_clock
from hub import surveys
from hub.store import notices, settings
from tests.hub.web.conftest import Clock, Visitor, said
from tests.hub.web.shop import NOON, OurShop

MINUTE = 60_000


def lines(shop: OurShop) -> list[dict[str, str]]:
    """What the devices were last told to show."""
    row = shop.store.connection().execute(
        "SELECT payload FROM downlink WHERE topic LIKE '%/settings'"
        " ORDER BY n DESC LIMIT 1"
    )
    return msgspec.json.decode(row.fetchone()[0], type=Settings).idle_lines


def test_a_line_stands_on_the_kiosks_and_goes_by_itself(
    colleague: Visitor, shop: OurShop, clock: Clock
) -> None:
    answer = colleague.presses("/floor/notices", {"what": "wait", "minutes": 10})
    (one,) = said(answer)
    assert "about 10 minutes" in one["text"]
    assert "about 10 minutes" in lines(shop)[0]["en"] and "de" in lines(shop)[0]
    hub_clock.tick(shop.store, NOON + 9 * MINUTE)
    assert len(said(colleague.http.get("/floor/notices"))) == 1
    hub_clock.tick(shop.store, NOON + 10 * MINUTE)
    assert said(colleague.http.get("/floor/notices")) == []
    assert lines(shop) == []


def test_the_owners_own_lines_come_after_and_stay(
    colleague: Visitor, shop: OurShop
) -> None:
    own = {"en": "You said slow, we opened a till."}
    with shop.store.write() as connection:
        first = msgspec.structs.replace(surveys.first_settings(), idle_lines=[own])
        settings.decide(connection, first, NOON)
    (one,) = said(colleague.presses("/floor/notices", {"what": "card"}))
    assert lines(shop)[1:] == [own]
    colleague.presses(f"/floor/notices/{one['notice']}/end")
    assert lines(shop) == [own]


def test_the_same_line_again_takes_the_place_of_the_first_and_few_stand_at_once(
    colleague: Visitor, shop: OurShop
) -> None:
    for what in ("wait", "wait", "till", "card", "spill"):
        colleague.presses("/floor/notices", {"what": what})
    standing = notices.standing(shop.store.connection())
    assert [one.what for one in standing] == ["spill", "card", "till"]


@pytest.mark.parametrize(
    "body", [{"what": "rant"}, {"what": "wait", "minutes": 7}, {"text": "<b>"}, []]
)
def test_only_our_own_lines_go_to_the_kiosks(
    colleague: Visitor, shop: OurShop, body: object
) -> None:
    assert colleague.presses("/floor/notices", body).status_code == 400
    assert notices.standing(shop.store.connection()) == []


def test_what_ended_too_soon_is_opened_again_and_kept(
    colleague: Visitor, shop: OurShop, clock: Clock
) -> None:
    alert = shop.alert()
    path = f"/floor/alerts/{alert}"
    assert colleague.presses(f"{path}/reopen").status_code == 409
    colleague.presses(f"{path}/take")
    assert colleague.presses(f"{path}/keep").status_code == 200
    colleague.presses(f"{path}/done", {"outcome": "solved"})
    assert said(colleague.presses(f"{path}/reopen"))["state"] == "open"
    assert colleague.presses(f"{path}/keep").status_code == 409
    colleague.presses(f"{path}/done", {"outcome": "solved"})
    shop.alert()
    answer = colleague.presses(f"{path}/reopen")
    assert answer.status_code == 400 and "newer" in said(answer)["error"]
    assert colleague.presses("/floor/alerts/999/reopen").status_code == 404


def test_the_hand_over_tells_numbers_and_notes_and_no_names(
    colleague: Visitor, shop: OurShop
) -> None:
    first = shop.alert()
    colleague.presses(f"/floor/alerts/{first}/take", {"who": "Mia"})
    body = {
        "outcome": "solved",
        "who": "Mia",
        "note": "\u202egave a new bag \U0001f6cd",
    }
    colleague.presses(f"/floor/alerts/{first}/done", body)
    shop.alert("help")
    answer = colleague.http.get("/floor/handover")
    told = said(answer)
    assert (told["raised"], told["done"], told["open"]) == (2, 1, 1)
    assert told["notes"] == [body["note"]] and told["took_min"] is None
    assert b"Mia" not in answer.data

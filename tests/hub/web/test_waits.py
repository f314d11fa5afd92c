"""The page of waits and the strip of lines, as owner and staff see them."""

from typing import Any

from contract.events import Queue, WaitBin
from hub.store import lines
from tests.hub.web.conftest import Visitor, said
from tests.hub.web.shop import NOON, OurShop


def see(shop: OurShop, minutes_ago: int = 1, **more: Any) -> None:
    """A minute of the line at the shop's touchpoint."""
    facts: dict[str, Any] = {
        "zone": "till",
        "period_s": 60.0,
        "state": "seen",
        "mean": 4.0,
        "waiting": 4,
        "estimated_wait_s": 200.0,
        "waits": [WaitBin(up_to_s=120.0, people=8), WaitBin(up_to_s=300.0, people=2)],
        "arrived": 20,
        "served": 10,
        "left_unserved": 2,
        "service_s": 90.0,
    }
    event = Queue(**(facts | more))
    with shop.store.write() as connection:
        lines.take(connection, [(event, 1, NOON - minutes_ago * 60_000)])


def test_without_a_camera_the_page_says_what_is_missing(colleague: Visitor) -> None:
    page = colleague.opens("/owner/waits")
    assert page.status_code == 200
    assert "No camera has told of a line" in page.text


def test_half_and_nine_in_ten_stand_on_the_page_with_who_gave_up(
    colleague: Visitor, shop: OurShop
) -> None:
    see(shop)
    page = " ".join(colleague.opens("/owner/waits?days=7").text.split())
    assert 'data-figure="wait-half">1.2 min<' in page
    assert 'data-figure="wait-most">3.5 min<' in page
    assert 'data-figure="gave-up">17%<' in page
    assert "Wednesday" in page
    assert "roughly" not in page and "could see the line" not in page


def test_rough_and_blind_time_is_told(colleague: Visitor, shop: OurShop) -> None:
    see(shop, state="rough")
    blind = {"state": "blind", "why_blind": "dark", "mean": None, "waiting": None}
    see(shop, 2, **blind, waits=[], arrived=None, served=None, service_s=None)
    page = colleague.opens("/owner/waits").text
    assert "counted roughly" in page and "could see the line" in page


def test_the_strip_tells_of_lines_seen_lately(
    colleague: Visitor, shop: OurShop
) -> None:
    see(shop, 40)
    assert said(colleague.http.get("/floor/lines")) == []
    see(shop, 2)
    see(shop, 1, waiting=6)
    (line,) = said(colleague.http.get("/floor/lines"))
    assert (line["state"], line["waiting"], line["wait_s"]) == ("seen", 6, 200.0)
    assert [n for _, n in line["points"]] == [4, 4, 6]

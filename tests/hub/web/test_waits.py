"""The page of waits and the strip of lines, as owner and staff see them."""

import html
import re
from typing import Any
from uuid import uuid4

from contract.events import Counted, Queue, Uncounted, WaitBin
from hub.store import lines, sightings
from tests.hub.web.conftest import Visitor, said
from tests.hub.web.shop import NOON, OurShop


def see(shop: OurShop, minutes_ago: int = 1, *, at: int = NOON, **more: Any) -> None:
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
        lines.take(connection, [(event, 1, at - minutes_ago * 60_000)])


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
    assert 'data-figure="gave-up">17 %<' in page
    assert "Wednesday" in page
    assert "roughly" not in page and "could see the line" not in page


def test_pictures_stand_before_their_tables_and_can_be_fetched(
    colleague: Visitor, shop: OurShop
) -> None:
    see(shop, 1)
    see(shop, 61, left_unserved=0)
    page = html.unescape(colleague.opens("/owner/waits?days=7").text)
    found = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert len(found) == 6
    waits_alt = found[0][1]
    assert "by hour" in waits_alt and "nine in ten at most 3.5 min" in waits_alt
    for address, _ in found[:3]:
        drawn = colleague.opens(address)
        assert drawn.mimetype == "image/svg+xml" and "immutable" in str(drawn.headers)
        assert "<svg" in drawn.text
    later = found[0][0].replace("v=", "v=0")
    assert "no-store" in colleague.opens(later).headers["Cache-Control"]
    for wrong in ("none", "waits-hour"):
        odd = f"/owner/waits/pictures/{wrong}.svg?days=7&size=huge"
        assert colleague.http.get(odd).status_code == 404
    assert colleague.http.get("/owner/waits/pictures/none.svg").status_code == 404


def test_the_camera_s_own_error_is_told_from_five_counts_on(
    colleague: Visitor, shop: OurShop
) -> None:
    see(shop)
    assert "Nobody has counted by eye" in colleague.opens("/owner/waits").text
    count(shop, (4, 4))
    assert "by eye once; the error shows from five" in words(colleague)
    count(shop, (3, 4), (3, 3), (2, 2), (6, 3))
    said = words(colleague)
    assert "5 times: the camera was 0.8 people off on average" in said
    assert "at most one off in 80 % of them (most likely" in said
    slip = str(uuid4())
    with shop.store.write() as connection:
        events: list[Counted | Uncounted] = [
            Counted(zone="till", people=9, camera=4),
            Uncounted(zone="till", count=slip),
        ]
        for event in events:
            sightings.take(connection, [(event, 1, NOON - 60_000, slip)])
    assert "5 times: the camera was 0.8" in words(colleague)
    assert "1 slip was taken back" in words(colleague)


def count(shop: OurShop, *pairs: tuple[int, int]) -> None:
    """Colleagues count by eye beside the camera."""
    seen = [
        (
            Counted(zone="till", people=people, camera=camera),
            1,
            NOON - 60_000,
            str(uuid4()),
        )
        for people, camera in pairs
    ]
    with shop.store.write() as connection:
        sightings.take(connection, seen)


def words(colleague: Visitor) -> str:
    return " ".join(colleague.opens("/owner/waits").text.split())


def test_rough_and_blind_time_is_told(colleague: Visitor, shop: OurShop) -> None:
    see(shop, state="rough")
    blind: dict[str, Any] = {
        "state": "blind",
        "why_blind": "dark",
        "mean": None,
        "waiting": None,
    }
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

"""The page of waits in a real browser: pictures, their words, windows of any size."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contract.events import Counted, Queue, WaitBin
from hub.store import lines, sightings
from hub.web.app import hub_clock
from tests.hub.web.looks import is_for_everyone
from tests.hub.web.shop import OurShop, Pages
from tests.hub.web.test_in_browser import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

DRAWN = """() => {
    const all = [...document.querySelectorAll('figure img')];
    return all.length === 6 && all.every((one) => one.complete && one.naturalWidth > 0);
}"""


def busy_days(shop: OurShop) -> None:
    """Some days of a line, longer at noon and in the afternoon, told of each hour."""
    now = hub_clock()
    events: list[Any] = []
    for hour in range(24 * 9):
        place = (now // 3_600_000 - hour) % 24
        long = {12: 5, 13: 4, 17: 7, 18: 5}.get(place, 2)
        few = place in (6, 22)
        bars = [
            WaitBin(up_to_s=60.0, people=0 if few else 6),
            WaitBin(up_to_s=60.0 * long, people=0 if few else 6),
            WaitBin(up_to_s=None, people=3 if place == 17 else 0),
        ]
        event = Queue(
            zone="till", period_s=900.0, state="seen", mean=float(long), waiting=long,
            waits=bars, arrived=12 * long, served=12, left_unserved=long - 2,
            service_s=60.0,
        )  # fmt: skip
        events.append((event, 1, now - hour * 3_600_000))
    with shop.store.write() as connection:
        lines.take(connection, events)
        seen = [Counted(zone="till", people=p, camera=3) for p in (3, 3, 4, 3, 2, 5)]
        sightings.take(connection, [(one, 1, now) for one in seen])


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_pictures_are_drawn_and_nobody_is_kept_out(
    page: "Page", pages: Pages, shop: OurShop, width: int, theme: Any
) -> None:
    busy_days(shop)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, pages, "/owner/waits?days=28")
    page.wait_for_function(DRAWN, timeout=60_000)
    size = "narrow" if width < 640 else "wide"
    assert size in page.locator("figure img").first.evaluate("(one) => one.currentSrc")
    assert "6 times: the camera was 0.7 people off" in page.locator("main").inner_text()
    page.locator("summary").first.click()
    assert page.locator("table").first.is_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    is_for_everyone(page)
    if "HEED_SHOTS" in os.environ:
        shot = Path(os.environ["HEED_SHOTS"]) / f"waits-{width}.png"
        page.screenshot(path=shot, full_page=True)

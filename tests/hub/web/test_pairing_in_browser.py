"""A code on the owner's screen, read from its picture, opens the floor on a tablet."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hub.store import tablets
from tests.hub.web.looks import is_for_everyone
from tests.hub.web.shop import OurShop, Pages
from tests.hub.web.test_in_browser import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def look(page: "Page", name: str) -> None:
    """A picture for whoever asks for them with HEED_PICTURES=folder."""
    folder = os.environ.get("HEED_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def read_code(page: "Page") -> str:
    """What a camera reads in the picture."""
    cv2 = pytest.importorskip("cv2")
    import numpy as np

    drawn = page.locator(".qr").screenshot()
    picture = cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_COLOR)
    text, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    return str(text)


@pytest.mark.parametrize(
    "scheme", ["light", pytest.param("dark", marks=pytest.mark.long)]
)
def test_a_tablet_reads_the_code_and_is_on_the_floor_until_it_is_revoked(
    page: "Page", browser: "Browser", pages: Pages, shop: OurShop, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, pages, "/tablets")
    page.fill("input[name=name]", "Counter")
    page.get_by_role("button", name="Show a code").click()
    link = read_code(page)
    assert link == page.inner_text(".link")
    look(page, f"pairing-code-{scheme}")
    is_for_everyone(page)
    context = browser.new_context(
        viewport={"width": 768, "height": 1024}, has_touch=True, locale="de"
    )
    try:
        tablet = context.new_page()
        tablet.goto(link)
        look(tablet, f"pairing-tablet-{scheme}")
        is_for_everyone(tablet)
        tablet.get_by_role("button", name="Auf diesem Tablet öffnen").tap()
        tablet.locator("[data-connection=live]").wait_for()
        page.get_by_text("There now").wait_for()
        look(page, f"pairing-list-{scheme}")
        (one,) = tablets.listing(shop.store.connection())
        began = time.monotonic()
        page.get_by_role("button", name="Revoke: Counter").click()
        tablet.locator("[data-signin=ended]").wait_for(timeout=15_000)
        assert time.monotonic() - began < 12 and one.name == "Counter"
    finally:
        context.close()

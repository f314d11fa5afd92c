"""The story: a tap in Chromium, an alert on a tablet, a figure for the owner."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers import until
from tests.whole.shop import PASSPHRASE, Shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A running shop with one kiosk."""
    shop = Shop(tmp_path / "shop")
    try:
        shop.start()
        yield shop
    finally:
        shop.stop()


def opened(browser: "Browser", url: str, width: int, height: int) -> "Page":
    """A page under a finger, as wide as the screen it stands on."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=True
    )
    page = context.new_page()
    page.goto(url)
    return page


def look(page: "Page", name: str) -> None:
    """A picture for whoever asks for them with HEED_PICTURES=folder."""
    folder = os.environ.get("HEED_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_tap_reaches_a_colleague_and_the_owner_and_the_customer_hears_back(
    shop: Shop, browser: "Browser"
) -> None:
    web = f"http://127.0.0.1:{shop.web_port}"
    kiosk = opened(browser, shop.kiosk.url, 800, 480)
    tablet = opened(browser, f"{web}/floor", 768, 1024)
    tablet.get_by_label("Passphrase").fill(PASSPHRASE)
    tablet.get_by_role("button", name="Sign in").click()
    tablet.locator("[data-connection=live]").wait_for()
    owner = tablet.context.new_page()
    owner.goto(f"{web}/owner")
    answers = owner.locator("[data-figure=answers-today]")
    assert answers.get_attribute("data-value") == "0"

    kiosk.locator('[data-face="1"]').tap()
    kiosk.locator('[data-screen="reasons"]').wait_for()
    unhappy = tablet.locator("[data-alert]", has_text="Unhappy").first
    unhappy.wait_for()
    assert unhappy.get_attribute("data-state") == "open"
    look(kiosk, "kiosk-reasons")
    look(tablet, "floor-unhappy")
    until(lambda: answers.get_attribute("data-value") == "1", "the owner's count")
    look(owner, "owner-first")

    call_and_answer(kiosk, tablet)
    for page in (kiosk, tablet):
        page.context.close()


def call_and_answer(kiosk: "Page", tablet: "Page") -> None:
    """The customer calls; a colleague takes it and says what came of it."""
    kiosk.get_by_role("button", name="Call someone").tap()
    kiosk.locator('[data-call-state="sent"]').wait_for()
    look(kiosk, "kiosk-sent")
    wanted = tablet.locator('[data-kind="help"][data-state="open"]').first
    wanted.locator('[data-action="take"]').tap()
    kiosk.locator('[data-call-state="coming"]').wait_for()
    look(kiosk, "kiosk-coming")
    look(tablet, "floor-taken")

    taken = tablet.locator('[data-kind="help"][data-state="taken"]').first
    taken.locator('[data-action="done"]').tap()
    taken.locator('[data-outcome="solved"]').tap()
    tablet.locator('#today [data-state="done"]').wait_for()
    look(tablet, "floor-done")


def test_the_floor_page_says_so_when_the_hub_is_gone_and_catches_up(
    shop: Shop, browser: "Browser"
) -> None:
    tablet = opened(browser, f"http://127.0.0.1:{shop.web_port}/floor", 1280, 800)
    tablet.get_by_label("Passphrase").fill(PASSPHRASE)
    tablet.get_by_role("button", name="Sign in").click()
    tablet.locator("[data-connection=live]").wait_for()
    shop.kill("hub")
    tablet.locator("[data-connection=offline]").wait_for()
    look(tablet, "floor-offline")
    shop.kiosk.tap_until_thanked(1)
    shop.start_part("hub")
    tablet.locator("[data-connection=live]").wait_for()
    tablet.locator('[data-alert][data-state="open"]', has_text="Unhappy").wait_for()
    tablet.context.close()

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


def signed_in(browser: "Browser", shop: Shop, locale: str) -> "Page":
    """A tablet on the floor page."""
    context = browser.new_context(
        viewport={"width": 768, "height": 1024}, has_touch=True, locale=locale
    )
    tablet = context.new_page()
    tablet.goto(f"http://127.0.0.1:{shop.web_port}/floor")
    tablet.locator("input[type=password]").fill(PASSPHRASE)
    tablet.locator("form button[type=submit]").click()
    tablet.locator("[data-connection=live]").wait_for()
    return tablet


def answers_today(owner: "Page") -> int:
    """The owner's count, as the page shows it now."""
    figure = owner.locator("[data-figure=answers-today]")
    return int(figure.get_attribute("data-value") or -1)


@pytest.mark.parametrize(
    ("language", "name", "width", "height"),
    [
        ("en", "English", 800, 480),
        pytest.param("es", "Español", 1280, 800, marks=pytest.mark.long),
        pytest.param("de", "Deutsch", 1920, 1080, marks=pytest.mark.long),
        ("fr", "Français", 480, 800),
    ],
)
def test_a_tap_reaches_a_colleague_and_the_owner_and_the_customer_hears_back(
    shop: Shop, browser: "Browser", language: str, name: str, width: int, height: int
) -> None:
    kiosk = opened(browser, shop.kiosk.url, width, height)
    tablet = signed_in(browser, shop, language)
    owner = tablet.context.new_page()
    owner.goto(f"http://127.0.0.1:{shop.web_port}/owner")
    before = answers_today(owner)
    kiosk.locator(".languages button", has_text=name).tap()
    look(kiosk, f"{language}-1-idle")
    be_unhappy(kiosk, tablet, language)
    until(lambda: answers_today(owner) == before + 1, "the owner's count")
    look(owner, f"{language}-5-owner")
    call_and_answer(kiosk, tablet, language)
    for page in (kiosk, tablet):
        page.context.close()


def be_unhappy(kiosk: "Page", tablet: "Page", language: str) -> None:
    """The customer taps the worst face and says why; the floor has it at once."""
    kiosk.locator('[data-face="1"]').tap()
    kiosk.locator("[data-reason]").first.tap()
    tablet.locator('[data-kind="unhappy"][data-state="open"]').wait_for()
    look(kiosk, f"{language}-2-reasons")
    look(tablet, f"{language}-2-floor")
    kiosk.locator('[data-do="send"]').tap()
    kiosk.locator('[data-screen="thanks"]').wait_for()
    assert kiosk.locator("html").get_attribute("lang") == language
    look(kiosk, f"{language}-3-thanks")


def call_and_answer(kiosk: "Page", tablet: "Page", language: str) -> None:
    """The customer wants someone; a colleague takes it and says what came of it."""
    # A person reads first; a second quick tap in the same place counts for nothing.
    kiosk.wait_for_timeout(1000)
    kiosk.locator('[data-do="send-someone"]').tap()
    kiosk.locator('[data-call-state="sent"]').wait_for()
    wanted = tablet.locator('[data-kind="help"][data-state="open"]')
    wanted.locator('[data-action="take"]').tap()
    kiosk.locator('[data-call-state="coming"]').wait_for()
    look(kiosk, f"{language}-4-coming")
    look(tablet, f"{language}-4-taken")
    taken = tablet.locator('[data-kind="help"][data-state="taken"]')
    taken.locator('[data-action="done"]').tap()
    taken.locator('[data-outcome="solved"]').tap()
    tablet.locator('#today [data-state="done"]').first.wait_for()
    look(tablet, f"{language}-6-done")


def test_the_floor_page_says_so_when_the_hub_is_gone_and_catches_up(
    shop: Shop, browser: "Browser"
) -> None:
    tablet = signed_in(browser, shop, "en")
    shop.kill("hub")
    tablet.locator("[data-connection=offline]").wait_for()
    look(tablet, "floor-offline")
    shop.kiosk.tap_until_thanked(1)
    shop.start_part("hub")
    tablet.locator("[data-connection=live]").wait_for()
    tablet.locator('[data-alert][data-state="open"]', has_text="Unhappy").wait_for()
    tablet.context.close()

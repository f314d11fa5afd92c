"""Buttons on pins press faces, and whoever comes near wakes the dark screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import pytest

from contract.kinds import Rating
from device.kiosk.page import Screen
from device.panel.panel import Panel
from device.panel.pins import GpioPins
from device.settings import Panel as Wired
from tests.device.kiosk.customer import FillingOutbox, serving
from tests.device.kiosk.finger import of_kind, sees
from tests.device.panel.test_panel import WIRED, Hand
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCREEN = Screen(buttons=4, sleep_after_s=1.5, arcade_keys=())
QUICK: Wired = msgspec.structs.replace(WIRED, apart_s=0.0)


@pytest.fixture
def pins() -> GpioPins:
    return GpioPins("mock")


@pytest.fixture
def address(pins: GpioPins, outbox: FillingOutbox) -> Iterator[str]:
    panel = Panel(QUICK, pins, outbox)
    try:
        with serving(outbox, SCREEN, panel=panel) as address:
            yield address
    finally:
        panel.close()


def test_a_button_is_a_face_and_then_a_hand(
    page: "Page", address: str, pins: GpioPins, outbox: FillingOutbox
) -> None:
    hand = Hand(pins)
    with page.expect_response("**/panel"):
        page.goto(address)
    sees(page, "idle")
    hand.press(5, bounces=3)
    sees(page, "reasons")
    (rating,) = until(lambda: of_kind(outbox, Rating), "the face is stored")
    assert (rating.value, rating.source) == (1, "button")
    assert "Press" in page.locator(".hands").inner_text()
    hand.press(13)
    page.wait_for_timeout(100)
    hand.press(19)
    sees(page, "idle")


def test_a_screen_goes_dark_and_who_comes_near_wakes_it(
    touch_page: "Page", address: str, pins: GpioPins, outbox: FillingOutbox
) -> None:
    page, hand = touch_page, Hand(pins)
    page.goto(address)
    night = page.locator(".night")
    night.wait_for(state="visible")
    hand.pin(17).drive_high()
    night.wait_for(state="hidden")
    page.wait_for_timeout(2500)
    assert not night.is_visible()  # somebody is there still
    hand.pin(17).drive_low()
    night.wait_for(state="visible")
    page.locator("body").tap(position={"x": 500, "y": 300})
    night.wait_for(state="hidden")
    page.wait_for_timeout(300)
    assert of_kind(outbox, Rating) == []  # the touch only woke it
    night.wait_for(state="visible")
    hand.press(19)
    sees(page, "reasons")
    assert not night.is_visible()

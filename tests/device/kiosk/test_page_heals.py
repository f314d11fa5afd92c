"""A page whose program dies while it loads heals itself, and loses no press."""

from typing import TYPE_CHECKING

import pytest

from contract.kinds import Rating
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import Serve, of_kind, sees, tap
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


def refuse(route: "Route") -> None:
    route.abort("connectionrefused")


def lives(page: "Page") -> None:
    """Wait until the page's script runs."""
    page.wait_for_selector("meta[http-equiv=refresh]", state="detached")


def loads_of(page: "Page") -> list[str]:
    """Grows with each time that the page is loaded."""
    loads: list[str] = []
    page.on("load", lambda page: loads.append(page.url))
    return loads


def works(page: "Page", outbox: FillingOutbox) -> None:
    """Fails unless a tap is taken, once."""
    tap(page, '[data-face="3"]')
    sees(page, "reasons")
    (rating,) = until(lambda: of_kind(outbox, Rating), "the tap is stored")
    assert rating.value == 3


@pytest.mark.parametrize("lost", ["visit.js", "start.js", "kiosk.css"])
def test_a_page_of_which_one_file_was_lost_loads_anew(
    finger: "Page", serve: Serve, outbox: FillingOutbox, lost: str
) -> None:
    address = serve()
    finger.route(f"**/{lost}", refuse, times=1)
    loads = loads_of(finger)
    finger.goto(address)
    lives(finger)
    assert len(loads) == 2
    works(finger, outbox)


def test_a_page_that_lost_only_its_healer_lives(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.route("**/heal.js", refuse, times=1)
    finger.goto(serve())
    works(finger, outbox)


def test_a_page_without_any_of_its_files_loads_anew_once(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    address = serve()
    loads = loads_of(finger)
    finger.route("**/*.*s", refuse)
    finger.goto(address)
    finger.unroute("**/*.*s")
    lives(finger)
    works(finger, outbox)
    assert len(loads) == 2


def test_a_press_on_a_page_that_is_not_alive_yet_is_not_lost(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    address = serve()
    finger.route("**/visit.js", refuse, times=1)
    finger.route("**/survey", refuse)
    finger.goto(address)
    tap(finger, '[data-face="1"]')
    tap(finger, '[data-face="2"]')
    assert finger.locator(".tapped").get_attribute("data-face") == "2"
    finger.unroute("**/survey")
    sees(finger, "reasons")
    until(lambda: of_kind(outbox, Rating), "the tap is stored")
    finger.wait_for_timeout(500)
    assert [rating.value for rating in of_kind(outbox, Rating)] == [2]


def test_a_wired_button_pressed_too_early_is_not_lost(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    address = serve()
    finger.route("**/visit.js", refuse, times=1)
    finger.route("**/survey", refuse)
    finger.goto(address)
    finger.keyboard.press("2")
    finger.unroute("**/survey")
    sees(finger, "reasons")
    (rating,) = until(lambda: of_kind(outbox, Rating), "the press is stored")
    assert (rating.value, rating.source) == (2, "button")


def test_an_old_press_is_forgotten(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    address = serve()
    finger.clock.install()
    finger.route("**/visit.js", refuse, times=1)
    finger.route("**/survey", refuse)
    finger.goto(address)
    tap(finger, '[data-face="1"]')
    finger.clock.fast_forward(120_000)
    finger.unroute("**/survey")
    with finger.expect_navigation():
        finger.clock.fast_forward(60_000)
    works(finger, outbox)


def test_a_page_whose_script_never_comes_loads_anew(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    address = serve()
    finger.clock.install()
    finger.route("**/visit.js", lambda route: None, times=1)
    finger.goto(address, wait_until="commit")
    sees(finger, "idle")
    with finger.expect_navigation():
        finger.clock.fast_forward(15_000)
        finger.clock.fast_forward(15_000)
    works(finger, outbox)


def test_a_page_that_never_starts_does_not_load_again_and_again(
    finger: "Page", serve: Serve
) -> None:
    address = serve()
    finger.route("**/visit.js", refuse)
    loads = loads_of(finger)
    finger.goto(address)
    finger.wait_for_timeout(3000)
    assert 2 <= len(loads) <= 4

"""Nobody is kept out: axe on every screen and state."""

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from contract.kinds import Help
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import (
    WORDY,
    Serve,
    hub_says,
    of_kind,
    sees,
    speak,
    strike,
    tap,
)
from tests.device.kiosk.test_calls import Said
from tests.device.kiosk.test_page_ease import given_lines
from tests.examples import one_and
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOOKS = ["light", "twice the size"]
MORE_LOOKS = ["dark", "high contrast", "more contrast"]


class Checker:
    """Runs axe on one state after the other and keeps what it found."""

    def __init__(self, page: "Page") -> None:
        axe_library = pytest.importorskip("axe_playwright_python.sync_playwright")
        self._axe = axe_library.Axe()
        self.page = page
        self.faults: dict[str, list[Any]] = {}

    def sees(self, screen: str, **state: str) -> None:
        """Wait for a screen and check it."""
        sees(self.page, screen, **state)
        self.check(" ".join([screen, *state.values()]))

    def check(self, name: str) -> None:
        """Check what is on the screen now."""
        found = self._axe.run(self.page).response["violations"]
        self.faults[name] = [(f["id"], f["nodes"][0]["html"]) for f in found]

    def clean(self) -> None:
        """Fails naming each state with its faults."""
        assert {name: found for name, found in self.faults.items() if found} == {}


def prepared(page: "Page", look: str) -> None:
    """The page in one of its looks."""
    page.emulate_media(
        reduced_motion="reduce",
        color_scheme="dark" if look == "dark" else "light",
        contrast="more" if look == "more contrast" else "no-preference",
    )


def choose_look(page: "Page", look: str) -> None:
    """What the customer chooses for it on the page."""
    tap(page, '[data-do="ease"]')
    if look == "high contrast":
        tap(page, '[data-ease="contrast"]')
    if look == "twice the size":
        tap(page, '[data-size="200"]')


@pytest.mark.parametrize("look", [*LOOKS, *one_and(*MORE_LOOKS)])
def test_axe_finds_nothing_on_any_screen_in_any_look(
    finger: "Page", serve: Serve, outbox: FillingOutbox, look: str
) -> None:
    given_lines(outbox, 1)
    prepared(finger, look)
    finger.set_viewport_size({"width": 800, "height": 480})
    finger.goto(serve(WORDY))
    checker = Checker(finger)
    choose_look(finger, look)
    checker.sees("ease")
    tap(finger, '[data-do="about"]')
    checker.sees("about")
    tap(finger, '[data-do="go-back"]')
    checker.sees("idle")
    finger.keyboard.press("1")
    checker.sees("reasons")
    tap(finger, '[data-reason="staff"]')
    checker.check("reasons chosen")
    tap(finger, '[data-do="skip"]')
    checker.sees("words")
    finger.locator("textarea").fill("x" * 990)
    strike(finger, "other")
    checker.check("words nearly full")
    tap(finger, '[data-do="check-words"]')
    finger.wait_for_selector('[data-do="send-words"]:not([disabled])')
    checker.sees("check")
    tap(finger, '[data-do="send-words"]')
    checker.sees("thanks", kept="yes")
    checker.clean()


@pytest.mark.parametrize("state", ["done", *one_and("sent", "coming", "nobody")])
def test_axe_finds_nothing_while_somebody_is_called(
    finger: "Page", serve: Serve, outbox: FillingOutbox, state: Said
) -> None:
    outbox.keep_latest("link", b'{"online":true}')
    prepared(finger, "dark" if state in ("sent", "nobody") else "light")
    finger.goto(serve())
    checker = Checker(finger)
    tap(finger, '[data-do="call"]')
    checker.sees("call", **{"call-state": "sending"})
    (call,) = until(lambda: of_kind(outbox, Help), "the call is stored")
    hub_says(outbox, call, state)
    if state == "done":
        checker.sees("helped", helped="asked")
    else:
        checker.sees("call", **{"call-state": state})
    checker.clean()


@pytest.mark.parametrize("language", one_and("de", "en", "es", "fr"))
def test_axe_finds_nothing_in_any_language_nor_when_time_runs_out(
    finger: "Page", serve: Serve, outbox: FillingOutbox, language: str
) -> None:
    prepared(finger, "light")
    screen = msgspec.structs.replace(WORDY, still_there_after_s=3, still_there_for_s=30)
    finger.goto(serve(screen))
    speak(finger, language)
    checker = Checker(finger)
    checker.sees("idle")
    outbox.full = True
    tap(finger, '[data-face="4"]')
    checker.sees("reasons")
    checker.sees("still-there")
    tap(finger, '[data-do="need-time"]')
    tap(finger, '[data-do="skip"]')
    checker.sees("words")
    tap(finger, '[data-do="throw-away"]')
    checker.sees("thanks", kept="no")
    checker.clean()

"""What a finger must hit is large enough, and nothing is cut off, on every screen."""

from itertools import product
from typing import TYPE_CHECKING

import msgspec
import pytest

from device.kiosk.survey import LANGUAGES
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import WORDY, Serve, fits, sees, speak, tap
from tests.examples import one_and

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = [(800, 480), (1280, 800), (1920, 1080), (480, 800), (768, 1024), (1080, 1920)]
SMALL_MM, LARGE_MM = 155, 220
ALWAYS = [(SIZES[0], SMALL_MM), (SIZES[3], SMALL_MM), (SIZES[2], LARGE_MM)]
SCREENS = [
    *ALWAYS,
    *(
        pytest.param(*screen, marks=pytest.mark.long)
        for screen in product(SIZES, (SMALL_MM, LARGE_MM))
        if screen not in ALWAYS
    ),
]
FACE_MM = 20
KEY_MM = 9
MAIN = "[data-face], [data-reason], .actions button:not(.call-someone), .writing button"
MAIN_ON_EASE = "[data-size], [data-ease]"

MEASURE = """([what, limit]) => {
  const mm = innerWidth / limit.width;
  return [...document.querySelectorAll(what)]
    .filter((button) => button.checkVisibility())
    .map((button) => [button.textContent.trim() || button.ariaLabel,
      button.getBoundingClientRect()])
    .filter(([, box]) => box.width / mm < limit.mm - 0.02 ||
      box.height / mm < limit.mm - 0.02)
    .map(([name, box]) => [name, box.width / mm, box.height / mm]);
}"""


def too_small(page: "Page", what: str, mm: float, width_mm: float) -> list[object]:
    """Name, width and height in millimetres of what is smaller than `mm`."""
    small: list[object] = page.evaluate(MEASURE, [what, {"mm": mm, "width": width_mm}])
    return small


class Eye:
    """Looks at one screen after the other."""

    def __init__(self, page: "Page", width_mm: float) -> None:
        self.page = page
        self.width_mm = width_mm

    def looks(self, where: str) -> None:
        """Measure what is on the screen, and whether it fits."""
        page = self.page
        main = f"{MAIN}, {MAIN_ON_EASE}"
        assert too_small(page, main, FACE_MM, self.width_mm) == [], where
        assert too_small(page, "button", KEY_MM, self.width_mm) == [], where
        assert fits(page), f"{where} does not fit"
        if self.is_upright():
            assert page.evaluate(HIGHEST) >= page.evaluate("innerHeight / 3") - 1, where

    def is_upright(self) -> bool:
        """Is the screen higher than wide?"""
        return bool(self.page.evaluate("innerHeight > innerWidth"))


HIGHEST = """() => Math.min(...[...document.querySelectorAll("button, h1, p, textarea")]
  .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height)
  .map((node) => node.getBoundingClientRect().top))"""


@pytest.mark.parametrize(("size", "width_mm"), SCREENS)
def test_faces_buttons_and_keys_are_large_enough_and_nothing_is_cut_off(
    finger: "Page",
    serve: Serve,
    outbox: FillingOutbox,
    size: tuple[int, int],
    width_mm: float,
) -> None:
    outbox.keep_latest("link", b'{"online":false}')
    finger.set_viewport_size({"width": size[0], "height": size[1]})
    finger.emulate_media(reduced_motion="reduce")
    finger.goto(serve(msgspec.structs.replace(WORDY, width_mm=width_mm)))
    eye = Eye(finger, width_mm)
    for language in LANGUAGES:
        sees(finger, "idle")
        speak(finger, language)
        go_through(finger, eye, language)


def go_through(page: "Page", eye: Eye, language: str) -> None:
    """A whole unhappy visit, looked at on every screen."""
    eye.looks(f"{language} idle")
    for over in ("about", "ease"):
        tap(page, f'[data-do="{over}"]')
        eye.looks(f"{language} {over}")
        tap(page, '[data-do="go-back"]')
    tap(page, '[data-face="1"]')
    sees(page, "reasons")
    eye.looks(f"{language} reasons")
    tap(page, '[data-do="skip"]')
    sees(page, "words")
    page.keyboard.type("x")
    eye.looks(f"{language} words")
    tap(page, '[data-key="other"]')
    eye.looks(f"{language} signs")
    tap(page, '[data-do="call"]')
    sees(page, "call", **{"call-state": "cannot_be_sent"})
    eye.looks(f"{language} call")
    tap(page, '[data-do="take-back"]')
    sees(page, "call", **{"call-state": "withdrawn"})
    eye.looks(f"{language} withdrawn")
    tap(page, '[data-do="to-answer"]')
    tap(page, '[data-do="check-words"]')
    if language == "en":
        page.wait_for_selector('[data-do="send-words"]:not([disabled])')
        eye.looks(f"{language} check")
        tap(page, '[data-do="send-words"]')
    sees(page, "thanks", kept="yes")
    eye.looks(f"{language} thanks")
    tap(page, '[data-do="close"]')


@pytest.mark.parametrize("size", one_and((800, 480), (1280, 800), (480, 800)))
def test_at_twice_the_size_everything_is_still_there(
    finger: "Page", serve: Serve, outbox: FillingOutbox, size: tuple[int, int]
) -> None:
    finger.set_viewport_size({"width": size[0], "height": size[1]})
    finger.emulate_media(reduced_motion="reduce")
    finger.goto(serve(WORDY))
    speak(finger, "de")
    tap(finger, '[data-do="ease"]')
    tap(finger, '[data-size="200"]')
    reachable(finger)
    tap(finger, '[data-do="go-back"]')
    reachable(finger)
    tap(finger, '[data-face="1"]')
    sees(finger, "reasons")
    reachable(finger)
    tap(finger, '[data-do="skip"]')
    sees(finger, "words")
    reachable(finger)
    tap(finger, '[data-do="throw-away"]')
    sees(finger, "thanks", kept="yes")
    reachable(finger)


def reachable(page: "Page") -> None:
    """No button spills, nothing lies beside the screen, all can be scrolled to."""
    assert page.evaluate(
        """() => {
          const main = document.querySelector("main");
          const spills = [...document.querySelectorAll("button, h1, p")]
            .filter((node) => node.checkVisibility() &&
              node.scrollWidth > node.clientWidth + 1);
          const beside = [...main.querySelectorAll("*")].filter((node) => {
            const box = node.getBoundingClientRect();
            return box.width && (box.left < -1 || box.right > innerWidth + 1);
          });
          const overflow = getComputedStyle(main).overflowY;
          const scrolls = main.scrollHeight <= main.clientHeight || overflow === "auto";
          return scrolls && !beside.length && !spills.length &&
            document.documentElement.scrollWidth <= innerWidth;
        }"""
    )

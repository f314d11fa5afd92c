"""What a finger does on the kiosk's page, and what an eye sees there."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from contract.kinds import Event, Help, Outcome
from device.kiosk.page import Screen
from device.outbox import inbox
from device.outbox.outbox import Outbox
from device.settings import Device
from tests.device.kiosk.customer import FillingOutbox, stored
from tests.device.kiosk.test_calls import Said, notice
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

E = TypeVar("E", bound=Event)
Serve = Callable[..., str]

QUICK = Screen(
    still_there_after_s=1.5,
    still_there_for_s=4,
    thanks_s=0.5,
    offer_s=0.8,
    look_again_s=0.3,
)
"""A kiosk that soon asks whether somebody is still there."""
BRIEF = Screen(thanks_s=1.2, offer_s=1.2, look_again_s=0.3)
"""A kiosk whose thanks are brief, and which waits for slow hands as long as any."""
WORDY = Screen(comments=True)
"""A kiosk that lets customers type."""
NAMES = {"en": "English", "es": "Español", "de": "Deutsch", "fr": "Français"}


def sees(page: "Page", screen: str, **state: str) -> None:
    """Wait until a screen is visible."""
    more = "".join(f'[data-{name}="{value}"]' for name, value in state.items())
    page.wait_for_selector(f'[data-screen="{screen}"]{more}', timeout=15_000)


def tap(page: "Page", what: str) -> None:
    """Touch the first of what a selector finds."""
    page.locator(what).first.tap()


def speak(page: "Page", language: str) -> None:
    """Choose a language."""
    page.locator(f'.languages [lang="{language}"]').tap()


def to_words(page: "Page", face: int = 1) -> None:
    """Go on to where one may type, by way of the reasons."""
    tap(page, f'[data-face="{face}"]')
    sees(page, "reasons")
    tap(page, '[data-do="skip"]')
    sees(page, "words")


def send(page: "Page") -> None:
    """Look at the words as they will go out, and send them."""
    tap(page, '[data-do="check-words"]')
    sees(page, "check")
    tap(page, '[data-do="send-words"]:not([disabled])')


def strike(page: "Page", *keys: str) -> None:
    """Touch keys of the page's own keyboard."""
    for key in keys:
        page.locator(f'.keys [data-key="{key}"]').tap()


def written(page: "Page") -> str:
    """What stands in the field."""
    return page.locator("textarea").input_value()


def posted(page: "Page") -> None:
    """Wait until all steps given so far are answered."""
    page.wait_for_function("(sessionStorage.getItem('heed.steps') ?? '[]') === '[]'")


def of_kind(outbox: FillingOutbox, kind: type[E]) -> list[E]:
    """The stored events of one kind, in order."""
    return [event for event in stored(outbox) if isinstance(event, kind)]


def outcomes(outbox: FillingOutbox) -> list[str]:
    """How the visits ended, in order."""
    return [event.how for event in stored(outbox) if isinstance(event, Outcome)]


def ended(outbox: FillingOutbox, *how: str) -> None:
    """Wait until the visits have ended so."""
    until(lambda: outcomes(outbox) == list(how), f"the visits ended {how}")


def fits(page: "Page") -> bool:
    """Is nothing cut off, and nothing over something else?"""
    return bool(
        page.evaluate(
            """() => {
              const main = document.querySelector("main");
              const buttons = [...document.querySelectorAll("button")];
              const spills = buttons.some((b) => b.scrollWidth > b.clientWidth + 1);
              const boxes = buttons
                .map((button) => button.getBoundingClientRect())
                .filter((box) => box.width);
              const apart = boxes.every((a, i) => boxes.slice(i + 1).every((b) =>
                a.right <= b.left || b.right <= a.left ||
                a.bottom <= b.top || b.bottom <= a.top));
              return apart && !spills && main.scrollHeight <= main.clientHeight &&
                document.documentElement.scrollWidth <= innerWidth;
            }"""
        )
    )


def hub_says(outbox: FillingOutbox, call: Help, state: Said) -> None:
    """Put a notice into the inbox from another connection, as the uplink does."""
    uplink = Outbox(Device(name="till-1", data=str(outbox.path.parent)))
    said = notice(state, call.help)
    uplink.write(lambda connection: inbox.keep(connection, said))
    uplink.close()


def start(outbox: FillingOutbox, port: int) -> "subprocess.Popen[bytes]":
    """The kiosk as a process of its own."""
    folder = Path(outbox.path.parent)
    file = folder.parent / "device.toml"
    file.write_text(
        f'name = "till-1"\ndata = {json.dumps(str(folder))}\n'
        f"[kiosk]\nport = {port}\ncomments = false\n"
    )
    code = (
        "import sys, threading; from pathlib import Path;"
        "from contract.settings import read_settings;"
        "from device.settings import Device;"
        "from device.kiosk.service import run;"
        "run(read_settings(Path(sys.argv[1]), Device), threading.Event())"
    )
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


def answers(page: "Page", port: int) -> bool:
    """Is the page there?"""
    from playwright.sync_api import Error

    try:
        page.goto(f"http://127.0.0.1:{port}/")
    except Error:
        return False
    return True

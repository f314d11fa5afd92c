"""Takes README's pictures from a demo of its own; `make pictures` runs it.

The seed is fixed, and the demo's time zone is one in which it is afternoon now, so the
pictures show a shop in the middle of its day whenever they are taken.
"""

import base64
import itertools
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contract.errors import HeedError
from contract.settings import read_settings
from device.kiosk.survey import built_in
from device.outbox.outbox import Outbox
from device.settings import Device
from hub.alerts import lifecycle
from hub.settings import Hub
from hub.store import alerts
from hub.store.store import Store
from provisioning import demo
from provisioning.children import stop_all
from provisioning.signals import STOPPING, Signals
from provisioning.simulate import history
from provisioning.simulate.command import Options, plan_for
from provisioning.simulate.plan import Plan
from provisioning.simulate.visits import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCS = Path(__file__).resolve().parent.parent / "docs"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
SEED = 3
AFTERNOON_H = 15
SIZES = {"kiosk": (800, 480), "floor": (1024, 768), "owner": (1280, 800)}
SCHEMES = ("light", "dark")
MOST_BYTES = 150_000
QUALITIES = (92, 85, 75, 60)
SETTLE_MS = 1_500
WAIT_S = 30.0


class NoPicture(HeedError, RuntimeError):
    """A picture that can't be taken."""


def main() -> None:
    """Take all pictures into docs/."""
    from playwright.sync_api import sync_playwright

    signals = Signals(*STOPPING, signal.SIGCHLD)
    with (
        tempfile.TemporaryDirectory(prefix="heed-pictures-") as name,
        shop(Path(name), signals) as ports,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        secret = demo.passphrase(Path(name))
        for surface, scheme in itertools.product(SIZES, SCHEMES):
            path = DOCS / f"{surface}-{scheme}.webp"
            with opened(browser, surface, scheme) as page:
                visit(page, surface, ports, secret)
                print(f"{path.name}: {keep(page, path) // 1000} kB")
        browser.close()


@contextmanager
def shop(folder: Path, signals: Signals) -> Iterator[demo.Ports]:
    """A demo with a past and some customers who are there now."""
    ports = demo.free_ports(demo.Ports(kiosk=18_480, web=18_490, broker=18_484), print)
    broker, services = demo.prepare(folder, ports, print)
    hub = folder / "hub.toml"
    hub.write_text(in_the_afternoon(hub.read_text()))
    settings = read_settings(hub, Hub)
    store = Store(settings.store_path)
    try:
        plan = plan_for(store, settings, Options(seed=SEED))
        demo.start(broker, services, ports, signals)
        history.fill(
            store, settings, plan, threading.Event(), lambda _done, _days: None
        )
        customers(folder / "device.toml", plan)
        colleague(store)
        yield ports
    finally:
        store.close()
        stop_all(services, demo.SERVICES_END_WITHIN_S)
        stop_all([broker], demo.BROKER_ENDS_WITHIN_S)


def in_the_afternoon(hub_toml: str) -> str:
    """The settings with a time zone in which it is afternoon now."""
    east = AFTERNOON_H - datetime.now(UTC).hour
    east -= 24 if east > 14 else 0
    zone = f"Etc/GMT{-east:+d}" if east else "UTC"
    lines = [
        f'timezone = "{zone}"' if line.startswith("timezone") else line
        for line in hub_toml.splitlines()
    ]
    return "\n".join(lines) + "\n"


def customers(device_toml: Path, plan: Plan) -> None:
    """Some taps at the demo's own kiosk, an unhappy one and a call among them."""
    outbox = Outbox(read_settings(device_toml, Device))
    chance = plan.random("pictures")
    try:
        for value in (4, 3, 4, 4, 1):
            visit = Visit(built_in(), time.time_ns() // 1_000_000, chance)
            visit.rate(value)
            if value == 1:
                visit.choose(["waiting"])
                visit.call(withdraw=False)
            for _, event in visit.events:
                outbox.put(event)
    finally:
        outbox.close()


def colleague(store: Store) -> None:
    """Somebody takes the unhappy customer's alert; the call stays open."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        kinds = {step.kind: step for step in alerts.open_now(store.connection())}
        if {"unhappy", "help"} <= kinds.keys():
            now = time.time_ns() // 1_000_000
            lifecycle.take(store, kinds["unhappy"].alert, "Mia", now)
            return
        time.sleep(0.1)
    raise NoPicture(f"no alert came within {WAIT_S:.0f} s; is something else slow?")


@contextmanager
def opened(browser: "Browser", surface: str, scheme: str) -> Iterator["Page"]:
    """A page as large as the surface's screen."""
    width, height = SIZES[surface]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=surface != "owner",
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def visit(page: "Page", surface: str, ports: demo.Ports, secret: str) -> None:
    """Open a surface, signed in where that is needed, and let it settle."""
    if surface == "kiosk":
        page.goto(f"http://127.0.0.1:{ports.kiosk}/")
    else:
        page.goto(f"http://127.0.0.1:{ports.web}/{surface}")
        page.get_by_label("Passphrase").fill(secret)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**/{surface}*")
    page.wait_for_timeout(SETTLE_MS)


def keep(page: "Page", path: Path) -> int:
    """Write what the page shows, in the best quality that is small enough."""
    session = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        shot = session.send(
            "Page.captureScreenshot", {"format": "webp", "quality": quality}
        )
        data = base64.b64decode(shot["data"])
        if len(data) <= MOST_BYTES:
            path.write_bytes(data)
            return len(data)
    raise NoPicture(f"{path.name} has {len(data)} bytes; {MOST_BYTES} are allowed")


if __name__ == "__main__":
    main()

"""Fixtures on real things: a broker, a browser, the data folder.

What is missing skips its tests and is named; with HEED_REQUIRE=1 it fails them.
"""

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.examples import examples
from tests.servers import Mosquitto, require

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
"""With windows, menus and all, as a kiosk runs it."""
HEADLESS = Path("/usr/bin/chromium-headless-shell")
"""The same engine without them; it takes a third of the time."""
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

settings.register_profile("heed", max_examples=examples())
settings.load_profile("heed")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say of tests that were run again what had failed the first time."""
    again = terminalreporter.stats.get("rerun", [])
    if again:
        terminalreporter.section("why tests were run again")
    for report in again:
        terminalreporter.line(f"{report.nodeid}: {_last_line(report)}")


def _last_line(report: Any) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(report.longrepr if crash is None else crash.message)[:500]


MakeMosquitto = Callable[..., Mosquitto]


@pytest.fixture
def make_mosquitto(tmp_path: Path) -> Iterator[MakeMosquitto]:
    """Makes and starts brokers: `make_mosquitto(acl=True, users={"till-1": "pw"})`."""
    brokers: list[Mosquitto] = []

    def make(**options: Any) -> Mosquitto:
        broker = Mosquitto(tmp_path / f"broker-{len(brokers)}", **options)
        brokers.append(broker)
        broker.start()
        return broker

    try:
        yield make
    finally:
        for broker in brokers:
            broker.kill()


@pytest.fixture
def mosquitto(make_mosquitto: MakeMosquitto) -> Mosquitto:
    """A running broker of the test's own, open to everybody on this machine."""
    return make_mosquitto()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, driven by playwright; one for the whole run."""
    path = HEADLESS if HEADLESS.exists() else CHROMIUM
    require(path.exists(), "chromium (apt-get install -y chromium)")
    require(find_spec("playwright"), "playwright (pip install playwright)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=path, args=list(CHROMIUM_FLAGS)
        )
        try:
            yield chromium
        finally:
            chromium.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A fresh page with a mouse, as on an owner's computer."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.fixture
def touch_page(browser: "Browser") -> "Iterator[Page]":
    """A fresh page under a finger, as on a kiosk or a tablet."""
    context = browser.new_context(
        viewport={"width": 1024, "height": 600}, has_touch=True
    )
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of recordings and texts, named by HEED_DATA."""
    named = os.environ.get("HEED_DATA")
    require(named, "the data folder (set HEED_DATA to it)")
    folder = Path(str(named))
    require(folder.is_dir(), f"the data folder {folder} (HEED_DATA names it)")
    return folder

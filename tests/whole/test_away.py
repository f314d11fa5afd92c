"""A tablet that was away: told at once, and back without a gap or a double.

Ten minutes are made short: what decides is what happened meanwhile, and that the hub is
silent, not gone, so that no closed connection gives it away.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hub.alerts import lifecycle
from hub.store import alerts, devices
from hub.store.alerts import Begun, NewStep
from hub.store.store import Store
from tests.whole.shop import Shop
from tests.whole.test_story import look, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ALERTS = 100
SHOWN_WITHIN_S = 5.0
AWAY_MS = 10 * 60_000
RECORD = """() => {
    window.ids = [];
    const listen = EventSource.prototype.addEventListener;
    EventSource.prototype.addEventListener = function (name, heard, ...more) {
        listen.call(this, name, (event) => {
            if (name === "step") window.ids.push(Number(event.lastEventId));
            if (name === "snapshot") window.snapshots = (window.snapshots ?? 0) + 1;
            heard(event);
        }, ...more);
    };
}"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A running shop with one kiosk."""
    shop = Shop(tmp_path / "shop")
    try:
        shop.start()
        yield shop
    finally:
        shop.stop()


def meanwhile(path: Path) -> tuple[set[int], list[int]]:
    """A hundred alerts at as many places; some are taken, done or over by themselves.

    Returns those still on the floor, and the numbers of all steps.
    """
    store, now = Store(path), time.time_ns() // 1_000_000
    left: set[int] = set()
    with store.write() as connection:
        before = alerts.last_step(connection)
    for number in range(ALERTS):
        at = now - AWAY_MS + number * AWAY_MS // ALERTS
        with store.write() as connection:
            devices.approve(connection, f"shelf-{number}", f"Shelf {number}", at)
            place = devices.known(connection, f"shelf-{number}")
            assert place is not None
            alert = alerts.begin(
                connection, Begun(kind="unhappy", touchpoint=place[2], at=at)
            )
            new = NewStep(what="raised", state="open", at=at, times=1)
            alerts.add_step(connection, alert, new)
            if number % 4 == 3:
                lifecycle.clear(connection, alert, at)
        if number % 4 == 1:
            lifecycle.take(store, alert, "Mia", at)
        if number % 4 == 2:
            lifecycle.done(store, alert, "solved", None, "Mia", at)
        if number % 4 < 2:
            left.add(alert)
    steps = alerts.steps_after(store.connection(), before, limit=10 * ALERTS)
    store.close()
    return left, [step.step for step in steps]


def on_the_page(tablet: "Page") -> list[int]:
    found = tablet.locator("#open [data-alert]").evaluate_all(
        "(all) => all.map((one) => Number(one.dataset.alert))"
    )
    return [int(one) for one in found]


def listed(tablet: "Page") -> list[int]:
    found = tablet.locator("#today [data-alert]").evaluate_all(
        "(all) => all.map((one) => Number(one.dataset.alert))"
    )
    return [int(one) for one in found]


def freeze(shop: Shop, tablet: "Page") -> float:
    """Stop the hub in its tracks; seconds until the tablet says that it is offline."""
    os.kill(shop.pid("hub"), signal.SIGSTOP)
    began = time.monotonic()
    tablet.locator("[data-connection=offline]").wait_for(timeout=20_000)
    return time.monotonic() - began


def test_ten_minutes_and_a_hundred_alerts_later_the_tablet_has_each_step_once(
    shop: Shop, browser: "Browser"
) -> None:
    tablet = signed_in(browser, shop, "en")
    try:
        tablet.add_init_script(f"({RECORD})()")
        tablet.reload()
        tablet.locator("[data-connection=live]").wait_for()
        # A tablet in use has a place in the stream: the newest step that it heard.
        shop.kiosk.tap_until_thanked(1)
        tablet.locator("#open [data-alert]").wait_for()
        first = on_the_page(tablet)
        heard = tablet.evaluate("window.ids")
        assert freeze(shop, tablet) <= SHOWN_WITHIN_S
        look(tablet, "away-offline")
        assert on_the_page(tablet) == first  # It keeps what it has.
        left, steps = meanwhile(shop.store_path)
        tablet.wait_for_timeout(3000)
        os.kill(shop.pid("hub"), signal.SIGCONT)
        tablet.locator("[data-connection=live]").wait_for(timeout=30_000)
        tablet.wait_for_function(f"window.ids.includes({steps[-1]})", timeout=30_000)
        assert tablet.evaluate("window.ids") == heard + steps
        assert tablet.evaluate("window.snapshots") == 1
        cards = on_the_page(tablet)
        assert len(cards) == len(set(cards)) and set(cards) == left | set(first)
        assert len(listed(tablet)) == len(set(listed(tablet)))
        look(tablet, "away-caught-up")
    finally:
        os.kill(shop.pid("hub"), signal.SIGCONT)
        tablet.context.close()

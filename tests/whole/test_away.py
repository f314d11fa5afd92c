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
from hub.store import alerts
from hub.store.alerts import Begun, NewStep
from hub.store.store import Store
from tests.servers import until
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


def meanwhile(path: Path) -> None:
    """A hundred alerts at as many places; some are taken, done or over already."""
    store, now = Store(path), time.time_ns() // 1_000_000
    for number in range(ALERTS):
        at = now - AWAY_MS + number * AWAY_MS // ALERTS
        with store.write() as connection:
            cursor = connection.execute(
                "INSERT INTO touchpoints (name) VALUES (?)", (f"Shelf {number}",)
            )
            place = int(cursor.lastrowid or 0)
            alert = alerts.begin(
                connection, Begun(kind="unhappy", touchpoint=place, at=at)
            )
            new = NewStep(what="raised", state="open", at=at, times=1)
            alerts.add_step(connection, alert, new)
            if number % 4 == 3:
                lifecycle.clear(connection, alert, at)
        if number % 4 == 1:
            lifecycle.take(store, alert, "Mia", at)
        if number % 4 == 2:
            lifecycle.done(store, alert, "solved", None, "Mia", at)
    store.close()


def numbers(shop: Shop, question: str) -> list[int]:
    return [int(row[0]) for row in shop.ask(question)]


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


@pytest.mark.timeout(300)
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
        meanwhile(shop.store_path)
        tablet.wait_for_timeout(3000)
        os.kill(shop.pid("hub"), signal.SIGCONT)
        tablet.locator("[data-connection=live]").wait_for(timeout=30_000)
        # Takes of ten minutes ago run out now, so the store goes on a little.
        steps = f"SELECT step FROM steps WHERE step > {heard[-1]} ORDER BY step"
        until(
            lambda: tablet.evaluate("window.ids") == heard + numbers(shop, steps),
            "the tablet has every step once and in order",
            30,
        )
        assert len(numbers(shop, steps)) >= ALERTS * 7 // 4
        assert tablet.evaluate("window.snapshots") == 1
        cards, rows = on_the_page(tablet), listed(tablet)
        still = numbers(shop, "SELECT alert FROM alerts WHERE closed_at IS NULL")
        assert sorted(cards) == sorted(still) and len(still) == ALERTS // 2 + 1
        assert len(rows) == len(set(rows))
        look(tablet, "away-caught-up")
    finally:
        os.kill(shop.pid("hub"), signal.SIGCONT)
        tablet.context.close()

"""Made-up customers: through the real line as through the batch."""

import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from contract.errors import HeedError
from contract.events import Event
from contract.settings import read_settings
from device.kiosk.survey import built_in
from device.settings import Device
from hub.ingest.batch import Batch
from hub.store import devices
from hub.store.store import Store
from provisioning.simulate import live
from provisioning.simulate.live import Pace
from provisioning.simulate.plan import Moment, Place, Plan
from provisioning.simulate.senders import Sender
from tests.provisioning.shops import plan
from tests.servers import until
from tests.whole.shop import Shop

PACE = Pace(speed=3600.0, minutes=0.1)
COUNTED = (
    "SELECT what, sum(n) FROM event_counts WHERE what NOT LIKE 'heed.health%'"
    " GROUP BY what ORDER BY what"
)
ANSWERED = (
    "SELECT question, language, scale, value, flagged, sum(n) FROM answer_counts"
    " GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) > 0 ORDER BY 1, 2, 3, 4, 5"
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A running shop with one kiosk."""
    shop = Shop(tmp_path / "shop")
    try:
        shop.start()
        yield shop
    finally:
        shop.stop()


def some(made_up: Plan, many: int) -> list[Event]:
    """The first customers' events."""
    found = []
    for _, event in live.traffic(made_up):
        found.append(event)
        if len(found) == many:
            return found
    raise HeedError("the traffic ended")


def by_batch(folder: Path, made_up: Plan, events: list[Event]) -> Store:
    """A store that was given the events directly."""
    store = Store(folder / "direct.db")
    with store.write() as connection:
        devices.approve(connection, "till-1", "Till 1", 0)
    sender = Sender(made_up, Place("Till 1", "till-1", False), "direct")
    at = made_up.midnight(made_up.until)
    incoming = [sender.incoming(Moment(at, 0, event)) for event in events]
    with store.write() as connection:
        Batch(connection, at).store(incoming)
    return store


def test_what_goes_by_batch_equals_what_goes_by_the_real_line(
    shop: Shop, tmp_path: Path
) -> None:
    settings = read_settings(shop.folder / "till-1.toml", Device)
    done = live.run(settings, plan(days=1), PACE, threading.Event())
    assert done > 30
    shop.await_empty_line()
    direct = by_batch(tmp_path, plan(days=1), some(plan(days=1), done))
    try:
        connection = direct.connection()
        assert shop.ask(COUNTED) == connection.execute(COUNTED).fetchall()
        assert shop.ask(ANSWERED) == connection.execute(ANSWERED).fetchall()
        # What looks at a window of time depends on which events came together.
        kinds = (
            "SELECT DISTINCT kind FROM alerts"
            " WHERE kind IN ('help', 'unhappy', 'urgent') ORDER BY kind"
        )
        assert shop.ask(kinds) == connection.execute(kinds).fetchall()
    finally:
        direct.close()


def test_live_customers_raise_live_alerts_and_a_second_run_brings_others(
    shop: Shop,
) -> None:
    command = [
        *(sys.executable, "-m", "provisioning.cli", "simulate", "--live"),
        *("--settings", str(shop.folder / "till-1.toml")),
        *("--speed", "3600", "--minutes", "0.1"),
    ]
    told: Counter[str] = Counter()
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = re.search(r"(\d+) events are in the outbox of till-1", done.stdout)
        assert found is not None, done
        told["events"] += int(found[1])
    shop.await_empty_line()
    stored = "SELECT count(*) FROM events WHERE type <> 'heed.health.v1'"
    until(lambda: shop.ask(stored) == [(told["events"],)], "all of both runs are there")
    assert shop.ask("SELECT count(*) > 0 FROM alerts WHERE kind = 'unhappy'") == [(1,)]


def test_the_model_asks_what_the_device_shows() -> None:
    english = msgspec.structs.replace(built_in(), languages=["en"])
    for event in some(plan(settings=english), 60):
        assert getattr(event, "language", "en") == "en"

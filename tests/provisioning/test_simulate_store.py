"""A made-up past in a real store: what the hub's own code makes of it, and its end."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.events import Health, Rating
from hub import clock
from hub.settings import Hub, Shop
from hub.store import alerts, calendar, devices, sample
from hub.store.sample import SampleThere
from hub.store.schema import migrations
from hub.store.store import Store
from provisioning.simulate import history, shop
from provisioning.simulate.plan import Plan
from tests.hub.makers import Sender, approve, call, rating, store_all
from tests.provisioning.shops import FRIDAY, afternoon, plan

DUBLIN = "Europe/Dublin"
Say = Callable[[int, int], None]


def quiet(_done: int, _days: int) -> None:
    """Nobody looks at the progress."""


def fill(store: Store, made_up: Plan, progress: Say = quiet) -> history.Filled:
    """Fill a store, whole."""
    hub = Hub(data=str(store.path.parent), shop=Shop(timezone=DUBLIN))
    return history.fill(store, hub, made_up, threading.Event(), progress)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store that counts by days, with nothing in it."""
    store = Store(tmp_path / "store.db")
    calendar.keep_zone(store, DUBLIN)
    try:
        yield store
    finally:
        store.close()


def ask(store: Store, question: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a query."""
    return store.connection().execute(question, values).fetchall()


PAST = {"until": FRIDAY - timedelta(days=400), "days": 5, "per_day": 120}
"""Some days that are over, wherever this runs."""


def past(**wanted: Any) -> Plan:
    """Days that are over."""
    today = datetime.now(ZoneInfo(DUBLIN)).date()
    return plan(**{**PAST, "until": today - timedelta(days=2), **wanted})


def test_what_is_made_up_is_counted_as_ingest_counts(store: Store) -> None:
    made_up = past()
    filled = fill(store, made_up)
    moments = [m for day in made_up.dates for m in shop.day(made_up, day).moments]
    assert filled.events == len(moments)
    assert ask(store, "SELECT count(*) FROM events") == [(len(moments),)]
    last: dict[str, Rating] = {}
    for moment in moments:
        if isinstance(moment.event, Rating):
            last[moment.event.visit] = moment.event
    counted = dict(
        ask(store, "SELECT value, sum(n) FROM answer_counts GROUP BY 1 HAVING sum(n)")
    )
    wanted = {v: sum(r.value == v for r in last.values()) for v in (1, 2, 3, 4)}
    assert counted == wanted
    moods = "SELECT sum(n) FROM hour_moods"
    assert ask(store, moods) == [(len(last),)]


def test_nothing_of_the_past_is_open_due_or_on_its_way(store: Store) -> None:
    fill(store, past(days=30))
    assert ask(store, "SELECT count(*) FROM alerts WHERE closed_at IS NULL") == [(0,)]
    assert ask(store, "SELECT * FROM due") == []
    assert ask(store, "SELECT * FROM downlink") == []
    assert ask(store, "SELECT DISTINCT state, online FROM devices") == [("retired", 0)]
    kinds = {kind for (kind,) in ask(store, "SELECT DISTINCT kind FROM alerts")}
    assert {"unhappy", "help", "silent"} <= kinds
    assert ask(store, "SELECT count(*) > 50 FROM events WHERE late = 1") == [(1,)]
    outside = "SELECT count(*) FROM steps WHERE at > ?"
    assert ask(store, outside, time.time_ns() // 10**6) == [(0,)]


def test_no_sequence_number_of_a_made_up_device_is_missing(store: Store) -> None:
    fill(store, past())
    for device in devices.listing(store.connection()):
        assert device.holes == []
        assert isinstance(device.health, Health)


def test_no_tablet_is_told_of_the_past(store: Store) -> None:
    approve(store)
    before = alerts.last_step(store.connection())
    fill(store, past())
    assert alerts.last_step(store.connection()) > before
    assert alerts.steps_after(store.connection(), before) == []
    assert alerts.open_now(store.connection()) == []
    now = time.time_ns() // 1_000_000
    one = Sender()
    one.began = now - 60_000
    store_all(store, [one.incoming(rating(1), now)], now)
    told = alerts.steps_after(store.connection(), before)
    assert [step.kind for step in told] == ["unhappy"]


def test_the_hubs_clock_finds_nothing_to_do_while_it_is_filled(store: Store) -> None:
    ticks = []

    def progress(_done: int, _days: int) -> None:
        clock.tick(store, time.time_ns() // 1_000_000)
        ticks.append(ask(store, "SELECT count(*) FROM due"))

    fill(store, past(), progress)
    assert ticks == [[(0,)]] * 5
    assert ask(store, "SELECT * FROM downlink") == []


def test_today_ends_now(store: Store) -> None:
    zone = afternoon()
    calendar.keep_zone(store, zone)
    today = datetime.now(ZoneInfo(zone)).date()
    fill(store, past(until=today, days=2, per_day=2000, timezone=zone))
    latest = ask(store, "SELECT max(at) FROM events")[0][0]
    assert latest <= time.time_ns() // 1_000_000


def test_a_second_sample_is_refused_and_one_can_come_after_a_removal(
    store: Store,
) -> None:
    first = fill(store, past())
    with pytest.raises(SampleThere, match="there is sample data already"):
        fill(store, past())
    sample.remove(store)
    assert fill(store, past()).events == first.events
    assert ask(store, "SELECT count(*) FROM events") == [(first.events,)]


def test_a_name_of_our_own_is_not_taken_over(store: Store) -> None:
    approve(store, "till-9", "Till 1 (sample)")
    with pytest.raises(SampleThere, match="'Till 1 \\(sample\\)' is among your own"):
        fill(store, past())
    assert not sample.is_there(store.connection())


def test_a_removal_while_it_is_filled_ends_the_filling(store: Store) -> None:
    def progress(done: int, _days: int) -> None:
        if done == 2:
            sample.remove(store)

    with pytest.raises(sample.SampleGone):
        fill(store, past(), progress)
    assert ask(store, "SELECT count(*) FROM events") == [(0,)]


def test_every_table_is_either_emptied_or_has_no_touchpoint(store: Store) -> None:
    names = {name for (name,) in ask(store, "SELECT name FROM sqlite_schema")}
    known = {table for table, _ in sample.tables(store.connection())}
    # Neither names a touchpoint, a device, an outbox or an alert.
    others = {
        *("meta", "seen", "seen_days", "due", "downlink", "rejects", "shops"),
        *("owner_settings", "people", "sessions", "audit", "sqlite_sequence"),
        *("alert_policies", "channels", "idle_notices", "pairings", "tablets"),
        *("guidance_offers", "guidance_words", "own_themes", "own_theme_spans"),
        migrations.migrations_table,
    }
    tables = {
        name
        for (name,) in ask(store, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    }
    assert names >= tables
    assert tables - known - others == set(), (
        "say in hub/store/sample.py or here whether sample data leaves rows in these"
    )


def figures(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that figures are made of, without the numbers of the rows themselves."""
    found = {}
    for table, _ in sample.tables(store.connection()):
        columns = [row[1] for row in ask(store, f"PRAGMA table_info({table})")]
        shown = [c for c in columns if c not in NUMBERS]
        rows = ask(store, f"SELECT {', '.join(shown) or '1'} FROM {table}")
        found[table] = sorted(rows, key=repr)
    return found


NUMBERS = {"n", "step", "alert", "touchpoint", "device", "outbox", "boot", "help"}
"""What counts up (or is random): it differs where a sample was in between."""
COUNTS = {"answer_counts", "event_counts", "fact_counts", "hour_moods", "day_facts"}


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    values=st.lists(st.integers(1, 4), min_size=1, max_size=12),
    before=st.integers(0, 12),
    seed=st.integers(1, 1000),
)
def test_after_a_removal_the_store_is_as_if_there_had_been_no_sample(
    tmp_path_factory: pytest.TempPathFactory, values: list[int], before: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("stores")
    with_sample, without = Store(folder / "a.db"), Store(folder / "b.db")
    now = time.time_ns() // 1_000_000
    try:
        for store, sampled in ((with_sample, True), (without, False)):
            calendar.keep_zone(store, DUBLIN)
            approve(store)
            own_life(store, values[:before], now - 60_000, 0)
            if sampled:
                fill(store, past(days=2, per_day=60, seed=seed))
            own_life(store, values[before:], now, before)
        sample.remove(with_sample)
        assert figures(with_sample) == figures(without)
        for table in COUNTS:
            count = f"SELECT coalesce(sum(n), 0) FROM {table}"
            assert ask(with_sample, count) == ask(without, count)
    finally:
        with_sample.close()
        without.close()


def own_life(store: Store, values: list[int], now: int, done: int) -> None:
    """Answers and calls of the shop's own customers, the same ones each time."""
    sender = Sender()
    sender.began = now - 3_600_000
    for number, value in enumerate(values, done + 1):
        visit = f"01932c1e-7a5b-7c3d-9e10-{number:012d}"
        event = call(visit, visit) if value == 4 else rating(value, visit)
        one = sender.incoming(
            event, now, id=visit.replace("9e10", "9e11"), sequence=f"{number:019d}"
        )
        store_all(store, [one], now)


def test_the_ids_that_are_old_enough_to_forget_do_not_come_from_the_past(
    store: Store,
) -> None:
    approve(store)
    now = time.time_ns() // 1_000_000
    store_all(store, [Sender().incoming(rating(), now)], now)
    fill(store, past())
    days = ask(store, "SELECT day, first FROM seen_days ORDER BY day")
    assert days == [(now // 86_400_000, 1)]


def test_taps_go_on_during_a_removal(store: Store) -> None:
    approve(store)
    fill(store, past(days=20, per_day=400))
    waits: list[float] = []
    stop = threading.Event()

    def tap() -> None:
        connection = sqlite3.connect(store.path, timeout=10, isolation_level=None)
        while not stop.wait(0.01):
            began = time.monotonic()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
            waits.append(time.monotonic() - began)
        connection.close()

    customer = threading.Thread(target=tap)
    customer.start()
    sample.remove(store)
    stop.set()
    customer.join()
    assert len(waits) > 5
    assert not sample.is_there(store.connection())


def test_a_kiosk_of_our_own_at_a_sample_touchpoint_is_kept(store: Store) -> None:
    fill(store, past())
    approve(store, "till-1", "Till 1 (sample)")
    store_all(store, [Sender().incoming(rating())])
    sample.remove(store)
    (row,) = devices.listing(store.connection())
    assert (row.name, row.state, row.touchpoint) == ("till-1", "pending", None)

"""Waiting lines in the store: how they are now, and sums by quarter of an hour.

All is written in the transaction that stores the events. Waits are kept as a histogram,
so that half and nine in ten can be told of any span of time.
"""

import sqlite3
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from contract.events import Queue

SLOT_MS: Final = 15 * 60_000
OPEN_END_S: Final = -1.0
"""How the histogram's last, open bar is written down."""
POINTS_MS: Final = 3 * 3_600_000
"""How long single points are kept for the small picture."""

TABLES = """
CREATE TABLE line_now (
    touchpoint INTEGER NOT NULL, zone TEXT NOT NULL, at INTEGER NOT NULL,
    state TEXT NOT NULL, why TEXT, waiting INTEGER,
    wait_s REAL, low_s REAL, high_s REAL,
    PRIMARY KEY (touchpoint, zone)
) WITHOUT ROWID;
CREATE TABLE line_points (
    touchpoint INTEGER NOT NULL, zone TEXT NOT NULL, at INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    PRIMARY KEY (touchpoint, zone, at)
) WITHOUT ROWID;
CREATE TABLE line_slots (
    slot INTEGER NOT NULL, touchpoint INTEGER NOT NULL,
    seen_s REAL NOT NULL, rough_s REAL NOT NULL, blind_s REAL NOT NULL,
    person_s REAL NOT NULL, arrived INTEGER NOT NULL, served INTEGER NOT NULL,
    left_unserved INTEGER NOT NULL, judged INTEGER NOT NULL,
    service_s REAL NOT NULL, services INTEGER NOT NULL,
    PRIMARY KEY (slot, touchpoint)
) WITHOUT ROWID;
CREATE TABLE line_waits (
    slot INTEGER NOT NULL, touchpoint INTEGER NOT NULL, up_to_s REAL NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (slot, touchpoint, up_to_s)
) WITHOUT ROWID;
"""

Seen = tuple[Queue, int, int]
"""An event, its touchpoint, and the end of its period in ms."""


class Now(Struct, frozen=True):
    """A line as it was last told of."""

    touchpoint: str
    """Where it is."""
    zone: str
    """Which line there."""
    at: int
    """When, in ms."""
    state: str
    """seen, rough or blind."""
    why: str | None
    """Why blind, or none."""
    waiting: int | None
    """How many wait."""
    wait_s: float | None
    """What someone joining would wait."""
    low_s: float | None
    """Lower end of the 80 % band."""
    high_s: float | None
    """Its upper end."""
    points: list[tuple[int, int]]
    """Times in ms and how many waited, oldest first."""


class Slot(Struct, frozen=True):
    """Sums over one quarter of an hour, all touchpoints asked for together."""

    slot: int
    """ms / 900000 since 1970."""
    seen_s: float
    """Seconds seen, the rough ones among them."""
    rough_s: float
    """Seconds of movement alone."""
    blind_s: float
    """Seconds not seen."""
    person_s: float
    """People in the line, added up over the time seen."""
    arrived: int
    """Who joined."""
    served: int
    """Who was served."""
    left_unserved: int
    """Who gave up."""
    judged: int
    """Who was served or gave up where both can be told apart."""
    service_s: float
    """Times at the till, added up."""
    services: int
    """How many they are."""


def take(connection: sqlite3.Connection, seen: Iterable[Seen]) -> None:
    """Add events that are new to the store."""
    for event, touchpoint, at in seen:
        _keep_now(connection, event, touchpoint, at)
        _add(connection, event, touchpoint, at)


def now(connection: sqlite3.Connection, since: int) -> list[Now]:
    """Every line that was told of since then (ms), by place."""
    rows = connection.execute(
        "SELECT touchpoints.name, zone, at, state, why, waiting, wait_s, low_s, high_s,"
        " touchpoint FROM line_now JOIN touchpoints USING (touchpoint)"
        " WHERE at >= ? ORDER BY touchpoints.name, zone",
        (since,),
    ).fetchall()
    return [
        Now(*facts, _points(connection, touchpoint, facts[1]))  # type: ignore[call-arg]
        for *facts, touchpoint in rows
    ]


def slots(connection: sqlite3.Connection, first: int, end: int) -> list[Slot]:
    """Quarters of an hour in [first, end), oldest first."""
    rows = connection.execute(
        "SELECT slot, sum(seen_s), sum(rough_s), sum(blind_s), sum(person_s),"
        " sum(arrived), sum(served), sum(left_unserved), sum(judged),"
        " sum(service_s), sum(services) FROM line_slots"
        " WHERE slot >= ? AND slot < ? GROUP BY slot ORDER BY slot",
        (first, end),
    )
    return [Slot(*row) for row in rows]


def waits(
    connection: sqlite3.Connection, first: int, end: int
) -> list[tuple[int, float | None, int]]:
    """Slot, upper edge in seconds (none: open) and people, of [first, end)."""
    rows = connection.execute(
        "SELECT slot, up_to_s, sum(n) FROM line_waits WHERE slot >= ? AND slot < ?"
        " GROUP BY slot, up_to_s",
        (first, end),
    )
    return [(slot, None if edge == OPEN_END_S else edge, n) for slot, edge, n in rows]


def _points(
    connection: sqlite3.Connection, touchpoint: int, zone: str
) -> list[tuple[int, int]]:
    return connection.execute(
        "SELECT at, waiting FROM line_points WHERE touchpoint = ? AND zone = ?"
        " ORDER BY at",
        (touchpoint, zone),
    ).fetchall()


def _keep_now(
    connection: sqlite3.Connection, event: Queue, touchpoint: int, at: int
) -> None:
    connection.execute(
        "INSERT INTO line_now VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET at = excluded.at, state = excluded.state, why = excluded.why,"
        " waiting = excluded.waiting, wait_s = excluded.wait_s,"
        " low_s = excluded.low_s, high_s = excluded.high_s WHERE excluded.at >= at",
        (
            *(touchpoint, event.zone, at, event.state, event.why_blind, event.waiting),
            *(event.estimated_wait_s, event.estimated_low_s, event.estimated_high_s),
        ),
    )
    if event.waiting is not None:
        connection.execute(
            "INSERT OR REPLACE INTO line_points VALUES (?, ?, ?, ?)",
            (touchpoint, event.zone, at, event.waiting),
        )
    connection.execute(
        "DELETE FROM line_points WHERE touchpoint = ? AND zone = ? AND at <"
        " (SELECT max(at) FROM line_now WHERE touchpoint = ? AND zone = ?) - ?",
        (touchpoint, event.zone, touchpoint, event.zone, POINTS_MS),
    )


def _add(
    connection: sqlite3.Connection, event: Queue, touchpoint: int, at: int
) -> None:
    """Count the event in the quarter of an hour in which its period's middle lies."""
    slot = (at - int(event.period_s * 500)) // SLOT_MS
    blind = event.state == "blind"
    seen_s = 0.0 if blind else event.period_s
    served, gave_up = event.served or 0, event.left_unserved
    timed = 0 if event.service_s is None else max(served, 1)
    connection.execute(
        "INSERT INTO line_slots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET seen_s = seen_s + excluded.seen_s,"
        " rough_s = rough_s + excluded.rough_s, blind_s = blind_s + excluded.blind_s,"
        " person_s = person_s + excluded.person_s,"
        " arrived = arrived + excluded.arrived, served = served + excluded.served,"
        " left_unserved = left_unserved + excluded.left_unserved,"
        " judged = judged + excluded.judged,"
        " service_s = service_s + excluded.service_s,"
        " services = services + excluded.services",
        (
            *(slot, touchpoint, seen_s, seen_s if event.state == "rough" else 0.0),
            *(event.period_s - seen_s, (event.mean or 0.0) * seen_s),
            *(event.arrived or 0, served, gave_up or 0),
            0 if gave_up is None else served + gave_up,
            *((event.service_s or 0.0) * timed, timed),
        ),
    )
    connection.executemany(
        "INSERT INTO line_waits VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET n = n + excluded.n",
        [
            (slot, touchpoint, OPEN_END_S if one.up_to_s is None else one.up_to_s, n)
            for one in event.waits
            if (n := one.people)
        ],
    )

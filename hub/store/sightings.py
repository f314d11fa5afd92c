"""Sums by quarter of an hour: counts by eye beside a camera's, and who came near.

All is written in the transaction that stores the events.
"""

import sqlite3
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from contract.events import Counted, Passed
from hub.store.figures import Scope
from hub.store.lines import SLOT_MS

TABLES: Final = """
CREATE TABLE eye_counts (
    slot INTEGER NOT NULL, touchpoint INTEGER NOT NULL,
    n INTEGER NOT NULL, off INTEGER NOT NULL, within INTEGER NOT NULL,
    PRIMARY KEY (slot, touchpoint)
) WITHOUT ROWID;
CREATE TABLE passed_counts (
    slot INTEGER NOT NULL, touchpoint INTEGER NOT NULL, passed INTEGER NOT NULL,
    PRIMARY KEY (slot, touchpoint)
) WITHOUT ROWID;
"""

Seen = tuple[Counted | Passed, int, int]
"""An event, its touchpoint, and its time in ms."""


class Eye(Struct, frozen=True):
    """Counts by eye, together."""

    n: int
    """How many."""
    off: int
    """People that the camera was off, added up."""
    within: int
    """Counts at which it was one off at most."""


def take(connection: sqlite3.Connection, seen: Iterable[Seen]) -> None:
    """Add events that are new to the store."""
    for event, touchpoint, at in seen:
        if isinstance(event, Counted):
            off = abs(event.people - event.camera)
            connection.execute(
                "INSERT INTO eye_counts VALUES (?, ?, 1, ?, ?) ON CONFLICT DO UPDATE"
                " SET n = n + 1, off = off + excluded.off,"
                " within = within + excluded.within",
                (at // SLOT_MS, touchpoint, off, off <= 1),
            )
        elif event.passed:
            middle = at - int(event.period_s * 500)
            connection.execute(
                "INSERT INTO passed_counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                " SET passed = passed + excluded.passed",
                (middle // SLOT_MS, touchpoint, event.passed),
            )


def by_eye(connection: sqlite3.Connection, first: int, end: int) -> Eye:
    """Counts by eye in the quarters [first, end)."""
    return Eye(
        *connection.execute(
            "SELECT coalesce(sum(n), 0), coalesce(sum(off), 0),"
            " coalesce(sum(within), 0) FROM eye_counts WHERE slot >= ? AND slot < ?",
            (first, end),
        ).fetchone()
    )


def passed(
    connection: sqlite3.Connection, scope: Scope, since: int, until: int
) -> dict[int, int]:
    """How many came near in [since, until) in ms, by touchpoint with a sensor."""
    where, values = scope.where(with_language=False)
    return dict(
        connection.execute(
            "SELECT touchpoint, sum(passed) FROM passed_counts"
            f" WHERE slot >= ? AND slot < ?{where} GROUP BY touchpoint",
            (since // SLOT_MS, until // SLOT_MS, *values),
        ).fetchall()
    )

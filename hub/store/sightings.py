"""Sums by quarter of an hour: counts by eye beside a camera's, and who came near.

All is written in the transaction that stores the events.
"""

import sqlite3
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from contract.events import Counted, Passed, Uncounted
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

SINGLE_COUNTS: Final = """
-- Each count by eye, so that it can be taken back; that may come before the count.
CREATE TABLE single_counts (
    id TEXT PRIMARY KEY,  -- the event's
    touchpoint INTEGER NOT NULL,
    slot INTEGER, off INTEGER,  -- NULL: it did not come yet
    taken_back INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""
KEPT_SLOTS: Final = 400 * 96
"""Quarters of an hour for which single counts are kept: longer than any page looks."""

Seen = tuple[Counted | Uncounted | Passed, int, int, str]
"""An event, its touchpoint, its time in ms, and its id."""


class Eye(Struct, frozen=True):
    """Counts by eye, together."""

    n: int
    """How many."""
    off: int
    """People that the camera was off, added up."""
    within: int
    """Counts at which it was one off at most."""
    taken_back: int = 0
    """Counts that were slips, in none of these numbers."""


def take(connection: sqlite3.Connection, seen: Iterable[Seen]) -> None:
    """Add events that are new to the store."""
    for event, touchpoint, at, id in seen:
        if isinstance(event, Counted):
            off = abs(event.people - event.camera)
            _count(connection, id, touchpoint, at // SLOT_MS, off)
        elif isinstance(event, Uncounted):
            _take_back(connection, event.count, touchpoint)
        elif event.passed:
            middle = at - int(event.period_s * 500)
            connection.execute(
                "INSERT INTO passed_counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                " SET passed = passed + excluded.passed",
                (middle // SLOT_MS, touchpoint, event.passed),
            )


def _count(
    connection: sqlite3.Connection, id: str, touchpoint: int, slot: int, off: int
) -> None:
    """Add a count by eye, unless it was taken back before it came."""
    row = connection.execute(
        "INSERT INTO single_counts VALUES (?, ?, ?, ?, 0) ON CONFLICT DO UPDATE"
        " SET slot = excluded.slot, off = excluded.off"
        " WHERE slot IS NULL AND touchpoint = excluded.touchpoint RETURNING taken_back",
        (id, touchpoint, slot, off),
    ).fetchone()
    if row is not None and not row[0]:
        _add(connection, slot, touchpoint, off, 1)
    connection.execute("DELETE FROM single_counts WHERE slot < ?", (slot - KEPT_SLOTS,))


def _take_back(connection: sqlite3.Connection, id: str, touchpoint: int) -> None:
    """A count by eye counts no more, also if it comes only after this."""
    row = connection.execute(
        "INSERT INTO single_counts VALUES (?, ?, NULL, NULL, 1) ON CONFLICT DO UPDATE"
        " SET taken_back = 1 WHERE NOT taken_back AND touchpoint = excluded.touchpoint"
        " RETURNING slot, off",
        (id, touchpoint),
    ).fetchone()
    if row is not None and row[0] is not None:
        _add(connection, row[0], touchpoint, row[1], -1)


def _add(
    connection: sqlite3.Connection, slot: int, touchpoint: int, off: int, times: int
) -> None:
    connection.execute(
        "INSERT INTO eye_counts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET n = n + excluded.n, off = off + excluded.off,"
        " within = within + excluded.within",
        (slot, touchpoint, times, times * off, times * (off <= 1)),
    )


def by_eye(connection: sqlite3.Connection, first: int, end: int) -> Eye:
    """Counts by eye in the quarters [first, end)."""
    sums = connection.execute(
        "SELECT coalesce(sum(n), 0), coalesce(sum(off), 0), coalesce(sum(within), 0)"
        " FROM eye_counts WHERE slot >= ? AND slot < ?",
        (first, end),
    ).fetchone()
    (taken_back,) = connection.execute(
        "SELECT count(*) FROM single_counts"
        " WHERE taken_back AND slot >= ? AND slot < ?",
        (first, end),
    ).fetchone()
    n, off, within = sums
    return Eye(n, off, within, taken_back)


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

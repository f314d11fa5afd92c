"""Sample data: a made-up shop's touchpoints, how they come and how they go again.

They are marked in the store, and their devices are approved only within the write
transaction that feeds them: to everybody else they are retired, so nothing waits for
them and nothing is sent to them.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import msgspec
from msgspec import Struct

from contract.errors import HeedError
from hub.store import alerts, devices
from hub.store.store import Store

KEY = "sample"
ROWS_AT_ONCE = 500
"""Rows that go in one transaction, so that a tap never waits long."""
LOOK_AT_ONCE = 20_000

_TOUCHPOINTS = "SELECT touchpoint FROM touchpoints WHERE sample = 1"
_DEVICES = f"SELECT device FROM devices WHERE touchpoint IN ({_TOUCHPOINTS})"
LINKS = {
    "alert": f"SELECT alert FROM alerts WHERE touchpoint IN ({_TOUCHPOINTS})",
    "outbox": f"SELECT outbox FROM outboxes WHERE device IN ({_DEVICES})",
    "device": _DEVICES,
    "touchpoint": _TOUCHPOINTS,
}
"""By which column a row belongs to the sample, in the order of removal."""
LAST = ("outboxes", "alerts", "devices", "touchpoints")
"""Tables that others point at."""


class SampleThere(HeedError, RuntimeError):
    """There is sample data already, or its names are taken."""


class SampleGone(HeedError, RuntimeError):
    """Somebody removed the sample data while it was being filled in."""


class About(Struct, frozen=True):
    """What is known of the sample data."""

    state: Literal["filling", "there", "removing", "removed"]
    days: int
    """How many days it is meant to have."""
    done: int
    """How many of them are there."""


def about(connection: sqlite3.Connection) -> About | None:
    """What became of sample data here; none where there never was any."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (KEY,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=About)


def is_there(connection: sqlite3.Connection) -> bool:
    """Is there any sample data?"""
    row = connection.execute(f"{_TOUCHPOINTS} LIMIT 1").fetchone()
    return row is not None


def open_alerts(connection: sqlite3.Connection) -> list[alerts.Step]:
    """The last step of each alert of the sample that is open or taken."""
    rows = connection.execute(
        f"SELECT alert FROM alerts WHERE closed_at IS NULL AND touchpoint IN"
        f" ({_TOUCHPOINTS}) ORDER BY alert"
    )
    return [alerts.state_of(connection, alert) for (alert,) in rows.fetchall()]


def note(connection: sqlite3.Connection, new: About) -> None:
    """Keep what is known of the sample data."""
    value = msgspec.json.encode(new).decode()
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = ?",
        (KEY, value, value),
    )


def begin(store: Store, places: list[tuple[str, str]], days: int, since: int) -> None:
    """Make sample touchpoints of (name, device); raises SampleThere."""
    with store.write() as connection:
        if is_there(connection):
            raise SampleThere(
                "there is sample data already; remove it first, on the hub's pages or"
                " with 'heed simulate --remove'"
            )
        for name, device in places:
            _refuse_taken(connection, "touchpoints", name)
            _refuse_taken(connection, "devices", device)
        newest = _newest_message(connection)
        for name, device in places:
            devices.approve(connection, device, name, since)
            connection.execute(
                "UPDATE touchpoints SET sample = 1 WHERE name = ?", (name,)
            )
        _sleep(connection, newest)
        note(connection, About("filling", days, 0))


@contextmanager
def awake(store: Store) -> Iterator[sqlite3.Connection]:
    """A write transaction in which sample devices are heard; raises SampleGone.

    No message that it queues and no due time that it sets outlives it.
    """
    with store.write() as connection:
        found = about(connection)
        if found is None or found.state != "filling":
            raise SampleGone("the sample data was removed before it was complete")
        newest = _newest_message(connection)
        before = set(connection.execute("SELECT what, subject FROM due").fetchall())
        connection.execute(
            f"UPDATE devices SET state = 'approved' WHERE device IN ({_DEVICES})"
        )
        yield connection
        _sleep(connection, newest)
        after = connection.execute("SELECT what, subject FROM due").fetchall()
        connection.executemany(
            "DELETE FROM due WHERE what = ? AND subject = ?",
            [key for key in after if key not in before],
        )


def remove(store: Store) -> None:
    """Remove every row of the sample touchpoints and their devices."""
    begin_removal(store)
    while not remove_some(store, 60.0):
        pass


def begin_removal(store: Store) -> None:
    """From here on nothing is added, and `remove_some` may go on at any time."""
    with store.write() as connection:
        if not is_there(connection):
            return
        found = about(connection) or About("there", 0, 0)
        note(connection, msgspec.structs.replace(found, state="removing"))
        # A real kiosk that somebody put to a sample touchpoint is not the sample's.
        connection.execute(
            "UPDATE devices SET state = 'pending', touchpoint = NULL"
            f" WHERE state <> 'retired' AND touchpoint IN ({_TOUCHPOINTS})"
        )


def is_going(connection: sqlite3.Connection) -> bool:
    """Was a removal begun and not finished?"""
    found = about(connection)
    return found is not None and found.state == "removing"


def remove_some(store: Store, within_s: float) -> bool:
    """Go on with a removal for some time; true once nothing is left."""
    end = time.monotonic() + within_s
    for table, link in tables(store.connection()):
        if not _empty(store, table, link, end):
            return False
    with store.write() as connection:
        found = about(connection)
        if found is not None:
            note(connection, msgspec.structs.replace(found, state="removed"))
    return True


def tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every table with rows of touchpoints, and the column that says so, in order."""
    found = []
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    ).fetchall():
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        # What names both an alert and its device goes with the alert.
        link = next((name for name in reversed(LINKS) if name in columns), None)
        if link == "device" and "alert" in columns:
            link = "alert"
        if link is not None:
            found.append((table, link))
    order = list(LINKS)
    return sorted(
        found,
        key=lambda one: (
            LAST.index(one[0]) if one[0] in LAST else -1,
            order.index(one[1]),
        ),
    )


def _empty(store: Store, table: str, link: str, end: float) -> bool:
    """Delete a table's sample rows by their keys; false where the time ran out."""
    connection = store.connection()
    key = _key_of(connection, table)
    where = " AND ".join(f"{column} = ?" for column in key)
    while True:
        rows = connection.execute(
            f"SELECT {', '.join(key)} FROM {table}"
            f" WHERE {link} IN ({LINKS[link]}) LIMIT {LOOK_AT_ONCE}"
        ).fetchall()
        if not rows:
            return True
        for first in range(0, len(rows), ROWS_AT_ONCE):
            began = time.monotonic()
            if began > end:
                return False
            with store.write() as connection:
                connection.executemany(
                    f"DELETE FROM {table} WHERE {where}",
                    rows[first : first + ROWS_AT_ONCE],
                )
            # Whoever waits for the lock gets as much time as this took.
            time.sleep(time.monotonic() - began)


def _key_of(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    key = sorted((row[5], row[1]) for row in rows if row[5])
    return [name for _, name in key] or ["rowid"]


def _refuse_taken(connection: sqlite3.Connection, table: str, name: str) -> None:
    row = connection.execute(f"SELECT 1 FROM {table} WHERE name = ?", (name,))
    if row.fetchone() is not None:
        raise SampleThere(f"{name!r} is among your own {table}; rename or remove it")


def _sleep(connection: sqlite3.Connection, newest: int) -> None:
    """Retire the sample's devices and drop what was queued past a message."""
    connection.execute(
        f"UPDATE devices SET state = 'retired', online = 0 WHERE device IN ({_DEVICES})"
    )
    connection.execute("DELETE FROM downlink WHERE n > ?", (newest,))


def _newest_message(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT coalesce(max(n), 0) FROM downlink").fetchone()
    return int(row[0])

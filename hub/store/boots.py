"""Boots of devices: when each began, as far as is known."""

import sqlite3

from hub.placing import Boot


def find(connection: sqlite3.Connection, key: str) -> tuple[int, Boot] | None:
    """Number and what is known of a boot, by the kernel's id."""
    row = connection.execute(
        "SELECT boot, bound, base, live FROM boots WHERE key = ?", (key,)
    ).fetchone()
    return None if row is None else (row[0], Boot(row[1], row[2], bool(row[3])))


def keep(connection: sqlite3.Connection, key: str, device: int, known: Boot) -> int:
    """Store what is known of a boot; returns its number."""
    row = connection.execute(
        "INSERT INTO boots (key, device, base, bound, live) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET base = excluded.base,"
        " bound = excluded.bound, live = excluded.live RETURNING boot",
        (key, device, known.base, known.bound, known.live),
    ).fetchone()
    return int(row[0])


def live_since(connection: sqlite3.Connection, device: int) -> tuple[str, int] | None:
    """Key and beginning (ms) of a device's newest boot that was seen live."""
    row = connection.execute(
        "SELECT key, bound FROM boots WHERE device = ? AND live = 1"
        " ORDER BY bound DESC LIMIT 1",
        (device,),
    ).fetchone()
    return None if row is None else (row[0], row[1])

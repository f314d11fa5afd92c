"""What was done with people, devices and settings, and by whom."""

import sqlite3

from msgspec import Struct

LONGEST = 500


class Note(Struct, frozen=True):
    """One thing that somebody did."""

    n: int
    at: int
    """When, ms."""
    who: str
    what: str


def note(connection: sqlite3.Connection, now_ms: int, who: str, what: str) -> None:
    """Write down what was done."""
    connection.execute(
        "INSERT INTO audit (at, who, what) VALUES (?, ?, ?)",
        (now_ms, who[:LONGEST], what[:LONGEST]),
    )


def before(connection: sqlite3.Connection, n: int | None, limit: int) -> list[Note]:
    """The newest notes, or those older than note `n`."""
    rows = connection.execute(
        "SELECT n, at, who, what FROM audit WHERE n < ? ORDER BY n DESC LIMIT ?",
        (n if n is not None else 1 << 62, limit),
    )
    return [Note(*row) for row in rows]

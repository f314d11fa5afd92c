"""What must happen at a time, kept in the store so that a restart forgets nothing."""

import sqlite3


def at(connection: sqlite3.Connection, what: str, subject: str, when: int) -> None:
    """Set or move a due time, ms."""
    connection.execute(
        "INSERT INTO due VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at",
        (what, subject, when),
    )


def off(connection: sqlite3.Connection, what: str, subject: str) -> None:
    """It need not happen any more."""
    connection.execute(
        "DELETE FROM due WHERE what = ? AND subject = ?", (what, subject)
    )


def now_due(connection: sqlite3.Connection, now: int) -> list[tuple[str, str, int]]:
    """What, subject and time of all that is due."""
    return connection.execute(
        "SELECT what, subject, at FROM due WHERE at <= ? ORDER BY at LIMIT 100", (now,)
    ).fetchall()


def next_at(connection: sqlite3.Connection) -> int | None:
    """When the next thing is due, ms."""
    (when,) = connection.execute("SELECT min(at) FROM due").fetchone()
    return None if when is None else int(when)


def shift(connection: sqlite3.Connection, whats: tuple[str, ...], by_ms: int) -> None:
    """The clock was set: what waits for a while goes on waiting as long as before."""
    marks = ",".join("?" * len(whats))
    connection.execute(
        f"UPDATE due SET at = at + ? WHERE what IN ({marks})", (by_ms, *whats)
    )

"""What could not be taken: a bounded list for whoever looks for the reason."""

import sqlite3

KEEP = 1_000
MAX_BYTES = 2_000


def add(
    connection: sqlite3.Connection, at: int, topic: str, payload: bytes, reason: str
) -> None:
    """Keep the beginning of a payload and why it was refused; the oldest goes."""
    cursor = connection.execute(
        "INSERT INTO rejects (at, topic, payload, reason) VALUES (?, ?, ?, ?)",
        (at, topic[:200], payload[:MAX_BYTES], reason[:500]),
    )
    connection.execute(
        "DELETE FROM rejects WHERE n <= ?", ((cursor.lastrowid or 0) - KEEP,)
    )

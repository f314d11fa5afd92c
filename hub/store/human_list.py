"""The list of comments that a human has to look at; nothing leaves it but by a hand."""

import sqlite3

from msgspec import Struct

DANGER = "danger"
AT_ONCE = 100


class Entry(Struct, frozen=True):
    """One comment that waits for somebody."""

    comment: int
    at: int
    """When it was said, ms."""
    where: str
    why: str
    """`danger`, or why software did not score it."""
    text: str | None
    """Its words; none where they were not kept."""
    language: str
    source: str
    maybe_urgent: str | None
    """Which danger the words may tell of."""


def add(
    connection: sqlite3.Connection, comment: int, touchpoint: int, since: int, why: str
) -> None:
    """Put a comment on the list."""
    connection.execute(
        "INSERT OR IGNORE INTO human_list (comment, touchpoint, since, why)"
        " VALUES (?, ?, ?, ?)",
        (comment, touchpoint, since, why),
    )


def waiting(connection: sqlite3.Connection, limit: int = AT_ONCE) -> list[Entry]:
    """What waits, possible danger first, then the oldest."""
    rows = connection.execute(
        "SELECT comment, comments.at, name, why, text, language, source,"
        " coalesce(urgent, maybe_urgent) FROM human_list JOIN comments USING (comment)"
        " JOIN touchpoints ON touchpoints.touchpoint = human_list.touchpoint"
        " WHERE off_at IS NULL AND sample = 0 ORDER BY why <> ?, since, comment"
        " LIMIT ?",
        (DANGER, limit),
    )
    return [Entry(*row) for row in rows]


def count(connection: sqlite3.Connection) -> int:
    """How many wait."""
    (n,) = connection.execute(
        "SELECT count(*) FROM human_list JOIN touchpoints USING (touchpoint)"
        " WHERE off_at IS NULL AND sample = 0"
    ).fetchone()
    return int(n)


def take_off(connection: sqlite3.Connection, comment: int, now: int) -> bool:
    """Somebody looked at it; false if somebody else was quicker. Who is not kept."""
    changed = connection.execute(
        "UPDATE human_list SET off_at = ? WHERE comment = ? AND off_at IS NULL",
        (now, comment),
    ).rowcount
    return changed > 0

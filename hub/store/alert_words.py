"""Which comments an alert stands for, and the one line of them that staff may see."""

import sqlite3

from msgspec import Struct

FRESH_MS = 30 * 60_000
"""A line is shown so long after it was said, and no longer than the alert is open."""


class Line(Struct, frozen=True):
    """What was said last by the customers behind an open alert."""

    alert: int
    at: int
    """When it was said, ms."""
    text: str
    feelings: str
    """Keys with spaces between, the surest first."""
    themes: str
    """Likewise; the owner's own go first."""
    scored: bool
    urgent: str | None


def link(connection: sqlite3.Connection, alert: int, comment: int) -> None:
    """From here on the alert stands for this comment too."""
    connection.execute(
        "INSERT OR IGNORE INTO alert_comments VALUES (?, ?)", (alert, comment)
    )


def open_alerts(connection: sqlite3.Connection, comment: int) -> list[int]:
    """Alerts that stand for a comment and are not over."""
    rows = connection.execute(
        "SELECT alert FROM alert_comments JOIN alerts USING (alert)"
        " WHERE comment = ? AND closed_at IS NULL ORDER BY alert",
        (comment,),
    )
    return [int(alert) for (alert,) in rows.fetchall()]


def is_unhappy_since(
    connection: sqlite3.Connection, visit: bytes, touchpoint: int, since: int
) -> bool:
    """Has this visit an unhappy answer, not a played one, made since (ms)?"""
    row = connection.execute(
        "SELECT 1 FROM answers WHERE visit = ? AND touchpoint = ? AND misuse IS NULL"
        " AND 2 * value <= scale AND at >= ?",
        (visit, touchpoint, since),
    ).fetchone()
    return row is not None


def lines(connection: sqlite3.Connection, now: int) -> list[Line]:
    """The newest line of each open alert that has one, if it is fresh still."""
    rows = connection.execute(
        "SELECT alert, at, text, feelings, own || ' ' || themes, scored, urgent,"
        " max(comment)"
        " FROM alert_comments JOIN alerts USING (alert) JOIN comments USING (comment)"
        " WHERE closed_at IS NULL AND text IS NOT NULL AND at > ?"
        " GROUP BY alert ORDER BY alert",
        (now - FRESH_MS,),
    )
    return [
        Line(alert, at, text, feelings, themes.strip(), bool(scored), urgent)
        for alert, at, text, feelings, themes, scored, urgent, _ in rows
    ]

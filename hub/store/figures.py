"""Counts for the owner's figures, read from the roll-ups and the alerts."""

import sqlite3

from msgspec import Struct

from hub.figures.csat import AnswerCount

SLOT_MS = 900_000
"""A roll-up's quarter of an hour. Every time zone's day starts on one."""


class Answered(Struct, frozen=True):
    """Alerts of a span of time and what became of them."""

    raised: int
    """Alerts raised."""
    answered: int
    """Of these, taken or dealt with by a colleague."""
    open: int
    """Of these, neither answered nor gone by themselves."""


def answers(
    connection: sqlite3.Connection, since: int, until: int
) -> list[AnswerCount]:
    """Answers of [since, until) in ms, by scale, value and flag; whole quarters."""
    rows = connection.execute(
        "SELECT scale, value, flagged, sum(n) FROM answer_counts"
        " WHERE slot >= ? AND slot < ? GROUP BY scale, value, flagged"
        " HAVING sum(n) > 0 ORDER BY scale, value, flagged",
        (since // SLOT_MS, -(-until // SLOT_MS)),
    )
    return [AnswerCount(scale, value, bool(flag), n) for scale, value, flag, n in rows]


def alerts(connection: sqlite3.Connection, since: int, until: int) -> Answered:
    """Alerts raised in [since, until) in ms."""
    raised, answered, waiting = connection.execute(
        "SELECT count(*), coalesce(sum(human), 0),"
        " coalesce(sum(NOT human AND closed_at IS NULL), 0) FROM"
        " (SELECT closed_at, EXISTS (SELECT 1 FROM steps"
        " WHERE steps.alert = alerts.alert AND what IN ('taken', 'done')) AS human"
        " FROM alerts"
        " WHERE raised_at >= ? AND raised_at < ?)",
        (since, until),
    ).fetchone()
    return Answered(raised, answered, waiting)


def help_calls(
    connection: sqlite3.Connection, since: int, until: int
) -> dict[str, int]:
    """Customers' calls of [since, until) in ms, by state."""
    rows = connection.execute(
        "SELECT state, count(*) FROM calls WHERE at >= ? AND at < ? GROUP BY state",
        (since, until),
    )
    return {state: n for state, n in rows}

"""Counts for the owner's figures: alerts and calls, and what one may choose from."""

import sqlite3

from msgspec import Struct


class Scope(Struct, frozen=True):
    """Which part of the shop is looked at."""

    touchpoints: tuple[int, ...] | None = None
    """Only these; none for all."""
    language: str | None = None
    """Only answers in this language; none for all. Alerts have none."""

    def where(self, with_language: bool = True) -> tuple[str, list[object]]:
        """More conditions of a query over `touchpoint` and `language`."""
        text, values = "", list[object]()
        if self.touchpoints is not None:
            marks = ",".join("?" * len(self.touchpoints))
            text, values = f" AND touchpoint IN ({marks})", [*self.touchpoints]
        if with_language and self.language is not None:
            text += " AND language = ?"
            values.append(self.language)
        return text, values


class Answered(Struct, frozen=True):
    """Alerts of a span of time that called for a person, and what became of them."""

    raised: int
    """Alerts raised; a silent device is none of them."""
    in_time: int
    """Of these, taken or dealt with by a colleague soon enough."""
    late: int
    """Of these, taken or dealt with later."""
    waiting: int
    """Of these, neither answered nor gone by themselves."""


def alerts(
    connection: sqlite3.Connection,
    scope: Scope,
    since: int,
    until: int,
    in_time_ms: int,
) -> Answered:
    """Alerts raised in [since, until) in ms."""
    where, values = scope.where(with_language=False)
    raised, in_time, answered, waiting = connection.execute(
        "SELECT count(*), coalesce(sum(took <= ?), 0), count(took),"
        " coalesce(sum(took IS NULL AND closed_at IS NULL), 0) FROM"
        " (SELECT closed_at, (SELECT min(at) FROM steps WHERE"
        " steps.alert = alerts.alert AND what IN ('taken', 'done')) - raised_at"
        " AS took FROM alerts"
        " WHERE raised_at >= ? AND raised_at < ?"
        f" AND kind NOT IN ('silent', 'blind', 'happy'){where})",
        (in_time_ms, since, until, *values),
    ).fetchone()
    return Answered(raised, in_time, answered - in_time, waiting)


def help_calls(
    connection: sqlite3.Connection, scope: Scope, since: int, until: int
) -> dict[str, int]:
    """Customers' calls of [since, until) in ms, by state."""
    where, values = scope.where(with_language=False)
    rows = connection.execute(
        "SELECT calls.state, count(*) FROM calls JOIN alerts USING (alert)"
        f" WHERE at >= ? AND at < ?{where} GROUP BY calls.state",
        (since, until, *values),
    )
    return {state: n for state, n in rows}


def languages(connection: sqlite3.Connection) -> list[str]:
    """Languages in which there are answers; a jump through the index for each."""
    rows = connection.execute(
        "WITH RECURSIVE next (language) AS (SELECT min(language) FROM hour_moods"
        " UNION ALL SELECT (SELECT min(language) FROM hour_moods"
        "  WHERE hour_moods.language > next.language) FROM next"
        "  WHERE language IS NOT NULL)"
        " SELECT language FROM next WHERE language IS NOT NULL"
    )
    return [row[0] for row in rows]

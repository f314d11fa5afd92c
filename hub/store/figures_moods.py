"""Counts of answers, reasons and outcomes by the shop's own days and hours."""

import sqlite3
from collections import Counter

from hub.store.calendar import HOURS
from hub.store.figures import Scope

MOODS = ("happy", "middle", "unhappy", "played")
# One pass in the table's own order; grouping by mood would sort all rows first.
_BY_MOOD = ", ".join(f"total(n) FILTER (WHERE mood = '{mood}')" for mood in MOODS)

Counts = list[tuple[int, str, int]]
"""A place (an hour, a touchpoint), a mood, and how many answers."""


def by_hour_and_touchpoint(
    connection: sqlite3.Connection, scope: Scope, first: int, end: int
) -> tuple[Counts, Counts]:
    """Answers of the hours [first, end), once by hour and once by touchpoint."""
    where, values = scope.where()
    rows = connection.execute(
        f"SELECT hour, touchpoint, {_BY_MOOD} FROM hour_moods"
        f" WHERE hour >= ? AND hour < ?{where} GROUP BY hour, touchpoint",
        (first, end, *values),
    )
    hours: dict[int, list[float]] = {}
    touchpoints: dict[int, list[float]] = {}
    for hour, touchpoint, *moods in rows:
        for place, sums in ((hour, hours), (touchpoint, touchpoints)):
            known = sums.setdefault(place, [0.0, 0.0, 0.0, 0.0])
            for at, n in enumerate(moods):
                known[at] += n
    return _listed(hours), _listed(touchpoints)


def _listed(sums: dict[int, list[float]]) -> Counts:
    return [
        (place, mood, int(n))
        for place, moods in sums.items()
        for mood, n in zip(MOODS, moods, strict=True)
        if n > 0
    ]


def moods(
    connection: sqlite3.Connection, scope: Scope, first: int, end: int
) -> Counter[str]:
    """Answers of the hours [first, end), by mood."""
    where, values = scope.where()
    row = connection.execute(
        f"SELECT {_BY_MOOD} FROM hour_moods WHERE hour >= ? AND hour < ?{where}",
        (first, end, *values),
    ).fetchone()
    return Counter({mood: int(n) for mood, n in zip(MOODS, row, strict=True)})


def facts(
    connection: sqlite3.Connection, scope: Scope, first: int, end: int
) -> Counter[tuple[str, str]]:
    """What visits of the days [first, end), as ordinals, told: by mood and what."""
    where, values = scope.where()
    rows = connection.execute(
        "SELECT mood, what, sum(n) FROM day_facts"
        f" WHERE day >= ? AND day < ?{where} GROUP BY mood, what",
        (first, end, *values),
    )
    return Counter({(mood, what): n for mood, what, n in rows if n > 0})


def first_hour(connection: sqlite3.Connection, scope: Scope) -> int | None:
    """The hour of the first answer ever; none before that."""
    where, values = scope.where()
    row = connection.execute(
        f"SELECT hour FROM hour_moods WHERE n > 0{where} ORDER BY hour LIMIT 1", values
    ).fetchone()
    return None if row is None else int(row[0])


def days_told(
    connection: sqlite3.Connection, scope: Scope, first: int, end: int
) -> int:
    """On how many of the days [first, end), as ordinals, there were answers."""
    where, values = scope.where()
    (days,) = connection.execute(
        f"SELECT count(DISTINCT hour / {HOURS}) FROM hour_moods"
        f" WHERE hour >= ? AND hour < ? AND n > 0{where}",
        (first * HOURS, end * HOURS, *values),
    ).fetchone()
    return int(days)

"""What customers usually say at each touchpoint and hour, from the last four weeks.

The less is known of an hour, the more its touchpoint says of it; of a touchpoint, the
shop; of a shop, what is usual in any (a Dirichlet prior at each level). It is read once
a day and kept in the store, so a restart finds the same.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from hub.alerts import charts
from hub.alerts.charts import Shares, Usual, Usuals
from hub.store import calendar

DAYS = 28
WEIGHT = 40.0
"""As many answers as what is usual elsewhere counts for."""
FIRST: Shares = (0.08, 0.12, 0.2, 0.6)
"""What is usual before anybody knows; counts for half of `WEIGHT`."""
FIRST_NAMED = 0.03
"""How often a theme is named for each answer before anybody knows."""
FIRST_ANSWERS = 50.0
"""Answers of a touchpoint in a day before anybody knows."""
FIRST_THEMES = ("waiting", "staff", "choice", "price", "tidiness", "something-else")
KEY = "usual"


_PLACES = "SELECT touchpoint, shop FROM touchpoints WHERE sample = 0"
_MOODS = """
SELECT touchpoint, hour % 24, mood, sum(n) FROM hour_moods
WHERE hour >= ? AND hour < ? AND mood <> 'played' GROUP BY 1, 2, 3
"""
_OPEN = """
SELECT touchpoint, count(DISTINCT hour / 24) FROM hour_moods
WHERE hour >= ? AND hour < ? AND n > 0 GROUP BY 1
"""
_WORST = """
SELECT touchpoint, sum(n * (value = 1)), sum(n) FROM answer_counts
WHERE slot >= ? AND slot < ? AND flagged = 0 AND 2 * value <= scale GROUP BY 1
"""
_REASONS = """
SELECT touchpoint, substr(what, 8), sum(n) FROM day_facts
WHERE day >= ? AND day < ? AND mood = 'unhappy' AND what LIKE 'reason:%' GROUP BY 1, 2
"""
_COMMENTS = """
SELECT touchpoint, themes || ' ' || own FROM comments
WHERE day >= ? AND day < ? AND label IN ('negative', 'mixed') AND source <> 'told'
"""
_MOOD = {"unhappy": 1, "middle": 2, "happy": 3}
_Faces = list[float]
"""Answers: the worst face, other unhappy ones, the middle, happy ones."""


class _Past(Struct):
    """What was said at one touchpoint."""

    by_hour: dict[int, _Faces] = {}
    named: Counter[str] = Counter()
    days: int = 0
    """On which anything was."""

    @property
    def faces(self) -> _Faces:
        """Of all hours."""
        return _sum(self.by_hour.values())


def today(connection: sqlite3.Connection, day: int, zone: ZoneInfo) -> Usuals:
    """What is usual on a day (its ordinal), read once; inside a transaction."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (KEY,)).fetchone()
    if row is not None:
        kept = msgspec.json.decode(row[0], type=Usuals)
        if kept.day == day:
            return kept
    made = read(connection, day, zone)
    connection.execute(
        "INSERT INTO meta VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value",
        (KEY, msgspec.json.encode(made).decode()),
    )
    return made


def read(connection: sqlite3.Connection, day: int, zone: ZoneInfo) -> Usuals:
    """What is usual on a day (its ordinal), by the days before it."""
    shops = dict(connection.execute(_PLACES).fetchall())
    past = _past(connection, (day - DAYS, day), zone)
    known = [past[place] for place in shops if place in past]
    faces = _sum(one.faces for one in known)
    whole = _shrunk(faces, FIRST, WEIGHT / 2)
    themes: Counter[str] = Counter()
    for one in known:
        themes.update(one.named)
    often = {
        theme: (n + FIRST_NAMED * WEIGHT) / (sum(faces) + WEIGHT)
        for theme, n in themes.items()
    } or dict.fromkeys(FIRST_THEMES, FIRST_NAMED)
    other = Usual(
        shop=0,
        faces=(whole,) * calendar.HOURS,
        named=often,
        answers=0.0 if known else FIRST_ANSWERS,
        loss=charts.loss([whole]),
    )
    places = {
        place: _usual(past[place], shop, other)
        if place in past
        else msgspec.structs.replace(other, shop=shop)
        for place, shop in shops.items()
    }
    return Usuals(day=day, places=places, other=other)


def _usual(past: _Past, shop: int, other: Usual) -> Usual:
    n = sum(past.faces)
    here = _shrunk(past.faces, other.faces[0], WEIGHT)
    faces = tuple(
        _shrunk(past.by_hour.get(hour, [0.0] * 4), here, WEIGHT)
        for hour in range(calendar.HOURS)
    )
    return Usual(
        shop=shop,
        faces=faces,
        named={
            theme: (past.named[theme] + often * WEIGHT) / (n + WEIGHT)
            for theme, often in other.named.items()
        },
        answers=n / max(past.days, 1),
        loss=charts.loss(faces),
    )


def _past(
    connection: sqlite3.Connection, days: tuple[int, int], zone: ZoneInfo
) -> dict[int, _Past]:
    hours = (calendar.HOURS * days[0], calendar.HOURS * days[1])
    found: dict[int, _Past] = {
        place: _Past({}, Counter(), opened)
        for place, opened in connection.execute(_OPEN, hours)
    }
    slots = [_midnight(day, zone) // calendar.SLOT_S for day in days]
    worst = {p: very / n for p, very, n in connection.execute(_WORST, slots) if n}
    for place, hour, mood, n in connection.execute(_MOODS, hours):
        faces = found[place].by_hour.setdefault(hour, [0.0] * 4)
        very = n * worst.get(place, 0.0) if mood == "unhappy" else 0.0
        faces[0] += very
        faces[_MOOD[mood]] += n - very
    for place, theme, n in connection.execute(_REASONS, days):
        if place in found:
            found[place].named[theme] += n
    for place, themes in connection.execute(_COMMENTS, days):
        if place in found:
            found[place].named.update(set(themes.split()))
    return found


def _midnight(day: int, zone: ZoneInfo) -> int:
    """When a day begins, in seconds since 1970."""
    start = datetime.combine(date.fromordinal(day), datetime.min.time(), zone)
    return int(start.timestamp())


def _sum(each: Iterable[_Faces]) -> _Faces:
    return [sum(one) for one in zip([0.0] * 4, *each, strict=True)]


def _shrunk(faces: _Faces, towards: Shares, weight: float) -> Shares:
    """Shares, with as many answers as `weight` that say what is usual elsewhere."""
    whole = sum(faces) + weight
    worst, bad, middle, happy = (
        (n + weight * share) / whole for n, share in zip(faces, towards, strict=True)
    )
    return worst, bad, middle, happy

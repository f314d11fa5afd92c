"""How alerts were answered: by kind and by hour, never by person."""

import sqlite3
import statistics
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

FEWEST = 5
"""Below so many alerts a half or nine in ten says nothing."""


class Answering(Struct, frozen=True, kw_only=True):
    """One kind of alert over a span of time."""

    kind: str
    raised: int
    take_half_min: float | None
    """Minutes within which half were taken; none below five taken."""
    take_most_min: float | None
    """Nine in ten."""
    done_half_min: float | None
    done_most_min: float | None
    climbed: int
    """Of these, told to somebody beyond the floor."""
    cleared: int
    """Over by themselves."""
    false: int
    """Done as a false alarm."""


_ROWS = """
SELECT kind, raised_at,
    min(CASE WHEN what = 'taken' THEN steps.at END) - raised_at,
    max(CASE WHEN what = 'done' THEN steps.at END) - raised_at,
    max(what = 'climbed'), max(what = 'cleared'), max(outcome = 'false_alarm')
FROM alerts JOIN steps USING (alert)
WHERE raised_at >= ? AND raised_at < ? AND kind <> 'happy'
GROUP BY alert ORDER BY kind
"""


def answering(
    connection: sqlite3.Connection, since: int, until: int
) -> list[Answering]:
    """Each kind of alert raised in [since, until) in ms."""
    kinds: dict[str, list[tuple[int | None, ...]]] = {}
    for kind, *row in connection.execute(_ROWS, (since, until)):
        kinds.setdefault(kind, []).append(tuple(row))
    return [_one(kind, rows) for kind, rows in kinds.items()]


def _one(kind: str, rows: list[tuple[int | None, ...]]) -> Answering:
    took = [row[1] for row in rows if row[1] is not None]
    done = [row[2] for row in rows if row[2] is not None]
    return Answering(
        kind=kind,
        raised=len(rows),
        take_half_min=_within(took, 50),
        take_most_min=_within(took, 90),
        done_half_min=_within(done, 50),
        done_most_min=_within(done, 90),
        climbed=sum(bool(row[3]) for row in rows),
        cleared=sum(bool(row[4]) for row in rows),
        false=sum(bool(row[5]) for row in rows),
    )


def _within(waits_ms: list[int], percent: int) -> float | None:
    """Minutes within which so many percent lie; none below five."""
    if len(waits_ms) < FEWEST:
        return None
    cuts = statistics.quantiles(waits_ms, n=100, method="inclusive")
    return round(cuts[percent - 1] / 60_000, 1)


def by_hour(
    connection: sqlite3.Connection, since: int, zone: ZoneInfo
) -> list[tuple[int, int, float | None]]:
    """Hour of the shop's day, alerts raised in it, minutes to half of the takes."""
    hours: dict[int, list[int | None]] = {}
    for _, raised, took, *_ in connection.execute(_ROWS, (since, 1 << 62)):
        hour = datetime.fromtimestamp(raised / 1000, zone).hour
        hours.setdefault(hour, []).append(took)
    return [
        (hour, len(waits), _within([w for w in waits if w is not None], 50))
        for hour, waits in sorted(hours.items())
    ]

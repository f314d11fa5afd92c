"""How many customers say that what came of their call helped: never by person."""

import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from hub.figures.intervals import Interval, wilson

FEWEST = 5
"""Below so many answers a share says nothing."""


class Recovered(Struct, frozen=True):
    """Calls that a colleague answered, and what their customers say."""

    done: int
    asked: int
    """Of these, the customer was still there to be asked."""
    answered: int
    """Of these, said yes or not really."""
    yes: int

    @property
    def share(self) -> float | None:
        """The recovery rate, 0 to 1; none below five answers."""
        return None if self.answered < FEWEST else self.yes / self.answered

    @property
    def interval(self) -> Interval | None:
        """Its 95 % interval; none below five answers."""
        return None if self.answered < FEWEST else wilson(self.yes, self.answered)


_ROWS = """
SELECT what_for, calls.at, recoveries.answer
FROM calls JOIN alerts USING (alert) LEFT JOIN recoveries USING (help)
WHERE calls.at >= ? AND calls.at < ? AND calls.state = 'done'
"""
Row = tuple[str, int, str | None]


def recovered(
    connection: sqlite3.Connection, since: int, until: int, zone: ZoneInfo
) -> tuple[Recovered, dict[str, Recovered], dict[int, Recovered]]:
    """Calls made in [since, until) in ms: all, by what for, by hour of the shop's day.

    An hour stands there as soon as it has an answered call; nobody is named in any.
    """
    rows: list[Row] = connection.execute(_ROWS, (since, until)).fetchall()
    kinds: dict[str, list[Row]] = {}
    hours: dict[int, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row[0], []).append(row)
        hour = datetime.fromtimestamp(row[1] / 1000, zone).hour
        hours.setdefault(hour, []).append(row)
    return (
        _sum(rows),
        {kind: _sum(some) for kind, some in sorted(kinds.items())},
        {hour: _sum(some) for hour, some in sorted(hours.items())},
    )


def _sum(rows: list[Row]) -> Recovered:
    answers = [row[2] for row in rows if row[2] is not None]
    yes = answers.count("yes")
    return Recovered(len(rows), len(answers), yes + answers.count("not_really"), yes)

"""What the last hours held, by the minute: read by rules that look at a window.

Kept in the transaction that stores the events, so no process has to remember them.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from hub.alerts.rules import Counts
from hub.store import own_themes

MINUTE_MS = 60_000
KEEP_MIN = 180
THEME = "theme:"

Key = tuple[int, int, str, str]
"""touchpoint, minute, what, language"""
Windows = dict[int, dict[int, dict[str, Counts]]]
"""Counts by touchpoint, length in minutes and language."""


def add(connection: sqlite3.Connection, counted: Counter[Key]) -> None:
    """Add what a batch held (or take it back: below none nothing goes)."""
    connection.executemany(
        "INSERT INTO minute_counts VALUES (?, ?, ?, ?, max(0, ?))"
        " ON CONFLICT DO UPDATE SET n = max(0, n + ?5)",
        [(*key, n) for key, n in counted.items() if n],
    )


def windows(
    connection: sqlite3.Connection,
    touchpoints: Iterable[int],
    lengths: Sequence[int],
    now: int,
) -> Windows:
    """The last minutes of some touchpoints; the one that runs is the last of them.

    `lengths` are in minutes; all are read in one go.
    """
    wanted = list(touchpoints)
    last = now // MINUTE_MS
    sums = ", ".join("sum(n * (minute > ?))" for _ in lengths)
    rows = connection.execute(
        f"SELECT touchpoint, language, what, {sums} FROM minute_counts"
        f" WHERE touchpoint IN ({','.join('?' * len(wanted))})"
        " AND minute > ? AND minute <= ? GROUP BY touchpoint, language, what",
        (*(last - n for n in lengths), *wanted, last - max(lengths), last),
    )
    found: Windows = {
        touchpoint: {length: {} for length in lengths} for touchpoint in wanted
    }
    for touchpoint, language, what, *numbers in rows:
        for length, n in zip(lengths, numbers, strict=True):
            if n:
                spoken = found[touchpoint][length]
                put(spoken.setdefault(language, Counts(themes={})), what, n)
    return found


def by_minute(
    connection: sqlite3.Connection, after: int, last: int, languages: Sequence[str]
) -> dict[int, dict[int, Counts]]:
    """Counts by touchpoint and minute, in this order.

    `languages` are all where none is named; `de-AT` counts as `de` too.
    """
    marks = ",".join("?" * len(languages))
    spoken = (
        f" AND (language IN ({marks}) OR"
        f" substr(language, 1, instr(language || '-', '-') - 1) IN ({marks}))"
    )
    rows = connection.execute(
        "SELECT touchpoint, minute, what, sum(n) FROM minute_counts"
        f" WHERE minute > ? AND minute <= ?{spoken if languages else ''}"
        " GROUP BY touchpoint, minute, what",
        (after, last, *languages, *languages),
    )
    found: dict[int, dict[int, Counts]] = {}
    for touchpoint, minute, what, n in rows:
        here = found.setdefault(touchpoint, {})
        counts = here.get(minute)
        if counts is None:
            counts = here[minute] = Counts(themes={})
        put(counts, what, n)
    return found


def put(counts: Counts, what: str, n: int) -> None:
    """Add a number under its name."""
    if what == "happy":
        counts.happy += n
    elif what == "middle":
        counts.middle += n
    elif what == "unhappy":
        counts.unhappy += n
    elif what == "worst":
        counts.worst += n
    elif n:
        theme = what.removeprefix(THEME)
        counts.themes[theme] = counts.themes.get(theme, 0) + n


def forget(connection: sqlite3.Connection, now: int) -> None:
    """Let minutes go that no rule looks at any more."""
    connection.execute(
        "DELETE FROM minute_counts WHERE minute < ?", (now // MINUTE_MS - KEEP_MIN,)
    )


def usual(
    connection: sqlite3.Connection,
    touchpoint: int,
    theme: str,
    minutes: int,
    hours: tuple[int, int],
) -> float:
    """How often unhappy customers name a theme in so many minutes on other days.

    `hours` are the shop's hours (see `calendar`) from and to which the past is read;
    only hours with answers count, so a closed shop makes nothing rarer.
    """
    (opened,) = connection.execute(
        "SELECT count(DISTINCT hour) FROM hour_moods"
        " WHERE hour >= ? AND hour < ? AND touchpoint = ?",
        (*hours, touchpoint),
    ).fetchone()
    (named,) = connection.execute(
        "SELECT coalesce(sum(n), 0) FROM day_facts WHERE day >= ? AND day < ?"
        " AND touchpoint = ? AND mood = 'unhappy' AND what = ?",
        (hours[0] // 24, hours[1] // 24, touchpoint, f"reason:{theme}"),
    ).fetchone()
    days = (hours[0] // 24, hours[1] // 24)
    named += own_themes.usual(connection, touchpoint, theme, days)
    return named * minutes / 60 / opened if opened else 0.0

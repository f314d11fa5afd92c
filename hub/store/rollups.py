"""Counts by quarter of an hour, kept in the transaction that stores the events.

Beside them stand counts by the shop's own days and hours, which the owner's page reads:
over 90 days of a busy shop they are a tenth of the rows.
"""

import sqlite3
from collections import Counter

from contract.events import Comment, Event, Help, Outcome, Rating, Reasons
from hub.figures.csat import mood_of
from hub.store import calendar, minutes

SLOT_MS = 15 * 60_000
MOODS = ("happy", "middle", "unhappy", "played")


def slot(at: int) -> int:
    """The quarter of an hour that a time lies in."""
    return at // SLOT_MS


def counted_as(event: Event) -> list[str]:
    """Under which names an event is counted; ratings are counted as answers too."""
    if isinstance(event, Outcome):
        return [event.type, f"{event.type}:{event.how}"]
    if isinstance(event, Reasons):
        return [
            event.type,
            *(f"{event.type}:{choice}" for choice in set(event.choices)),
        ]
    if isinstance(event, Comment) and event.correction is not None:
        return [f"{event.type}:correction"] if event.text is None else [event.type]
    if isinstance(event, Help):
        return [f"{event.type}:withdrawn" if event.withdrawn else event.type]
    return [event.type]


AnswerKey = tuple[int, int, str, str, int, int, bool]
"""slot, touchpoint, question, language, scale, value, flagged"""
FactKey = tuple[int, int, str, str, str]
"""slot, touchpoint, language, mood, what"""


def answer_key(at: int, touchpoint: int, rating: Rating) -> AnswerKey:
    """Where an answer is counted."""
    return (
        slot(at),
        touchpoint,
        rating.question,
        rating.language,
        rating.scale,
        rating.value,
        rating.misuse is not None,
    )


class Tally:
    """What a batch adds to the counts; written once at its end."""

    def __init__(self, live_after: int | None = None) -> None:
        """Also by the minute what is made after `live_after` (ms); none: nothing."""
        self._live_after = live_after
        self._minutes: Counter[minutes.Key] = Counter()
        self._events: Counter[tuple[int, int, str]] = Counter()
        self._answers: Counter[AnswerKey] = Counter()
        self._facts: Counter[FactKey] = Counter()

    def event(self, at: int, touchpoint: int, event: Event, by: int = 1) -> None:
        """Count an event (or take it back with -1)."""
        quarter = slot(at)
        for what in counted_as(event):
            self._events[quarter, touchpoint, what] += by

    def answer(self, key: AnswerKey, by: int = 1) -> None:
        """Count an answer (or take it back with -1)."""
        self._answers[key] += by

    def fact(self, key: FactKey, by: int = 1) -> None:
        """Count what a visit told (or take it back with -1)."""
        self._facts[key] += by

    def moment(
        self, at: int, touchpoint: int, language: str, what: str, by: int = 1
    ) -> None:
        """Count a mood or a theme by its minute, unless it comes too late for rules."""
        if self._live_after is not None and (at >= self._live_after or by < 0):
            self._minutes[touchpoint, at // minutes.MINUTE_MS, what, language] += by

    def write_minutes(self, connection: sqlite3.Connection) -> None:
        """Add what rules look at; before they do, and once."""
        if self._minutes:
            minutes.add(connection, self._minutes)

    def write(self, connection: sqlite3.Connection) -> None:
        """Add all to the store's counts."""
        connection.executemany(
            "INSERT INTO event_counts VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(*key, n) for key, n in self._events.items() if n],
        )
        connection.executemany(
            "INSERT INTO answer_counts VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(*key, n) for key, n in self._answers.items() if n],
        )
        connection.executemany(
            "INSERT INTO fact_counts VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(*key, n) for key, n in self._facts.items() if n],
        )
        self._write_days(connection)

    def _write_days(self, connection: sqlite3.Connection) -> None:
        """The same by the shop's days; not before the store knows the time zone."""
        zone = calendar.zone_of(connection)
        if zone is None or not (self._answers or self._facts):
            return
        slots = {key[0] for key in self._answers} | {key[0] for key in self._facts}
        hours = {quarter: calendar.local_hour(quarter, zone) for quarter in slots}
        moods: Counter[tuple[int, int, str, str, str]] = Counter()
        for key, n in self._answers.items():
            quarter, touchpoint, question, language, scale, value, flagged = key
            mood = "played" if flagged else mood_of(scale, value)
            moods[hours[quarter], touchpoint, language, question, mood] += n
        days: Counter[tuple[int, int, str, str, str]] = Counter()
        for (quarter, touchpoint, language, mood, what), n in self._facts.items():
            day = calendar.day_of(hours[quarter])
            days[day, touchpoint, language, mood, what] += n
        connection.executemany(
            "INSERT INTO hour_moods VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(*key, n) for key, n in moods.items() if n],
        )
        connection.executemany(
            "INSERT INTO day_facts VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(*key, n) for key, n in days.items() if n],
        )

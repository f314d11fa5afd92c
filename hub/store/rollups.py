"""Counts by quarter of an hour, kept in the transaction that stores the events."""

import sqlite3
from collections import Counter

from contract.events import Event, Help, Outcome, Rating, Reasons

SLOT_MS = 15 * 60_000


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
    if isinstance(event, Help):
        return [f"{event.type}:withdrawn" if event.withdrawn else event.type]
    return [event.type]


AnswerKey = tuple[int, int, str, str, int, int, bool]
"""slot, touchpoint, question, language, scale, value, flagged"""


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

    def __init__(self) -> None:
        self._events: Counter[tuple[int, int, str]] = Counter()
        self._answers: Counter[AnswerKey] = Counter()

    def event(self, at: int, touchpoint: int, event: Event, by: int = 1) -> None:
        """Count an event (or take it back with -1)."""
        quarter = slot(at)
        for what in counted_as(event):
            self._events[quarter, touchpoint, what] += by

    def answer(self, key: AnswerKey, by: int = 1) -> None:
        """Count an answer (or take it back with -1)."""
        self._answers[key] += by

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

"""The window: rows that were sent and have no receipt yet, and when each goes again."""

import random
from collections.abc import Iterable, KeysView
from typing import Final

from msgspec import Struct

from device.settings import Uplink

MOST: Final = (500, 495, 490, 470, 450)
"""By priority: a row goes while fewer than this wait for receipts, so that a call for
help finds room however many other rows are on their way."""


class Flight(Struct):
    """One row on its way."""

    id: str
    """The event's id."""
    sent_at: float
    """When it was published, by the monotonic clock."""
    due_at: float
    """When it goes again."""
    tries: int = 1
    """How often it was sent in vain, and this once."""
    answered: bool = False
    """True once the broker answered; that is not a receipt."""


class Window:
    """What is on its way; forgets everything when the connection ends."""

    def __init__(self, pace: Uplink) -> None:
        self._pace = pace
        self._flights: dict[int, Flight] = {}
        self._by_id: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._flights)

    def sequences(self) -> KeysView[int]:
        """The rows on their way."""
        return self._flights.keys()

    def sent(self, sequence: int, id: str, now: float) -> None:
        """This row was published, perhaps again."""
        before = self._flights.get(sequence)
        tries = before.tries + 1 if before is not None else 1
        self._flights[sequence] = Flight(id, now, now + self._patience_s(tries), tries)
        self._by_id[id] = sequence

    def answered(self, sequence: int) -> None:
        """The broker has it."""
        flight = self._flights.get(sequence)
        if flight is not None:
            flight.answered = True

    def landed(self, ids: Iterable[str], now: float) -> list[int]:
        """The hub has these; the others go soon again if they were tried in vain."""
        landed = [self._by_id[id] for id in ids if id in self._by_id]
        for sequence in landed:
            self.lost(sequence)
        if landed:
            self._hurry(now)
        return landed

    def lost(self, sequence: int) -> None:
        """This row is not on its way any more."""
        flight = self._flights.pop(sequence, None)
        if flight is not None:
            self._by_id.pop(flight.id, None)

    def clear(self) -> None:
        """Nothing is on its way any more."""
        self._flights.clear()
        self._by_id.clear()

    def unanswered(self) -> list[int]:
        """Rows that the broker has not answered, as they were sent."""
        return [
            sequence
            for sequence, flight in self._flights.items()
            if not flight.answered
        ]

    def stuck(self, before: float) -> bool:
        """Is there a row from before then that the broker has not answered?"""
        return any(
            flight.sent_at < before and not flight.answered
            for flight in self._flights.values()
        )

    def overdue(self, now: float) -> list[int]:
        """Rows that the broker has but the hub gave no receipt for in time."""
        return [
            sequence
            for sequence, flight in self._flights.items()
            if flight.due_at <= now and flight.answered
        ]

    def due_at(self) -> float:
        """When the first row may be overdue."""
        return min(
            (f.due_at for f in self._flights.values() if f.answered), default=1e18
        )

    def _hurry(self, now: float) -> None:
        """The hub takes rows again: end long waits."""
        soon = now + self._pace.receipt_timeout_s
        for flight in self._flights.values():
            if flight.tries > 1:
                flight.tries = 1
                flight.due_at = min(flight.due_at, soon)

    def _patience_s(self, tries: int) -> float:
        """How long a receipt is waited for: doubling, with jitter."""
        longest = self._pace.receipt_timeout_max_s
        doubled = self._pace.receipt_timeout_s * 2.0 ** min(tries - 1, 16)
        return min(doubled, longest) * random.uniform(0.8, 1.2)

"""The picture of a second ago, put right by what was seen since.

Who turned out to be a person counts from the first box on, who was hidden is placed
between the sightings around it, and who never came back has left when last seen.
"""

from bisect import bisect_right
from collections import deque
from typing import Final

import numpy as np
from msgspec import Struct

from device.queue.tracks import FORGET_S, Seen

BEHIND_S: Final = 1.0
"""How late a moment is told."""
_EXACT_S: Final = 1e-6


class Person(Struct, frozen=True):
    """Somebody at one moment."""

    id: int
    """A number that stays with the person."""
    x: float
    """Where the feet are, in pixels."""
    y: float
    """Where the feet are, in pixels."""
    height: float
    """How tall in the picture, in pixels."""


class Moment(Struct, frozen=True):
    """Everybody at one moment."""

    at_s: float
    """The frame's time in seconds."""
    people: list[Person]
    """Everybody who was there."""


class _Trail(Struct):
    """Where somebody was seen, oldest first."""

    times: list[float] = []
    feet: list[tuple[float, float, float]] = []
    person: bool = False


class Hindsight:
    """Takes each frame's people at once and tells of each moment a second later."""

    def __init__(self, behind_s: float = BEHIND_S) -> None:
        self._behind_s = behind_s
        self._due: deque[float] = deque()
        self._trails: dict[int, _Trail] = {}

    def add(self, seen: Seen) -> list[Moment]:
        """The moments that are due now, oldest first."""
        self._due.append(seen.at_s)
        self._note(seen)
        moments = []
        while self._due and self._due[0] <= seen.at_s - self._behind_s + _EXACT_S:
            moments.append(self._moment(self._due.popleft()))
        self._forget(seen.at_s)
        return moments

    def rest(self) -> list[Moment]:
        """What was not due yet; for the end of a video."""
        moments = [self._moment(at_s) for at_s in self._due]
        self._due.clear()
        return moments

    def _note(self, seen: Seen) -> None:
        rows = np.flatnonzero(seen.in_view)
        ids, people = seen.ids[rows].tolist(), seen.people[rows].tolist()
        for id, person, box in zip(ids, people, seen.boxes[rows].tolist(), strict=True):
            left, top, right, bottom = box
            trail = self._trails.get(id)
            if trail is None:
                trail = self._trails[id] = _Trail()
            trail.times.append(seen.at_s)
            trail.feet.append(((left + right) / 2, bottom, bottom - top))
            trail.person = person

    def _moment(self, at_s: float) -> Moment:
        people = [
            Person(number, *spot)
            for number, trail in self._trails.items()
            if trail.person and (spot := _spot(trail, at_s)) is not None
        ]
        return Moment(at_s, people)

    def _forget(self, now_s: float) -> None:
        """Drop trails that nothing due or coming can need."""
        oldest = now_s - self._behind_s - FORGET_S
        for number, trail in list(self._trails.items()):
            gone = bisect_right(trail.times, oldest)
            if gone == len(trail.times):
                del self._trails[number]
            elif gone > 1:
                del trail.times[: gone - 1], trail.feet[: gone - 1]


def _spot(trail: _Trail, at_s: float) -> tuple[float, float, float] | None:
    """Where somebody was, between two sightings if need be; none when not there."""
    after = bisect_right(trail.times, at_s + _EXACT_S)
    if after == 0:
        return None
    since_s = at_s - trail.times[after - 1]
    if since_s <= _EXACT_S:
        return trail.feet[after - 1]
    if after == len(trail.times):
        return None
    share = since_s / (trail.times[after] - trail.times[after - 1])
    x, y, height = (
        one + share * (other - one)
        for one, other in zip(trail.feet[after - 1], trail.feet[after], strict=True)
    )
    return x, y, height

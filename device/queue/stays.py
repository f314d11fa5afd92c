"""Who is inside an area since when, told with inertia so that nobody flickers.

Somebody counts as inside after a moment within, and as gone after a moment outside or
lost; a track that breaks inside and begins anew close by is the same person.
"""

import math
from typing import Final

import numpy as np
from msgspec import Struct

from device.queue.hindsight import Moment, Person
from device.queue.tracks import Floats
from device.queue.zones import Area

ENTER_S: Final = 0.5
"""Inside for so long, somebody has come in."""
LEAVE_S: Final = 1.0
"""Outside for so long, somebody has gone."""
LOST_S: Final = 8.0
"""Out of sight for so long, somebody has gone; hidden ones mostly come back sooner."""
REACH: Final = 0.6
"""Own heights (about 1 m) within which a new track may be the one just lost; each
second of being lost adds as much again."""


class Stay(Struct):
    """One person's time in an area."""

    visit: int
    """The stay's own number."""
    person: int
    """The track's number; the latest one where it broke."""
    entered_s: float
    """When the stay began."""
    seen_s: float
    """When the person was last seen inside."""
    x: float
    """Where, in pixels."""
    y: float
    """Where, in pixels."""
    height: float
    """How tall, in pixels."""
    lost: bool = False
    """True while the person is nowhere to be seen."""

    def long_s(self, now_s: float | None = None) -> float:
        """Length of the stay up to `now_s`, or up to the last sight."""
        return (self.seen_s if now_s is None else now_s) - self.entered_s


class Stays:
    """Follows who is inside one area."""

    def __init__(self, area: Area) -> None:
        self.area = area
        """Where; it may be drawn anew while people are inside."""
        self.open: dict[int, Stay] = {}
        """Stays of those inside now, by track number."""
        self.within = 0
        """How many stood inside at the last moment, without inertia."""
        self._coming: dict[int, Stay] = {}
        self._outside: set[int] = set()
        self._visits = 0

    def add(self, moment: Moment, people: list[Person]) -> list[Stay]:
        """Take the next moment, of which `people` matter; returns the stays that ended.

        A stay ends at the last sight inside, not when that became clear.
        """
        spots: Floats = _spots(people)
        inside = self.area.holds(spots).tolist()
        self.within = sum(inside)
        here = {person.id for person in people}
        for number, stay in self.open.items():
            stay.lost = number not in here
        for person, within in zip(people, inside, strict=True):
            if within:
                self._within(person, moment.at_s)
            else:
                self._coming.pop(person.id, None)
                self._outside.add(person.id)
        self._outside &= here
        for number in self._coming.keys() - here:
            if moment.at_s - self._coming[number].seen_s > LEAVE_S:
                del self._coming[number]
        return self._ended(moment.at_s)

    def rest(self) -> list[Stay]:
        """End all stays; for the end of a video."""
        stays = list(self.open.values())
        self.open.clear()
        return stays

    def _within(self, person: Person, at_s: float) -> None:
        stay = self.open.get(person.id) or self._coming.get(person.id)
        if stay is None and person.id not in self._outside:
            stay = self._taken_over(person, at_s)
        if stay is None:
            stay = self._new(person, at_s)
            self._coming[person.id] = stay
        stay.seen_s, stay.lost = at_s, False
        stay.x, stay.y, stay.height = person.x, person.y, person.height
        if person.id in self._coming and stay.long_s() >= ENTER_S:
            self.open[person.id] = self._coming.pop(person.id)

    def _new(self, person: Person, at_s: float) -> Stay:
        self._visits += 1
        return Stay(
            visit=self._visits,
            person=person.id,
            entered_s=at_s,
            seen_s=at_s,
            x=person.x,
            y=person.y,
            height=person.height,
        )

    def _taken_over(self, person: Person, at_s: float) -> Stay | None:
        """The stay of somebody lost close by, who is now known by a new number."""
        near = [
            (away, number)
            for number, stay in self.open.items()
            if stay.lost and (away := _away(stay, person, at_s)) < 1
        ]
        if not near:
            return None
        _, number = min(near)
        stay = self.open.pop(number)
        stay.person = person.id
        self.open[person.id] = stay
        return stay

    def _ended(self, at_s: float) -> list[Stay]:
        ended = [
            number
            for number, stay in self.open.items()
            if at_s - stay.seen_s >= (LOST_S if stay.lost else LEAVE_S)
        ]
        return [self.open.pop(number) for number in ended]


def _away(stay: Stay, person: Person, at_s: float) -> float:
    """Distance from a lost one, 1 being as far as the person may have come."""
    reach = REACH * person.height * (1 + at_s - stay.seen_s)
    return math.hypot(person.x - stay.x, person.y - stay.y) / max(reach, 1.0)


def _spots(people: list[Person]) -> Floats:
    return np.array([(one.x, one.y) for one in people], np.float64).reshape(-1, 2)

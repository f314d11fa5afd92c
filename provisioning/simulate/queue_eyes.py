"""A made-up line as the camera sees it: with the detector's errors as measured.

Measured with YOLOX-nano on a scene of pedestrians (`heed eval queue`, 305 frames): 11 %
of the boxes are missed, most for less than a second; a track gets a new number every
ten person-seconds; now and then somebody is seen where nobody is.
"""

import random
from typing import Final

from device.queue.hindsight import Moment, Person
from device.queue.line import Areas
from device.queue.zones import Area
from provisioning.simulate.queue_world import STEP_S, Customer, State

HEIGHT: Final = 100.0
"""How tall everybody is, in pixels."""
APART: Final = 45.0
"""Pixels between two in the line: 0.75 m."""
NEW_NUMBER: Final = 0.1
"""Chance a second that a track breaks and begins anew."""
HIDDEN: Final = 0.04
"""Chance a second that somebody is hidden for longer than hindsight bridges."""
HIDDEN_S: Final = 2.0
"""For how long on average, in seconds."""
GHOST: Final = 0.01
"""Chance a second that somebody is seen where nobody is."""
GHOST_S: Final = 1.5
"""For how long on average, in seconds."""
JITTER: Final = 4.0
"""Standard deviation of a foot point, in pixels."""
LONGEST_LINE: Final = 40
"""People whom the picture has room for."""
OUTSIDE: Final = -600.0
"""Where those walk who leave."""

WAITING: Final = Area(
    [(0, 0), (LONGEST_LINE * APART, 0), (LONGEST_LINE * APART, 100), (0, 100)]
)
SERVICE: Final = Area([(-400, 0), (-5, 0), (-5, 100), (-400, 100)])


def areas() -> Areas:
    """The zones of the made-up picture."""
    end = LONGEST_LINE * APART
    return Areas(
        waiting=Area([(0, 0), (end, 0), (end, 100), (0, 100)]),
        service=Area([(-400, 0), (-5, 0), (-5, 100), (-400, 100)]),
    )


class Eyes:
    """Turns states of the line into moments, with errors."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._next = 1
        self._tracks: dict[int, int] = {}
        self._hidden: dict[int, float] = {}
        self._ghosts: list[tuple[Person, float]] = []

    def look(self, state: State) -> Moment:
        """What is told of this state."""
        spots = [
            (one, 20 + APART * n) for n, one in enumerate(state.line[:LONGEST_LINE])
        ]
        spots += [(one, -60.0 - 90 * (one.till or 0)) for one in state.served]
        spots += [(one, OUTSIDE) for one in state.leaving]
        seen = [
            person
            for customer, x in spots
            if (person := self._seen(customer, x, state.at_s)) is not None
        ]
        here = {customer.number for customer, _ in spots}
        for numbers in (self._tracks, self._hidden):
            for number in numbers.keys() - here:
                del numbers[number]
        return Moment(state.at_s, seen + self._imagined(state.at_s))

    def _seen(self, customer: Customer, x: float, at_s: float) -> Person | None:
        number, chance = customer.number, self._random.random
        if self._hidden.get(number, 0.0) > at_s:
            return None
        if chance() < HIDDEN * STEP_S:
            self._hidden[number] = at_s + self._random.expovariate(1 / HIDDEN_S)
            return None
        if number not in self._tracks or chance() < NEW_NUMBER * STEP_S:
            self._tracks[number] = self._number()
        return self._person(self._tracks[number], x)

    def _person(self, number: int, x: float) -> Person:
        off = self._random.gauss
        return Person(number, x + off(0, JITTER), 50 + off(0, JITTER), HEIGHT)

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _imagined(self, at_s: float) -> list[Person]:
        if self._random.random() < GHOST * STEP_S:
            x = self._random.uniform(0, LONGEST_LINE * APART)
            until_s = at_s + self._random.expovariate(1 / GHOST_S)
            self._ghosts.append((self._person(self._number(), x), until_s))
        self._ghosts = [one for one in self._ghosts if one[1] > at_s]
        return [person for person, _ in self._ghosts]

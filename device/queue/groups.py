"""Who came together: people who stand and move together wait as one unit.

Neighbours in a line stand close too, but they did not come in at the same time.
"""

import itertools
import math
from collections.abc import Collection
from typing import Final

from device.queue.stays import Stay

TOGETHER_S: Final = 2.0
"""A group's members come in within so many seconds of each other."""
CLOSE: Final = 0.6
"""Own heights (about 1 m) that they stand apart at most."""
MOSTLY: Final = 0.8
"""Share of their time in the area that they are that close."""
SURE_S: Final = 4.0
"""Seconds together before that can be told."""


class Units:
    """Those who wait, each alone or in a group, from moment to moment."""

    def __init__(self) -> None:
        self._shared: dict[tuple[int, int], tuple[float, float]] = {}
        self._units: dict[int, set[int]] = {}

    @property
    def waiting(self) -> int:
        """How many units wait."""
        return len({id(unit) for unit in self._units.values()})

    def near(self, inside: Collection[Stay], passed_s: float) -> None:
        """Learn who stands together, `passed_s` after the last time."""
        pairs = {}
        for one, other in itertools.combinations(inside, 2):
            if abs(one.entered_s - other.entered_s) > TOGETHER_S:
                continue
            pair = (min(one.visit, other.visit), max(one.visit, other.visit))
            close_s, all_s = self._shared.get(pair, (0.0, 0.0))
            apart = math.hypot(one.x - other.x, one.y - other.y)
            near = apart <= CLOSE * max(one.height, other.height)
            pairs[pair] = (close_s + passed_s * near, all_s + passed_s)
        self._shared = pairs

    def join(self, waiters: Collection[int]) -> int:
        """Take who waits now, by visit; returns how many more units came.

        Below 0 where two who were taken for strangers turn out to be together.
        """
        before = self.waiting
        for visit in waiters:
            self._units.setdefault(visit, {visit})
        for pair, (close_s, all_s) in self._shared.items():
            if all_s >= SURE_S and close_s >= MOSTLY * all_s:
                self._merge(*pair)
        return self.waiting - before

    def leave(self, visit: int) -> bool:
        """Somebody leaves; true if the last of the unit, or of none that waited."""
        unit = self._units.pop(visit, {visit})
        unit.discard(visit)
        return not unit

    def _merge(self, one: int, other: int) -> None:
        units = self._units
        if one not in units or other not in units or units[one] is units[other]:
            return
        units[one] |= units[other]
        for visit in units[other]:
            units[visit] = units[one]

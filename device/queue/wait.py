"""How long someone joining now would wait, by Little's law, with its band.

Little's law (Little 1961): people in a place are the rate at which they leave it times
the time each spends there. At the till it gives the mean service time from
person-seconds over departures, and then how fast the line moves from how many are being
served now. Where the picture shows no till, the line's own departures give that rate.
Tracks break, so their lengths are not used.
"""

import math
from typing import Final

from msgspec import Struct

SERVICE_MEMORY_S: Final = 5400.0
"""Seconds after which a service counts for 1/e: they change little over a day."""
LINE_MEMORY_S: Final = 600.0
"""The same for departures where no till is seen: tills open and close."""
SMOOTH_S: Final = 5.0
"""Counts flicker: they are averaged over about so long."""
SERVED_SMOOTH_S: Final = 45.0
"""The same for those being served: between two there is a gap."""
FEWEST: Final = 15.0
"""Departures (weighed) below which nothing is said."""
SPREAD: Final = 0.6
"""Standard deviation of a service, as a share of its mean."""
UNKNOWN: Final = 0.15
"""The rest of what is not known, as a share: who gives up, tills that open."""
MISSED: Final = 0.03
"""Part of the people in a line that are not counted: measured with YOLOX-nano."""
Z80: Final = 1.2816
"""Standard deviations that hold 80 % of a normal distribution."""


class Estimate(Struct, frozen=True):
    """A wait in seconds."""

    wait_s: float
    """As likely longer as shorter: the median, which is the least wrong on average."""
    low_s: float
    """Shorter in one case of ten."""
    high_s: float
    """Longer in one case of ten."""


class Moved(Struct, frozen=True, kw_only=True):
    """Who moved on in a short time."""

    parted: int
    """Left the line, in whatever way."""
    gave_up: int = 0
    """Of those, left unserved."""
    serving: int | None = None
    """Are being served now; none where no till is seen."""
    done: int = 0
    """Were done at the till."""


class _Fading:
    """Amounts over time, the older the less they count."""

    def __init__(self, memory_s: float) -> None:
        self._memory_s = memory_s
        self.person_s = 0.0
        self.departures = 0.0

    def add(self, passed_s: float, people: float, departures: int) -> None:
        """Take what happened in `passed_s`."""
        kept = math.exp(-passed_s / self._memory_s)
        self.person_s = self.person_s * kept + people * passed_s
        self.departures = self.departures * kept + departures

    def each_s(self) -> float:
        """Seconds a departure: Little's law."""
        return self.person_s / self.departures


class Wait:
    """Learns how fast a line moves and tells what somebody new would wait."""

    def __init__(self) -> None:
        self._line = _Fading(LINE_MEMORY_S)
        self._till = _Fading(SERVICE_MEMORY_S)
        self._gave_up = _Fading(SERVICE_MEMORY_S)
        self._waiting: float | None = None
        self._served = 0.0
        self._serving = 0

    def add(self, passed_s: float, waiting: int, moved: Moved) -> None:
        """Take what happened in `passed_s`; `waiting` wait at its end."""
        if passed_s <= 0:
            return
        if self._waiting is None:
            self._waiting = float(waiting)
        self._waiting += _fresh(passed_s, SMOOTH_S) * (waiting - self._waiting)
        if waiting or moved.parted:
            self._line.add(passed_s, 1.0, moved.parted)
        if moved.serving is not None:
            self._serving = moved.serving
            self._gave_up.add(passed_s, waiting, moved.gave_up)
            self._till.add(passed_s, moved.serving, moved.done)
            if waiting:
                fresh = _fresh(passed_s, SERVED_SMOOTH_S)
                self._served += fresh * (moved.serving - self._served)

    def now(self) -> Estimate | None:
        """The wait of somebody joining now; none where too little was seen."""
        known = self._between_s()
        if self._waiting is None or known is None:
            return None
        between_s, departures = known
        if self._waiting < 0.5 and self._serving < self._served - 0.5:
            return Estimate(0.0, 0.0, between_s)
        # Whoever is being served now is half done, more or less.
        steps = self._waiting / (1 - MISSED) + (1 + SPREAD**2) / 2
        wait_s = self._with_some_giving_up(steps * between_s)
        doubt = math.sqrt(SPREAD**2 * (1 / steps + 1 / departures) + UNKNOWN**2)
        # Log-normal: never below 0, and longer tails above.
        spread = math.sqrt(math.log(1 + doubt**2))
        middle = wait_s / math.sqrt(1 + doubt**2)
        return Estimate(
            middle, middle * math.exp(-Z80 * spread), middle * math.exp(Z80 * spread)
        )

    def _with_some_giving_up(self, wait_s: float) -> float:
        """The wait where those in front lose patience at the rate seen.

        A line of n that moves at rate m and loses t·n is gone after ln(1 + t·n/m)/t.
        """
        if self._gave_up.departures < 1 or self._gave_up.person_s <= 0:
            return wait_s
        rate = self._gave_up.departures / self._gave_up.person_s
        return math.log1p(rate * wait_s) / rate

    def _between_s(self) -> tuple[float, float] | None:
        """Seconds between two departures while somebody waits, and from how many."""
        if self._till.departures >= FEWEST and self._served >= 0.5:
            return self._till.each_s() / self._served, self._till.departures
        if self._line.departures >= FEWEST:
            return self._line.each_s(), self._line.departures
        return None


def _fresh(passed_s: float, memory_s: float) -> float:
    """How much a new value counts against the running one."""
    return 1 - math.exp(-passed_s / memory_s)

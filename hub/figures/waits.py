"""How long customers wait, by hour and weekday; pure, from a histogram and sums."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

ENOUGH: Final = 5
"""Below so many customers a figure is not shown."""
BUSY: Final = 0.85
"""Share of the time that a till is busy at most if lines are to stay short."""

Bars = dict[float | None, int]
"""People by the upper edge of their wait in seconds; none: the open end."""


class Waited(Struct, frozen=True):
    """How long a share of the customers waited at most."""

    seconds: float
    """Seconds."""
    over: bool = False
    """True where it was more than that: the last bar has no end."""


def at_most(bars: Bars, share: float) -> Waited | None:
    """Within what time this share of customers was served; none below ENOUGH.

    Within a bar waits are taken as evenly spread.
    """
    people = sum(bars.values())
    if people < ENOUGH:
        return None
    wanted, before, lower = share * people, 0, 0.0
    for edge in sorted(edge for edge in bars if edge is not None):
        inside = bars[edge]
        if inside and before + inside >= wanted:
            part = (wanted - before) / inside
            return Waited(lower + part * (edge - lower))
        before, lower = before + inside, edge
    return Waited(lower, over=True)


def joined(bars: Iterable[Bars]) -> Bars:
    """All bars as one histogram."""
    total: Bars = {}
    for one in bars:
        for edge, people in one.items():
            total[edge] = total.get(edge, 0) + people
    return total


def tills_needed(arrived: int, seen_s: float, service_s: float) -> int | None:
    """Tills that keep a line short: offered load over BUSY (Erlang), rounded up.

    None where too few customers or too little time was seen.
    """
    if arrived < ENOUGH or seen_s <= 0 or service_s <= 0:
        return None
    load = arrived / seen_s * service_s
    return max(1, -int(-load // BUSY))

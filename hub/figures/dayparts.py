"""Parts of the shop's day: as finely as anything made of words is ever told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

PARTS = ("morning", "afternoon", "evening")
BEGIN_H = (0, 12, 17)
"""From which hour on the wall each part is."""


class Cell(Struct, frozen=True, order=True):
    """A day and a part of it, in the shop's time zone."""

    day: int
    """Ordinal of the date."""
    part: int
    """Place among PARTS."""


def cell_of(at: int, zone: ZoneInfo) -> Cell:
    """Where a moment (ms) lies."""
    moment = datetime.fromtimestamp(at / 1000, zone)
    part = max(n for n, hour in enumerate(BEGIN_H) if moment.hour >= hour)
    return Cell(moment.toordinal(), part)

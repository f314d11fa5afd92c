"""A shop's answers cut into parts: days, hours of the week, touchpoints."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from statistics import NormalDist
from typing import TypeVar

from msgspec import Struct

from hub.figures.csat import FEWEST, Csat, csat, hidden
from hub.figures.intervals import wilson
from hub.figures.periods import HOURS, Period

K = TypeVar("K", bound=Hashable)


class Part(Struct, frozen=True):
    """One part and how happy it was."""

    csat: Csat
    withheld: bool
    """True where the share must not be shown."""

    @property
    def share(self) -> float | None:
        """The share that may be shown."""
        return None if self.withheld else self.csat.share

    @property
    def few(self) -> bool:
        """Fewer answers than five, though some."""
        return 0 < self.csat.n < FEWEST

    def clearly(self, whole: Csat, among: int) -> str:
        """above, below, or nothing sure, against the share of the whole.

        Of many parts some stand out by mere chance. So the more there are, the wider
        the interval that must leave the whole out (Bonferroni, 5 % for all together).
        """
        if self.share is None or whole.share is None:
            return ""
        z = NormalDist().inv_cdf(1 - 0.025 / among)
        low, high = wilson(self.csat.happy, self.csat.n, z)
        if low > whole.share:
            return "above"
        return "below" if high < whole.share else ""


def cut(
    counts: Iterable[tuple[int, str, int]],
    keys: Sequence[K],
    key: Callable[[int], K],
) -> dict[K, Part]:
    """Answers (place, mood, n) by `key(place)`, in the order of `keys`."""
    moods: dict[K, Counter[str]] = {each: Counter() for each in keys}
    for place, mood, n in counts:
        found = moods.get(key(place))
        if found is not None:
            found[mood] += n
    each = [csat(counted) for counted in moods.values()]
    secret = hidden([one.n for one in each])
    parts = [Part(one, place in secret) for place, one in enumerate(each)]
    return dict(zip(moods, parts, strict=True))


def by_day(
    counts: Iterable[tuple[int, str, int]], period: Period
) -> dict[tuple[date, date], Part]:
    """Answers by hour as days, or weeks where there are many days."""
    parts = list(period.parts())
    place = {
        day: (first, last)
        for first, last in parts
        for day in range(first.toordinal(), last.toordinal() + 1)
    }
    nowhere = (date.min, date.min)
    return cut(counts, parts, lambda hour: place.get(hour // HOURS, nowhere))


def by_hour_of_week(
    counts: Iterable[tuple[int, str, int]],
) -> dict[tuple[int, int], Part]:
    """Answers by hour as weekdays (0 is Monday) and hours of the day."""
    week = [(weekday, hour) for weekday in range(7) for hour in range(HOURS)]
    # Day 1 of the calendar, 1 January of year 1, was a Monday.
    return cut(counts, week, lambda hour: ((hour // HOURS - 1) % 7, hour % HOURS))

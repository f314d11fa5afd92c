"""The days that are looked at, and the days before that they are held against."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

HOURS = 24
WEEKS = 4
"""A week or less is held against the same weekdays of four weeks."""
LONGEST_BY_DAY = 92
"""Longer periods are shown by week."""


class Hours(Struct, frozen=True):
    """A span of the shop's hours, each 24 × the date's ordinal + the hour."""

    first: int
    end: int


class Period(Struct, frozen=True):
    """Days of the shop, the last one among them."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def by_week(self) -> bool:
        """Too long to be shown day by day?"""
        return self.days > LONGEST_BY_DAY

    def hours(self) -> Hours:
        """The period as hours."""
        return Hours(
            HOURS * self.first.toordinal(), HOURS * (self.last.toordinal() + 1)
        )

    def so_far(self, now: datetime) -> Hours:
        """The period up to the last full hour."""
        whole = self.hours()
        return Hours(whole.first, min(whole.end, hour_of(now)))

    @property
    def step(self) -> int:
        """How many days back the days before lie: whole weeks, so weekdays match."""
        return 7 * -(-self.days // 7)

    @property
    def times(self) -> int:
        """How many such spans make the usual."""
        return WEEKS if self.days <= 7 else 1

    @property
    def needed(self) -> int:
        """How many of them must tell before anything is called usual."""
        return 3 if self.days <= 7 else 1

    def usual(self, now: datetime) -> list[Hours]:
        """The same hours of the weeks before, the latest first."""
        part = self.so_far(now)
        back = [HOURS * self.step * times for times in range(1, self.times + 1)]
        return [Hours(part.first - hours, part.end - hours) for hours in back]

    def usual_from(self, first: date) -> date:
        """When there will be a usual, for a shop that began on that day."""
        return first + timedelta(days=self.days - 1 + self.step * self.needed)

    def parts(self) -> Iterator[tuple[date, date]]:
        """First and last day of each part that is shown: days, or weeks from Monday."""
        day = self.first
        while day <= self.last:
            end = day + timedelta(days=6 - day.weekday()) if self.by_week else day
            yield day, min(end, self.last)
            day = end + timedelta(days=1)


def hour_of(moment: datetime) -> int:
    """The number of the hour that a moment in the shop lies in."""
    return HOURS * moment.toordinal() + moment.hour


def in_shop(now_ms: int, zone: ZoneInfo) -> datetime:
    """Clock and date in the shop."""
    return datetime.fromtimestamp(now_ms / 1000, zone)

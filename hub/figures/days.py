"""The shop's days: from midnight to midnight in its own time zone.

A day may last 23 or 25 hours where clocks change, and midnight may be skipped; the
first moment of a local date is the start of its day.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local_day(now_ms: int, zone: ZoneInfo) -> date:
    """The date in the shop."""
    return datetime.fromtimestamp(now_ms / 1000, zone).date()


def start_of(day: date, zone: ZoneInfo) -> int:
    """The first moment of a local date, ms since 1970 UTC."""
    midnight = datetime.combine(day, time.min, zone)
    return _ms(midnight)


def same_moment(now_ms: int, day: date, zone: ZoneInfo) -> int:
    """When clocks showed on another date what they show now, ms since 1970 UTC."""
    clock = datetime.fromtimestamp(now_ms / 1000, zone).time()
    return _ms(datetime.combine(day, clock, zone))


def weeks_before(day: date, weeks: int) -> list[date]:
    """The same weekday in each of the weeks before, the latest first."""
    return [day - timedelta(weeks=back) for back in range(1, weeks + 1)]


def _ms(moment: datetime) -> int:
    return round(moment.astimezone(UTC).timestamp() * 1000)

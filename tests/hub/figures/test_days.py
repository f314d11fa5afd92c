"""The shop's days where clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.figures.days import local_day, same_moment, start_of, weeks_before

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Dublin",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
    ]
)
HOUR = 3_600_000


def utc(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_a_summer_day_begins_before_utc_midnight() -> None:
    dublin = ZoneInfo("Europe/Dublin")
    assert start_of(date(2026, 6, 17), dublin) == utc("2026-06-16T23:00")
    assert local_day(utc("2026-06-16T23:30"), dublin) == date(2026, 6, 17)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)]
)
def test_days_of_clock_changes_are_shorter_and_longer(day: date, hours: int) -> None:
    dublin = ZoneInfo("Europe/Dublin")
    lasts = start_of(day + timedelta(days=1), dublin) - start_of(day, dublin)
    assert lasts == hours * HOUR


def test_a_midnight_that_clocks_skip_still_starts_a_day() -> None:
    havana = ZoneInfo("America/Havana")
    assert start_of(date(2024, 3, 10), havana) == utc("2024-03-10T05:00")


def test_the_same_time_last_week_follows_the_clock_on_the_wall() -> None:
    dublin = ZoneInfo("Europe/Dublin")
    noon = utc("2026-04-01T11:00")
    assert same_moment(noon, date(2026, 3, 25), dublin) == utc("2026-03-25T12:00")


def test_the_same_weekdays_are_whole_weeks_apart() -> None:
    assert weeks_before(date(2026, 6, 17), 2) == [date(2026, 6, 10), date(2026, 6, 3)]


@given(ZONES, st.integers(utc("2000-01-01"), utc("2060-01-01")))
def test_every_moment_lies_in_its_day_which_starts_on_a_quarter(
    name: str, now: int
) -> None:
    zone = ZoneInfo(name)
    day = local_day(now, zone)
    assert start_of(day, zone) <= now < start_of(day + timedelta(days=1), zone)
    assert start_of(day, zone) % 900_000 == 0

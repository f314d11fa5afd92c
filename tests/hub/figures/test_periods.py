"""The days looked at, and the days before that they are held against."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.figures.parts import by_day, by_hour_of_week
from hub.figures.periods import HOURS, Period, hour_of

NOON = datetime(2026, 6, 17, 12, 30)  # a Wednesday
TODAY = NOON.date()
periods = st.builds(
    lambda first, days: Period(first, first + timedelta(days=days)),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.integers(0, 730),
)


def test_a_day_is_held_against_the_same_weekday_up_to_the_same_hour() -> None:
    spans = Period(TODAY, TODAY).usual(NOON)
    assert len(spans) == 4
    first = date.fromordinal(spans[0].first // HOURS)
    assert first == date(2026, 6, 10)
    assert spans[0].end - spans[0].first == 12


def test_a_month_is_held_against_the_five_weeks_before() -> None:
    (span,) = Period(date(2026, 5, 19), TODAY).usual(NOON)
    assert date.fromordinal(span.first // HOURS) == date(2026, 4, 14)


def test_a_past_period_is_held_against_whole_days() -> None:
    spans = Period(date(2026, 6, 1), date(2026, 6, 7)).usual(NOON)
    assert {span.end - span.first for span in spans} == {7 * HOURS}


@given(periods)
def test_days_before_have_the_same_weekdays_and_do_not_overlap(period: Period) -> None:
    whole = period.hours()
    for span in period.usual(datetime(2030, 1, 1)):
        assert (whole.first - span.first) % (7 * HOURS) == 0
        assert span.end <= whole.first


@given(periods)
def test_parts_cover_each_day_once(period: Period) -> None:
    days = [
        day
        for first, last in period.parts()
        for day in range(first.toordinal(), last.toordinal() + 1)
    ]
    assert days == list(range(period.first.toordinal(), period.last.toordinal() + 1))


@given(periods, st.integers(0, 23))
def test_an_answer_is_in_the_part_of_its_day_and_hour(
    period: Period, hour: int
) -> None:
    at = hour_of(datetime.combine(period.last, datetime.min.time())) + hour
    counts = [(at, "happy", 7)]
    days = by_day(counts, period)
    ((first, last),) = [span for span, part in days.items() if part.csat.n]
    assert first <= period.last <= last
    week = by_hour_of_week(counts)
    assert week[period.last.weekday(), hour].csat.n == 7

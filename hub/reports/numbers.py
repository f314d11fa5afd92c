"""All counts that the owner's page is made of, read once for a choice of days."""

import sqlite3
from collections import Counter
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from hub.figures.csat import Csat, csat, usual_number
from hub.figures.days import start_of
from hub.figures.periods import HOURS, Period
from hub.figures.shares import answered_of, total
from hub.store import figures, figures_moods, places, settings, sightings
from hub.store.figures import Answered, Scope

PACE_DAYS = 28
IN_TIME_MS = 120_000


class View(Struct, frozen=True):
    """What is looked at, and when."""

    period: Period
    scope: Scope
    now: datetime
    """Clock and date in the shop, with its time zone."""

    @property
    def today(self) -> date:
        """The date in the shop."""
        return self.now.date()

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return cast(ZoneInfo, self.now.tzinfo)


class Numbers(Struct, frozen=True, kw_only=True):
    """Counts of a period, and of the same days before it."""

    view: View
    whole: Csat
    """All answers of the period."""
    usual: Csat
    """All answers of the days before that count as usual."""
    so_far: int
    """Answers up to the last full hour."""
    usual_answers: float | None
    """What the days before brought up to the same hour, if it can be said."""
    today: int
    """Today's answers, whatever the period."""
    pace: float
    """Answers a day lately, on days with any."""
    began: date | None
    """Day of the first answer ever."""
    facts: dict[tuple[str, str], int]
    """Reasons and outcomes, by mood and what."""
    facts_before: dict[tuple[str, str], int]
    """Those of the days before."""
    came_near: int
    """How often somebody came near a kiosk that can see it."""
    answered_near: int
    """Visits with an answer at those kiosks."""
    alerts: Answered
    calls: dict[str, int]
    """Calls for help, by state."""
    in_time_ms: int
    """How soon an alert should be answered."""


class Pieces(Struct, frozen=True, kw_only=True):
    """What only the pictures need."""

    hours: list[tuple[int, str, int]]
    """Answers: hour, mood, n."""
    by_touchpoint: list[tuple[int, str, int]]
    """Answers: touchpoint, mood, n."""
    places: dict[int, str]
    """Names of the touchpoints that are looked at."""
    words: dict[str, str]
    """The survey's English wording of reasons, by key, as far as it is known here."""


def read(connection: sqlite3.Connection, view: View) -> Numbers:
    """Read what the figures at the top need."""
    period, scope, now = view.period, view.scope, view.now
    whole, began = period.hours(), _began(connection, scope)
    usual = [
        figures_moods.moods(connection, scope, span.first, span.end)
        for span in period.usual(now)
        if began is not None and span.first >= HOURS * began.toordinal()
    ]
    so_far = period.so_far(now)
    counted = figures_moods.moods(connection, scope, whole.first, whole.end)
    running = figures_moods.moods(connection, scope, so_far.end, whole.end)
    survey = settings.newest(connection)
    in_time = IN_TIME_MS if survey is None else int(1000 * survey.help_timeout_s)
    since = start_of(period.first, view.zone)
    until = start_of(period.last + timedelta(days=1), view.zone)
    days = period.first.toordinal(), period.last.toordinal() + 1
    came_near, answered_near = _near(connection, view, since, until)
    return Numbers(
        view=view,
        whole=csat(counted),
        usual=csat(sum(usual, Counter()) if len(usual) >= period.needed else {}),
        so_far=csat(counted).n - csat(running).n,
        usual_answers=usual_number((csat(each).n for each in usual), period.needed),
        today=_today(connection, scope, now),
        pace=_pace(connection, scope, now),
        began=began,
        facts=figures_moods.facts(connection, scope, *days),
        facts_before=total(
            figures_moods.facts(
                connection, scope, *(day - period.step * times for day in days)
            )
            for times in range(1, period.times + 1)
        ),
        came_near=came_near,
        answered_near=answered_near,
        alerts=figures.alerts(connection, scope, since, until, in_time),
        calls=figures.help_calls(connection, scope, since, until),
        in_time_ms=in_time,
    )


def _near(
    connection: sqlite3.Connection, view: View, since: int, until: int
) -> tuple[int, int]:
    """Who came near kiosks that can see it, and visits with an answer there."""
    near = sightings.passed(connection, view.scope, since, until)
    if not near:
        return 0, 0
    there = structs.replace(view.scope, touchpoints=tuple(near), language=None)
    days = view.period.first.toordinal(), view.period.last.toordinal() + 1
    told = figures_moods.facts(connection, there, *days)
    return sum(near.values()), answered_of(told)[0]


def read_pieces(connection: sqlite3.Connection, view: View) -> Pieces:
    """Read what the pictures need beyond."""
    span, scope = view.period.hours(), view.scope
    hours, by_touchpoint = figures_moods.by_hour_and_touchpoint(
        connection, scope, span.first, span.end
    )
    chosen = scope.touchpoints
    survey = settings.newest(connection)
    reasons = (
        []
        if survey is None
        else [*survey.survey.unhappy_reasons, *survey.survey.happy_reasons]
    )
    return Pieces(
        hours=hours,
        by_touchpoint=by_touchpoint,
        places={
            place.touchpoint: place.name
            for place in places.touchpoints(connection)
            if chosen is None or place.touchpoint in chosen
        },
        words={
            reason.key: reason.label["en"] for reason in reasons if "en" in reason.label
        },
    )


def _began(connection: sqlite3.Connection, scope: Scope) -> date | None:
    hour = figures_moods.first_hour(connection, scope)
    return None if hour is None else date.fromordinal(hour // HOURS)


def _today(connection: sqlite3.Connection, scope: Scope, now: datetime) -> int:
    first = HOURS * now.toordinal()
    return csat(figures_moods.moods(connection, scope, first, first + HOURS)).n


def _pace(connection: sqlite3.Connection, scope: Scope, now: datetime) -> float:
    """Answers a day over the last four weeks, today not among them."""
    end = now.toordinal()
    first = end - PACE_DAYS
    days = figures_moods.days_told(connection, scope, first, end)
    counted = figures_moods.moods(connection, scope, HOURS * first, HOURS * end)
    return csat(counted).n / days if days else 0.0

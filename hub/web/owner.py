"""The owner's page: are customers happier or not, and did we answer them?"""

import sqlite3
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, Response, render_template
from msgspec import Struct

from hub.figures.csat import AnswerCount, Csat, csat, usual_number
from hub.figures.days import local_day, same_moment, start_of, weeks_before
from hub.store import figures as counts
from hub.store.figures import SLOT_MS, Answered
from hub.web import wording
from hub.web.context import here
from hub.web.wording import Face, Figure

blueprint = Blueprint("owner", __name__, url_prefix="/owner")

WEEK_DAYS = 7
USUAL_WEEKS = 4


class Numbers(Struct, frozen=True):
    """All that the page is made of."""

    today: list[AnswerCount]
    """Answers since the shop's midnight."""
    week: Csat
    """The last seven days, today among them."""
    so_far: int
    """Today's answers up to the last full quarter of an hour."""
    usual: float | None
    """What the same weekday brought up to the same time, if it can be said."""
    usual_csat: Csat
    """Those days' answers up to that time, taken together."""
    alerts: Answered
    """Today's alerts."""
    calls: dict[str, int]
    """Today's calls for help, by state."""


class Report(Struct, frozen=True):
    """The page's content in words."""

    figures: list[Figure]
    """The figures, in the order of the page."""
    faces: list[Face]
    """Today's answers by face, the happiest first."""


@blueprint.get("")
def show() -> str:
    """The page; its figures are kept fresh by `figures`."""
    context = here()
    report = _report(context.store.connection(), context.zone, context.now())
    return render_template("owner.html", report=report)


@blueprint.get("/figures")
def figures() -> Response:
    """The page's figures as JSON."""
    context = here()
    report = _report(context.store.connection(), context.zone, context.now())
    return Response(msgspec.json.encode(report), mimetype="application/json")


def _report(connection: sqlite3.Connection, zone: ZoneInfo, now: int) -> Report:
    numbers = read_numbers(connection, zone, now)
    today = csat(numbers.today)
    return Report(
        figures=[
            wording.happy("csat", "Happy today", today, numbers.usual_csat),
            wording.happy("csat-week", "Happy in the last 7 days", numbers.week, None),
            wording.answers(today, numbers.so_far, numbers.usual),
            wording.alerts(numbers.alerts),
            wording.calls(numbers.calls),
        ],
        faces=wording.faces(numbers.today),
    )


def read_numbers(connection: sqlite3.Connection, zone: ZoneInfo, now: int) -> Numbers:
    """Read what the page needs; days are the shop's own."""
    day = local_day(now, zone)
    start, end = start_of(day, zone), start_of(day + timedelta(days=1), zone)
    week = start_of(day - timedelta(days=WEEK_DAYS - 1), zone)
    quarter = now - now % SLOT_MS
    usual = [
        _until(connection, past, quarter, zone)
        for past in weeks_before(day, USUAL_WEEKS)
    ]
    return Numbers(
        today=counts.answers(connection, start, end),
        week=csat(counts.answers(connection, week, end)),
        so_far=csat(counts.answers(connection, start, quarter)).n,
        usual=usual_number(csat(past).n for past in usual),
        usual_csat=csat(count for past in usual for count in past),
        alerts=counts.alerts(connection, start, end),
        calls=counts.help_calls(connection, start, end),
    )


def _until(
    connection: sqlite3.Connection, day: date, quarter: int, zone: ZoneInfo
) -> list[AnswerCount]:
    """Another day's answers up to the time of day that `quarter` is today."""
    return counts.answers(
        connection, start_of(day, zone), same_moment(quarter, day, zone)
    )

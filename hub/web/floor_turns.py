"""The floor's further turns: keep, reopen, lines on the kiosks, hand-over."""

import statistics
from importlib import resources

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from msgspec import Struct
from werkzeug.exceptions import BadRequest, NotFound

from hub import surveys
from hub.alerts import lifecycle
from hub.store import alerts, channels, notices, settings
from hub.store.alerts import UnknownAlert
from hub.web import wordbook
from hub.web.context import here
from hub.web.floor import ALERT, TEAM, Take, answer, body_of

blueprint = Blueprint("floor_turns", __name__, url_prefix="/floor")

LINES = ("wait", "till", "card", "spill")
"""What staff can put on the kiosks with one tap, by the keys of our words."""
MINUTES = (5, 10, 15, 20, 30, 60)
HOURS = 8


class Say(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a line for the kiosks."""

    what: str
    minutes: int = 15
    """How long it stands there, and what it says of a wait."""


class OnKiosks(Struct, frozen=True):
    """A line as the tablet shows it."""

    notice: int
    text: str
    until: int


class HandOver(Struct, frozen=True):
    """What the next shift should know; of nobody in particular."""

    hours: int
    raised: int
    done: int
    cleared: int
    open: int
    took_min: float | None
    """Minutes within which half were taken; none below five."""
    notes: list[str]
    """What colleagues wrote, the newest first."""
    on_duty: list[str]
    """Channels whose people are on duty."""


@blueprint.post(f"/alerts/{ALERT}/keep")
def keep(alert: int) -> ResponseReturnValue:
    """ "Still on it": 409 if nobody has it any more."""
    return _turn(lifecycle.keep, alert)


@blueprint.post(f"/alerts/{ALERT}/reopen")
def reopen(alert: int) -> ResponseReturnValue:
    """ "Open again": 409 if it is open already."""
    return _turn(lifecycle.reopen, alert)


def _turn(turn, alert: int) -> ResponseReturnValue:  # type: ignore[no-untyped-def]
    context, body = here(), body_of(Take)
    try:
        turned = turn(context.store, alert, body.who or TEAM, context.now())
    except UnknownAlert as error:
        raise NotFound(str(error)) from error
    except lifecycle.BadTurn as error:
        raise BadRequest(str(error)) from error
    return answer(turned, 200 if turned.won else 409)


@blueprint.get("/notices")
def on_kiosks() -> Response:
    """What the kiosks say now."""
    return answer(_standing())


@blueprint.post("/notices")
def say() -> Response:
    """Put one of our lines on all kiosks for some minutes."""
    body, context = body_of(Say), here()
    if body.what not in LINES:
        raise BadRequest(f"{body.what!r} is no line; known: {', '.join(LINES)}")
    if body.minutes not in MINUTES:
        raise BadRequest(f"minutes can be {', '.join(map(str, MINUTES))}")
    now = context.now()
    with context.store.write() as connection:
        decided = settings.newest(connection) or surveys.first_settings()
        known = [code for code in decided.languages if code in wordbook.LANGUAGES]
        line = {
            code: wordbook.say(code, f"notice_{body.what}", n=body.minutes)
            for code in known or ["en"]
        }
        span = (now, now + body.minutes * 60_000)
        notices.show(connection, body.what, line, span)
    return answer(_standing())


@blueprint.post("/notices/<int(max=999999999):notice>/end")
def take_off(notice: int) -> Response:
    """Take a line off before its time."""
    context = here()
    with context.store.write() as connection:
        notices.end(connection, notice, context.now())
    return answer(_standing())


def _standing() -> list[OnKiosks]:
    language = wordbook.chosen()
    return [
        OnKiosks(
            one.notice,
            one.line.get(language) or next(iter(one.line.values())),
            one.until,
        )
        for one in notices.standing(here().store.connection())
    ]


@blueprint.get("/worker.js")
def worker() -> Response:
    """The script by which the floor's page opens while the hub is away."""
    script = resources.files(__package__) / "static" / "worker.js"
    headers = {"Service-Worker-Allowed": "/floor", "Cache-Control": "no-cache"}
    return Response(script.read_bytes(), 200, headers, mimetype="text/javascript")


@blueprint.get("/handover")
def handover() -> Response:
    """The last hours in a few numbers, for the next shift."""
    context = here()
    connection = context.store.connection()
    since = context.now() - HOURS * 3_600_000
    steps = [s for s in alerts.of_day(connection, since) if s.kind != "happy"]
    states = [step.state for step in steps]
    waits = alerts.taken_after(connection, since)
    return answer(
        HandOver(
            hours=HOURS,
            raised=len(steps),
            done=states.count("done"),
            cleared=states.count("cleared"),
            open=states.count("open") + states.count("taken"),
            took_min=round(statistics.median(waits) / 60_000, 1)
            if len(waits) >= 5
            else None,
            notes=[step.note for step in steps if step.note][:8],
            on_duty=[one.name for one in channels.listing(connection) if one.on_duty],
        )
    )

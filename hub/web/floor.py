"""The floor: what calls for a colleague now, taken and done with one press."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec
from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct
from werkzeug.exceptions import BadRequest, NotFound, UnsupportedMediaType

from hub.alerts import lifecycle
from hub.figures.days import local_day, start_of
from hub.store import alerts, own_themes
from hub.store.alerts import Step, UnknownAlert
from hub.web import saidbook, visitors, wordbook
from hub.web.context import Context, here
from hub.web.devices import DeviceWords, all_in_words
from hub.web.stream import BEAT_S, frame, one_moment, resume_point, step_frame

blueprint = Blueprint("floor", __name__, url_prefix="/floor")

S = TypeVar("S", bound=Struct)
TEAM = "Team"
ALERT = "<int(max=9223372036854775807):alert>"


class Snapshot(Struct, frozen=True):
    """All that a tablet shows, at one moment."""

    last: int
    """The newest step in it."""
    now: int
    """The hub's clock, ms."""
    day: int
    """When the shop's day began, ms."""
    open: list[Step]
    """Alerts that are open or taken, by their last step."""
    today: list[Step]
    """Alerts of the day, by their last step."""
    devices: list[DeviceWords]
    """How the devices are."""


class Take(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of "I'll take it"."""

    who: str = TEAM


class Done(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of "Done"."""

    outcome: str
    who: str = TEAM
    note: str | None = None


@blueprint.get("")
def show() -> str:
    """The page; what is on it comes by the stream."""
    language = wordbook.chosen()
    words = wordbook.words(language)
    own = own_themes.names(here().store.connection(), language)
    shown = {**saidbook.theme_words(language, own), **words}
    return render_template(
        "floor.html",
        language=language,
        words=words,
        words_json=msgspec.json.encode(shown).decode(),
        languages={code: wordbook.words(code)["name"] for code in wordbook.LANGUAGES},
    )


@blueprint.get("/alerts")
def list_alerts() -> Response:
    """What the page shows, as one answer."""
    context = here()
    return answer(_snapshot(context, context.store.connection()))


@blueprint.get("/standing")
def standing() -> Response:
    """Why there may be no stream: how many places are free."""
    return answer({"free": here().feed.free, "tablets": here().settings.web.tablets})


@blueprint.post(f"/alerts/{ALERT}/take")
def take(alert: int) -> ResponseReturnValue:
    """ "I'll take it": 409 and who has it if somebody was quicker."""
    context, body = here(), body_of(Take)
    try:
        turned = lifecycle.take(context.store, alert, body.who or TEAM, context.now())
    except UnknownAlert as error:
        raise NotFound(str(error)) from error
    except lifecycle.BadTurn as error:
        raise BadRequest(str(error)) from error
    return answer(turned, 200 if turned.won else 409)


@blueprint.post(f"/alerts/{ALERT}/done")
def done(alert: int) -> ResponseReturnValue:
    """ "Done", with what came of it: 409 if it was done already."""
    context, body = here(), body_of(Done)
    try:
        turned = lifecycle.done(
            context.store,
            alert,
            body.outcome,
            body.note,
            body.who or TEAM,
            context.now(),
        )
    except UnknownAlert as error:
        raise NotFound(str(error)) from error
    except lifecycle.BadTurn as error:
        raise BadRequest(str(error)) from error
    return answer(turned, 200 if turned.won else 409)


@blueprint.route("/stream", methods=["GET"])
def stream() -> ResponseReturnValue:
    """Every step as it happens; after `Last-Event-ID`, else after a snapshot."""
    context = here()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if request.method == "HEAD":
        return Response(mimetype="text/event-stream", headers=headers)
    if not context.feed.enter():
        most = context.settings.web.tablets
        words = (
            f"All {most} places for tablets are taken. Close the floor page elsewhere."
        )
        return answer({"error": words}, 503, {"Retry-After": "5"})
    gone = request.environ.get("waitress.client_disconnected", lambda: False)
    asked = request.headers.get("Last-Event-ID") or request.args.get("after")
    response = Response(
        _tell(context, g.session, asked, gone),
        mimetype="text/event-stream",
        headers=headers,
    )
    response.call_on_close(context.feed.leave)
    return response


def _tell(
    context: Context, session: str, asked: str | None, gone: Callable[[], bool]
) -> Iterator[bytes]:
    """What one tablet is told until it, its session or the hub goes away."""
    connection = context.store.connection()
    place = resume_point(connection, asked)
    if place is None:
        snapshot = _snapshot(context, connection)
        place = snapshot.last
        yield frame("snapshot", msgspec.json.encode(snapshot), place)
    else:
        # Headers and hub time at once: a tablet knows that it is back.
        yield _beat(context)
    devices, beat_at = b"", time.monotonic() + BEAT_S
    while True:
        wait_s = max(0.0, beat_at - time.monotonic())
        news = context.feed.wait(place, devices, gone, wait_s)
        if context.feed.closed or gone():
            return
        if news.behind:
            steps = alerts.steps_after(connection, place)
            frames = [step_frame(step) for step in steps]
            place = steps[-1].step if steps else place
        else:
            frames, place = news.frames, news.place
        if news.devices != devices:
            devices = news.devices
            frames.append(frame("devices", devices))
        if time.monotonic() >= beat_at:
            if visitors.find(connection, session, context.now()) is None:
                return
            beat_at = time.monotonic() + BEAT_S
            frames.append(_beat(context))
        if frames:
            yield b"".join(frames)


def devices_json(context: Context, connection: sqlite3.Connection) -> bytes:
    """All devices in words, as the stream carries them."""
    return msgspec.json.encode(all_in_words(connection, context.clock))


def _beat(context: Context) -> bytes:
    now = context.now()
    return frame("beat", msgspec.json.encode({"now": now, "day": _day(context, now)}))


def _day(context: Context, now: int) -> int:
    return start_of(local_day(now, context.zone), context.zone)


def _snapshot(context: Context, connection: sqlite3.Connection) -> Snapshot:
    now = context.now()
    day = _day(context, now)
    with one_moment(connection):
        return Snapshot(
            last=alerts.last_step(connection),
            now=now,
            day=day,
            open=alerts.open_now(connection),
            today=alerts.of_day(connection, day),
            devices=all_in_words(connection, context.clock),
        )


def body_of(kind: type[S]) -> S:
    """The request's JSON as a struct; raises BadRequest, UnsupportedMediaType."""
    if not request.is_json:
        raise UnsupportedMediaType("Send JSON, as application/json.")
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"The body cannot be used: {error}") from error


def answer(
    content: object, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Anything as JSON."""
    return Response(
        msgspec.json.encode(content), status, headers, mimetype="application/json"
    )

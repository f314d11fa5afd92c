"""The kiosk's page and the few addresses that it talks to."""

import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import msgspec
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from contract.errors import TooLarge
from contract.kinds import Help
from contract.messages import Settings
from device.kiosk import guard, listening, page, pending
from device.kiosk import panel as panel_page
from device.kiosk.calls import Calls, Mailbox
from device.kiosk.comments import Comments
from device.kiosk.faults import MAX_BYTES, BadFault, Faults, read_fault
from device.kiosk.listening import Listener
from device.kiosk.page import Screen
from device.kiosk.pending import NotYetStored, Pending
from device.kiosk.setup import pages as setup
from device.kiosk.setup.pages import Site
from device.kiosk.steps import BadStep, OutOfOrder, read_draft, read_help
from device.kiosk.survey import Facts, Surveys
from device.kiosk.visits import Visits
from device.kiosk.wait import with_wait
from device.panel.panel import Panel
from device.timekeeping import Stamp
from models.words.process import NoReader, Reader

MAX_BODY_BYTES = 32_000
MAX_STREAMS = 8


class Clock(Protocol):
    """What knows the time."""

    def now(self) -> Stamp:
        """The present moment."""


class Outbox(Facts, Mailbox, pending.Outbox, Clock, Protocol):
    """What the kiosk needs of the outbox."""


def create_app(
    outbox: Outbox,
    screen: Screen,
    stop: threading.Event,
    *,
    reader: Reader | None = None,
    listener: Listener | None = None,
    panel: Panel | None = None,
    site: Site | None = None,
    retry_s: float = 1.0,
) -> Flask:
    """The kiosk as a WSGI application; its streams end once `stop` is set.

    Without a `reader` words are not kept; without a `site` nothing is set up here.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    surveys = Surveys(outbox)
    steps = Pending(outbox, stop, retry_s=retry_s)
    calls = Calls(outbox, lambda: surveys.current().help_timeout_s, stop)
    guard.install(app)
    _say_errors(app)
    _serve_page(
        app,
        lambda: with_wait(surveys.current(), outbox),
        screen,
        listener,
        lambda: site is not None and site.has_camera(outbox),
    )
    comments = Comments(reader or NoReader(), surveys, screen.sure_from)
    _take_steps(app, Visits(steps, surveys, comments), steps, calls)
    _show_words(app, comments)
    _follow_calls(app, calls)
    _hear_faults(app)
    listening.install(app, listener)
    panel_page.install(app, panel, stop)
    if site is not None:
        setup.install(app, outbox, site)
    return app


def _json(content: Any, status: int = 200) -> Response:
    return Response(
        msgspec.json.encode(content), status, content_type="application/json"
    )


def _error(status: int, error: str, hint: str, **more: Any) -> Response:
    return _json({"error": error, "hint": hint, **more}, status)


def _say_errors(app: Flask) -> None:
    @app.errorhandler(BadStep)
    def bad_step(error: BadStep) -> Response:
        status = 409 if isinstance(error, OutOfOrder) else 400
        field = {"field": error.field} if error.field else {}
        return _error(status, error.error, error.hint, **field)

    @app.errorhandler(NotYetStored)
    def not_stored(error: NotYetStored) -> Response:
        hint = "please tell a colleague; the disk is full or cannot be written"
        return _error(503, "not stored", hint, kept=error.kept)

    @app.errorhandler(TooLarge)
    def too_large(error: TooLarge) -> Response:
        return _error(413, "too large", str(error))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        hint = _HINTS.get(status, error.description or error.name)
        response = _error(status, error.name.lower(), hint)
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response


_HINTS = {
    404: "the addresses are /, /survey, /visits/VISIT/steps/STEP, /words, /calls/HELP, "
    "/listening and /errors",
    405: "GET the page, /survey and /calls; POST steps, /words, /listening and /errors",
    413: f"a step is at most {MAX_BODY_BYTES} bytes",
    500: "a fault in the kiosk; its log says more. The same step may be posted again",
}


def _serve_page(
    app: Flask,
    asked: Callable[[], Settings],
    screen: Screen,
    listener: Listener | None,
    has_camera: Callable[[], bool],
) -> None:
    build = page.fingerprint(page.static())
    stylesheet = page.stylesheet(screen.width_mm)

    def known(settings: Settings) -> dict[str, Any]:
        listens = listener is not None and any(map(listener.knows, settings.languages))
        there = has_camera()
        return page.known(settings, screen, build, listens=listens, has_camera=there)

    @app.get("/")
    def start() -> str:
        settings = asked()
        return render_template(
            "kiosk.html",
            first=page.first_picture(settings),
            known=page.inside_html(known(settings)),
        )

    @app.get("/survey")
    def what_is_asked() -> Response:
        return _json(known(asked()))

    @app.get("/kiosk.css")
    def look() -> Response:
        return Response(stylesheet, content_type="text/css; charset=utf-8")


def _take_steps(app: Flask, visits: Visits, steps: Pending, calls: Calls) -> None:
    @app.post("/visits/<visit>/steps/<step>")
    def take(visit: str, step: str) -> Response:
        if request.mimetype != "application/json":
            hint = "send it with Content-Type: application/json"
            return _error(415, "wrong content type", hint)
        event = visits.event(visit, step, request.get_data(cache=False))
        if isinstance(event, Help):
            calls.made(event.help, event.withdrawn)
        put = steps.put(visit, step, event)
        return _json(
            {"id": put.id, "sequence": put.sequence, "repeated": put.repeated},
            200 if put.repeated else 201,
        )


def _show_words(app: Flask, comments: Comments) -> None:
    @app.post("/words")
    def show() -> Response:
        """How words would go out; nothing of them is kept."""
        return _json(comments.preview(read_draft(request.get_data(cache=False))))


def _follow_calls(app: Flask, calls: Calls) -> None:
    places = threading.BoundedSemaphore(MAX_STREAMS)

    def stream(help_id: str) -> Iterator[str]:
        for state in calls.follow(help_id):
            yield f'data: {{"state":"{state}"}}\n\n' if state else ":\n\n"

    @app.get("/calls/<help_id>")
    def follow(help_id: str) -> Response:
        read_help(help_id)
        if not places.acquire(blocking=False):
            hint = f"at most {MAX_STREAMS} pages may follow a call at once; try again"
            return _error(503, "too many followers", hint)
        response = Response(stream(help_id), content_type="text/event-stream")
        response.call_on_close(places.release)
        return response


def _hear_faults(app: Flask) -> None:
    faults = Faults()

    @app.post("/errors")
    def hear() -> Response:
        if (request.content_length or 0) > MAX_BYTES:
            return _error(413, "too large", f"a report is at most {MAX_BYTES} bytes")
        try:
            faults.tell(read_fault(request.get_data(cache=False)))
        except BadFault as error:
            return _error(400, "bad report", str(error))
        return Response(status=204)

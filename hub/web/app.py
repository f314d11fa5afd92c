"""The pages of staff and owner as one Flask application."""

import logging
import time
from collections.abc import Callable
from sqlite3 import Connection

import msgspec
from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from hub.reports.drawing import Drawing
from hub.settings import Hub
from hub.store import calendar, comments, places
from hub.store.store import Store
from hub.understanding import Understander
from hub.web import (
    access,
    admin,
    alert_lines,
    alerting,
    channels,
    errors,
    floor,
    floor_guidance,
    floor_lines,
    floor_turns,
    forms,
    guidance,
    human,
    menu,
    owner,
    owner_words,
    pairing,
    promise,
    sample,
    signin,
    tablets,
    themes,
    told,
    waits,
    you,
)
from hub.web.context import NAME, Context, here, wants_json
from hub.web.stream import Feed
from hub.web.throttle import Bucket, Throttle

log = logging.getLogger(__name__)

MAX_BODY = 16_000
FAULTS_AT_ONCE = 10
FAULT_EVERY_S = 30.0
A_YEAR_S = 31_536_000
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self';"
    " style-src 'self'; img-src 'self'; connect-src 'self';"
    " manifest-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: it makes browsers send forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(),"
    " usb=(), serial=(), display-capture=(), screen-wake-lock=(self)",
}
TITLES = {
    400: "That could not be read",
    403: "That was not allowed",
    404: "There is nothing here",
    405: "That does not work here",
    409: "Somebody was quicker",
    413: "That was too much",
    415: "That could not be read",
    500: "Something went wrong in the hub",
}
WORDS = {
    404: "The address leads nowhere. The floor and the owner's page are a tap away.",
    405: "This address answers, but not to what was asked of it.",
    413: f"More than {MAX_BODY // 1000} kB can't be taken in one go.",
    500: "It was written to the hub's log. Trying again may help.",
}


SURFACES = (
    signin,
    you,
    floor,
    floor_lines,
    floor_turns,
    floor_guidance,
    guidance,
    pairing,
    tablets,
    alert_lines,
    alerting,
    channels,
    human,
    told,
    owner,
    owner_words,
    themes,
    waits,
    promise,
    admin,
    errors,
    sample,
)


def hub_clock() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def create_app(
    store: Store,
    settings: Hub,
    now: Callable[[], int] = hub_clock,
    understander: Understander | None = None,
) -> Flask:
    """The application; its stream is silent until `extensions["heed"].feed.start()`."""
    app = Flask("hub.web")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY
    # Checked again by etag each time, so that an upgrade is seen at once.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = None

    def devices(connection: Connection) -> bytes:
        return floor.devices_json(context, connection)

    context = Context(
        store=store,
        settings=settings,
        now=now,
        feed=Feed(store, settings.web.tablets, devices),
        throttle=Throttle(),
        faults=Bucket(FAULTS_AT_ONCE, FAULT_EVERY_S),
        drawing=Drawing(),
        understander=understander or Understander(settings.store_path.parent),
    )
    app.extensions[NAME] = context
    for part in SURFACES:
        app.register_blueprint(part.blueprint)
    _watch_doors(app)
    calendar.keep_zone(store, settings.shop.timezone)
    comments.keep_days(store, settings.words.keep_days)
    with store.write() as connection:
        places.name_first_shop(connection, settings.shop.name)
    return app


def _watch_doors(app: Flask) -> None:
    """What holds for every page."""
    app.add_url_rule("/", "front", front)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.before_request(signin.check_request)
    app.after_request(forms.keep_form_cookie)
    app.after_request(guard)
    app.register_error_handler(HTTPException, explain)
    app.context_processor(page_words)


def front() -> ResponseReturnValue:
    """The first page: the floor, or the figures for an owner."""
    if not g.signed_in:
        return redirect(url_for("signin.show"), 303)
    page = "owner.show" if g.person.role == "owner" else "floor.show"
    return redirect(url_for(page), 303)


def healthz() -> ResponseReturnValue:
    """Plainly: do the pages and the store answer?"""
    here().store.connection().execute("SELECT 1").fetchone()
    return Response("ok\n", mimetype="text/plain")


def page_words() -> dict[str, object]:
    """What every template may name."""
    shop, theme = here().settings.shop, request.cookies.get("heed_theme")
    return {
        "shop": shop.name,
        "timezone": shop.timezone,
        "form_token": forms.form_token,
        "person": g.get("person"),
        "may": may,
        "menu_words": menu.words,
        "menu_groups": menu.GROUPS,
        "menu_group": menu.group_of,
        "human_count": human.count_for(g.get("person")),
        "theme": theme if theme in ("light", "dark") else "",
    }


def may(role: str) -> bool:
    """Does the role of whoever is signed in cover this one?"""
    return bool(g.get("person")) and access.covers(g.person.role, role)


def guard(response: Response) -> Response:
    """Headers that keep other sites, and scripts of others, out."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if here().settings.web.secure_cookies:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR_S}"
    # Whatever says otherwise itself holds nothing personal.
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def explain(error: HTTPException) -> ResponseReturnValue:
    """Every error as a page for people and as JSON for programs."""
    if error.response is not None:
        return error.get_response()
    status = error.code or 500
    own_words = error.description != type(error).description
    words = error.description if own_words and status != 500 else WORDS.get(status)
    words = words or error.description or "Please try again."
    headers = [item for item in error.get_headers() if item[0] != "Content-Type"]
    if wants_json():
        body = msgspec.json.encode({"error": words})
        return Response(body, status, headers, mimetype="application/json")
    title = TITLES.get(status, "That did not work")
    page = render_template("error.html", title=title, words=words)
    return Response(page, status, headers, mimetype="text/html")

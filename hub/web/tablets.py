"""The owner's page on tablets: pair one by a code, see which are there, revoke."""

import sqlite3

import msgspec
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.store import audit, tablets
from hub.store.tablets import BadTablet, Pairing
from hub.web import decisionbook, qr
from hub.web.context import here
from hub.web.you import browser_name

blueprint = Blueprint("tablets", __name__, url_prefix="/tablets")

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
NUMBER = "<int(max=999999999):number>"
THERE_MS = 2 * 60_000


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The page."""
    return _page()


@blueprint.post("/pairings")
def offer() -> ResponseReturnValue:
    """A code for one more tablet, shown this once."""
    context = here()
    name = request.form.get("name", "")
    try:
        with context.store.write() as connection:
            made = tablets.offer(connection, name, g.person.name, context.now())
            _note(connection, f"made a code for the tablet {made.name}")
    except BadTablet as error:
        return _page(problem=str(error), name=name[:200])
    return _page(made=made)


@blueprint.get(f"/pairings/{NUMBER}")
def state(number: int) -> Response:
    """What became of a code, for the page that shows it."""
    context = here()
    found = tablets.state(context.store.connection(), number, context.now())
    return Response(msgspec.json.encode({"state": found}), mimetype="application/json")


@blueprint.post(f"/{NUMBER}/revoke")
def revoke(number: int) -> ResponseReturnValue:
    """A tablet that was lost, or has left: it is signed out within seconds."""
    with here().store.write() as connection:
        name = tablets.revoke(connection, number)
        if name is not None:
            _note(connection, f"revoked the tablet {name}")
    return redirect(url_for("tablets.show", said="revoked"), 303)


def _note(connection: sqlite3.Connection, what: str) -> None:
    audit.note(connection, here().now(), g.person.name, what)


def _page(
    problem: str = "", name: str = "", made: Pairing | None = None
) -> ResponseReturnValue:
    context = here()
    language, words = decisionbook.chosen()
    link = "" if made is None else f"{request.host_url}pair/{made.written}"
    said = request.args.get("said", "")
    body = render_template(
        "admin/tablets.html",
        on="tablets",
        language=language,
        words=words,
        problem=problem,
        name=name,
        made=made,
        link=link,
        code=qr.svg(link) if link else "",
        is_only_here=request.host.rsplit(":", 1)[0] in LOOPBACK,
        tablets=tablets.listing(context.store.connection()),
        browser_name=browser_name,
        is_there=lambda one: context.now() - one.seen < THERE_MS,
        clock=context.clock,
        said=words.get(f"tablet_{said}", "") if said in ("revoked", "paired") else "",
    )
    return body, 400 if problem else 200

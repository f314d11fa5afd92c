"""Where a tablet lands by its code: one press, and it is on the floor.

Opening the link alone uses nothing up, as programs that preview links open it too.
"""

import math

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from hub.store import audit, tablets
from hub.store.tablets import BadTablet, NoPairing
from hub.web import decisionbook, forms, visitors, wordbook
from hub.web.context import here

blueprint = Blueprint("pairing", __name__, url_prefix="/pair")

GUESSED = "pairing a tablet"
"""Under this name wrong codes are counted, beside those of their address."""
AGE_S = 400 * 24 * 3600
"""Browsers keep no cookie for longer."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """A field for the code."""
    return _page()


@blueprint.get("/<code>")
def open_link(code: str) -> ResponseReturnValue:
    """The link of the code: whose it is, and a button."""
    wait = _wait_s()
    if wait > 0:
        return _too_soon(wait)
    try:
        name = tablets.look(here().store.connection(), code, here().now())
    except NoPairing as error:
        return _refused(error, code)
    return _page(code=code, name=name)


@blueprint.post("")
def pair() -> ResponseReturnValue:
    """Use the code up; the tablet holds a token of its own from here on."""
    context, code = here(), request.form.get("code", "")[:100]
    wait = _wait_s()
    if wait > 0:
        return _too_soon(wait)
    address = request.remote_addr or "unknown"
    where = (address, request.headers.get("User-Agent", ""))
    try:
        with context.store.write() as connection:
            name, token = tablets.pair(connection, code, context.now(), where)
            if g.signed_in:
                visitors.end(connection, g.session, context.now())
            what = f"paired the tablet {name} at {address}"
            audit.note(connection, context.now(), name, what)
    except NoPairing as error:
        return _refused(error, code)
    except BadTablet as error:
        return _page(problem=str(error), status=409)
    context.throttle.succeeded(address, GUESSED)
    response = redirect("/floor", 303)
    forms.set_cookie(response, forms.SESSION_COOKIE, token, AGE_S)
    return response


def _wait_s() -> float:
    return here().throttle.wait_s(request.remote_addr or "unknown", GUESSED)


def _refused(error: NoPairing, code: str) -> ResponseReturnValue:
    """Wrong, used or expired: each said plainly. Only wrong ones count as guesses."""
    if error.why == "unknown" and tablets.could_be(code):
        here().throttle.failed(request.remote_addr or "unknown", GUESSED)
    words = decisionbook.words(wordbook.chosen())
    status = 404 if error.why == "unknown" else 410
    return _page(problem=words[f"pair_{error.why}"], status=status)


def _too_soon(wait_s: float) -> ResponseReturnValue:
    seconds = math.ceil(wait_s)
    words = decisionbook.words(wordbook.chosen())
    body, status = _page(problem=words["pair_wait"].format(n=seconds), status=429)
    return body, status, {"Retry-After": str(seconds)}


def _page(
    code: str = "", name: str = "", problem: str = "", status: int = 200
) -> tuple[str, int]:
    language, words = decisionbook.chosen()
    body = render_template(
        "pair.html", language=language, words=words, code=code, name=name,
        problem=problem,
    )  # fmt: skip
    return body, status

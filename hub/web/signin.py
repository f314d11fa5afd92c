"""Sign-in: one passphrase for the shop's pages, and forms that only our pages can send.

A form's token is a hash of a cookie that other sites can neither read nor set, so the
hub keeps nothing for it. See OWASP's Cross-Site Request Forgery Prevention Cheat Sheet
(signed double submit; SameSite; checking Origin).
"""

import hashlib
import hmac
import math
import re
import secrets
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response

from hub.store import people
from hub.web.context import here, wants_json

blueprint = Blueprint("signin", __name__)

SESSION_COOKIE = "heed_session"
FORM_COOKIE = "heed_form"
OPEN_TO_ALL = {"signin.show", "signin.sign_in", "static", "healthz", "front"}
OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9_\-./?=&%]{0,200}")


def check_request() -> ResponseReturnValue | None:
    """Runs before every page: who is it, and is the form ours?"""
    context = here()
    token = request.cookies.get(_cookie(SESSION_COOKIE), "")
    g.session = token
    g.signed_in = bool(token) and people.is_open(
        context.store.connection(), token, context.now()
    )
    g.form_cookie = request.cookies.get(_cookie(FORM_COOKIE), "")
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _check_sender()
    # An address that leads nowhere is answered 404 to those who are signed in.
    if g.signed_in or request.endpoint in OPEN_TO_ALL:
        return None
    if wants_json():
        raise Unauthorized("Please sign in on this device first.")
    back = request.path if request.method == "GET" else "/"
    return redirect(url_for("signin.show", next=back), 303)


def form_token() -> str:
    """The token that this browser's forms carry."""
    if g.signed_in:
        secret = g.session
    else:
        if not g.form_cookie:
            g.form_cookie = g.new_form_cookie = secrets.token_urlsafe(32)
        secret = g.form_cookie
    return hmac.new(secret.encode(), b"heed form", hashlib.sha256).hexdigest()


def keep_form_cookie(response: Response) -> Response:
    """Runs after every page: hand out the cookie that a form was made with."""
    if "new_form_cookie" in g:
        _set_cookie(response, FORM_COOKIE, g.new_form_cookie, None)
    return response


@blueprint.get("/signin")
def show() -> ResponseReturnValue:
    """The form."""
    target = _own_path(request.args.get("next", "/"))
    if g.signed_in:
        return redirect(target, 303)
    return _form(target, "", 200)


@blueprint.post("/signin")
def sign_in() -> ResponseReturnValue:
    """Check the passphrase and open a session."""
    context, address = here(), request.remote_addr or "unknown"
    target = _own_path(request.form.get("next", "/"))
    if not people.has_passphrase(context.store.connection()):
        return _form(target, "", 503)
    # A crowd of guessers must not hold the threads: all but one come again later.
    if not context.throttle.verifying.acquire(blocking=False):
        return _too_soon(target, 1.0)
    try:
        wait = context.throttle.wait_s(address)
        if wait > 0:
            return _too_soon(target, wait)
        right = people.check(
            context.store.connection(), request.form.get("passphrase", "")
        )
        (context.throttle.succeeded if right else context.throttle.failed)(address)
    finally:
        context.throttle.verifying.release()
    with context.store.write() as connection:
        if not right:
            people.note(connection, context.now(), address, "sign-in failed")
            return _form(target, "That is not the passphrase.", 401)
        token = people.open_session(connection, context.now())
        people.note(connection, context.now(), people.SHOP, f"signed in from {address}")
    response = redirect(target, 303)
    _set_cookie(response, SESSION_COOKIE, token, people.SESSION_MS // 1000)
    return response


@blueprint.post("/signout")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    context = here()
    with context.store.write() as connection:
        people.end_session(connection, g.session)
        people.note(connection, context.now(), people.SHOP, "signed out")
    response = redirect(url_for("signin.show"), 303)
    response.delete_cookie(_cookie(SESSION_COOKIE))
    return response


def _form(target: str, problem: str, status: int) -> ResponseReturnValue:
    unset = not people.has_passphrase(here().store.connection())
    page = render_template("signin.html", target=target, problem=problem, unset=unset)
    return page, status


def _too_soon(target: str, wait_s: float) -> ResponseReturnValue:
    seconds = math.ceil(wait_s)
    problem = f"Too many tries. Please wait {seconds} s and try again."
    page, status = (
        render_template("signin.html", target=target, problem=problem, unset=False),
        429,
    )
    return page, status, {"Retry-After": str(seconds)}


def _check_sender() -> None:
    """Refuse a form or call that was not made by one of our own pages."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("This came from another site's page and was not done.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in (
        "same-origin",
        "none",
    ):
        raise Forbidden("This came from another site's page and was not done.")
    if not g.signed_in and request.endpoint != "signin.sign_in":
        return  # Nobody is signed in, so nothing can be done in anybody's name.
    if not (g.signed_in or g.form_cookie):
        raise Forbidden("Cookies are off in this browser; switch them on to sign in.")
    sent = request.headers.get("X-Form-Token") or request.form.get("form_token", "")
    if not hmac.compare_digest(sent.encode(), form_token().encode()):
        raise Forbidden("This page was open for too long. Load it again, please.")


def _own_path(target: str) -> str:
    """The path if it is one of ours, else the front page: no way to other sites."""
    return target if OWN_PATH.fullmatch(target) else "/"


def _cookie(name: str) -> str:
    # The prefix makes browsers refuse the cookie from other hosts and without HTTPS.
    return f"__Host-{name}" if here().settings.web.secure_cookies else name


def _set_cookie(response: Response, name: str, value: str, age_s: int | None) -> None:
    response.set_cookie(
        _cookie(name),
        value,
        max_age=age_s,
        httponly=True,
        samesite="Strict",
        secure=here().settings.web.secure_cookies,
        path="/",
    )

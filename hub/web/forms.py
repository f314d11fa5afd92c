"""Forms and calls that only our own pages can send.

A form's token is a hash of a cookie that other sites can neither read nor set, so the
hub keeps nothing for it. See OWASP's Cross-Site Request Forgery Prevention Cheat Sheet
(signed double submit; SameSite; checking Origin).
"""

import hashlib
import hmac
import secrets
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from flask import g, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from hub.web.context import here, wants_json

SESSION_COOKIE = "heed_session"
FORM_COOKIE = "heed_form"
FOREIGN = "This came from another site's page and was not done."
OLD = "This page was open for too long. Load it again, please."
MOST_FIELDS = 400


class Kept(NamedTuple):
    """A form that could not be taken, to be sent again."""

    path: str
    fields: list[tuple[str, str]]


class Stale(Exception):
    """Our own page sent this, but before somebody signed in anew."""


def form_token() -> str:
    """The token that this browser's forms carry."""
    if g.signed_in:
        secret = g.session
    else:
        if not g.form_cookie:
            g.form_cookie = g.new_form_cookie = secrets.token_urlsafe(32)
        secret = g.form_cookie
    return hmac.new(secret.encode(), b"heed form", hashlib.sha256).hexdigest()


def check_sender() -> None:
    """Refuse what was not sent by one of our own pages; raises Forbidden, Stale."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden(FOREIGN)
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in ("same-origin", "none"):
        raise Forbidden(FOREIGN)
    if not g.signed_in and request.endpoint != "signin.sign_in":
        return  # Nobody is signed in, so nothing can be done in anybody's name.
    if not (g.signed_in or g.form_cookie):
        raise Forbidden("Cookies are off in this browser; switch them on to sign in.")
    sent = request.headers.get("X-Form-Token") or request.form.get("form_token", "")
    if hmac.compare_digest(sent.encode(), form_token().encode()):
        return
    if origin is None or wants_json() or request.endpoint == "signin.sign_in":
        raise Forbidden(OLD)
    raise Stale


def kept_form() -> Kept:
    """The form of this request, less what must not stand in a page again."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "form_token" and "passphrase" not in name
    ]
    return Kept(request.path, fields[:MOST_FIELDS])


def keep(kept: Kept | None) -> str:
    """A kept form as one field of another form."""
    return "" if kept is None else msgspec.json.encode(kept).decode()


def kept_again() -> Kept | None:
    """The form that came along in the field `kept`, if it can be read."""
    try:
        return msgspec.json.decode(request.form.get("kept", ""), type=Kept)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


def keep_form_cookie(response: Response) -> Response:
    """Runs after every page: hand out the cookie that a form was made with."""
    if "new_form_cookie" in g:
        set_cookie(response, FORM_COOKIE, g.new_form_cookie, None)
    return response


def cookie(name: str) -> str:
    """A cookie's whole name."""
    # The prefix makes browsers refuse the cookie from other hosts and without HTTPS.
    return f"__Host-{name}" if here().settings.web.secure_cookies else name


def set_cookie(response: Response, name: str, value: str, age_s: int | None) -> None:
    """Hand out a cookie that neither scripts nor other sites can use."""
    response.set_cookie(
        cookie(name),
        value,
        max_age=age_s,
        httponly=True,
        samesite="Strict",
        secure=here().settings.web.secure_cookies,
        path="/",
    )

"""Sign-in: who asks for a page, may they see it, and what was written is not lost."""

import math
import re

import msgspec
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from hub.store import audit, people, sessions
from hub.web import access, forms, menu, visitors
from hub.web.context import here, wants_json
from hub.web.forms import Kept

blueprint = Blueprint("signin", __name__)

OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9_\-.:,+/?=&%]{0,500}")
BIG_FORMS = {"admin.publish", "signin.sign_in"}
BIG_FORM = 60_000
WITHOUT_NEW_PASSPHRASE = {"you.show", "you.change", "you.everywhere", "signin.sign_out"}
NOT_FOR_TABLETS = {"you"}
NOT_YOURS = (
    "You are signed in as {name} ({role}). This page is for: {need}. "
    "Somebody with that role can show you, or change yours."
)


def check_request() -> ResponseReturnValue | None:
    """Runs before every page: who is it, may they, and is the form ours?"""
    context = here()
    g.session = request.cookies.get(forms.cookie(forms.SESSION_COOKIE), "")
    g.person = visitors.find(context.store.connection(), g.session, context.now())
    g.signed_in = bool(g.person)
    if g.signed_in and g.person.tablet:
        visitors.note(context.store, g.session, context.now())
    g.form_cookie = request.cookies.get(forms.cookie(forms.FORM_COOKIE), "")
    if request.endpoint in BIG_FORMS:
        request.max_content_length = request.max_form_memory_size = BIG_FORM
    need = access.needed(request.endpoint)
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        try:
            forms.check_sender()
        except forms.Stale:
            return _send_again(forms.kept_form(), 409)
    if need == access.ANYONE:
        return None
    if not g.signed_in:
        return _sign_in_first()
    if not access.covers(g.person.role, need):
        raise Forbidden(
            NOT_YOURS.format(name=g.person.name, role=g.person.role, need=need)
        )
    if g.person.tablet and request.blueprint in NOT_FOR_TABLETS:
        raise Forbidden("A paired tablet has no passphrase of its own.")
    if g.person.once and request.endpoint not in WITHOUT_NEW_PASSPHRASE:
        if wants_json():
            raise Forbidden("Please choose a passphrase of your own first.")
        return redirect(url_for("you.show"), 303)
    return None


def _sign_in_first() -> ResponseReturnValue:
    if wants_json():
        raise Unauthorized("Please sign in on this device first.")
    if request.method == "POST" and request.form:
        return _form("/", "", 401, forms.kept_form())
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("signin.show", next=back), 303)


@blueprint.get("/signin")
def show() -> ResponseReturnValue:
    """The form."""
    target = _own_path(request.args.get("next", "/"))
    if g.signed_in:
        return redirect(target, 303)
    return _form(target, "", 200)


@blueprint.post("/signin")
def sign_in() -> ResponseReturnValue:
    """Check name and passphrase and open a session."""
    context = here()
    target, kept = _own_path(request.form.get("next", "/")), forms.kept_again()
    name = " ".join(request.form.get("name", people.SHOP)[:200].split())
    if not people.has_passphrase(context.store.connection()):
        return _form(target, "", 503)
    # A crowd of guessers must not hold the threads: all but one come again later.
    if not context.throttle.verifying.acquire(blocking=False):
        return _too_soon(target, 1.0, kept)
    try:
        wait = context.throttle.wait_s(_address(), name)
        if wait > 0:
            return _too_soon(target, wait, kept)
        right = people.check(
            context.store.connection(), request.form.get("passphrase", ""), name
        )
        counted = context.throttle.succeeded if right else context.throttle.failed
        counted(_address(), name)
    finally:
        context.throttle.verifying.release()
    if not right:
        with context.store.write() as connection:
            audit.note(connection, context.now(), _address(), "sign-in failed")
        return _no_fit(target, kept)
    return _open(name, target, kept)


def _open(name: str, target: str, kept: Kept | None) -> ResponseReturnValue:
    context = here()
    where = (_address(), request.headers.get("User-Agent", ""))
    with context.store.write() as connection:
        person = people.number(connection, name)
        if person is None:
            return _no_fit(target, kept)
        if g.signed_in:
            visitors.end(connection, g.session, context.now())
        token = sessions.begin(connection, person, context.now(), where)
        g.person = sessions.find(connection, token, context.now())
        audit.note(
            connection, context.now(), g.person.name, f"signed in from {where[0]}"
        )
    g.session, g.signed_in = token, True
    response = redirect(target, 303) if kept is None else _send_again(kept, 200)
    age_s = sessions.SESSION_MS // 1000
    forms.set_cookie(response, forms.SESSION_COOKIE, token, age_s)
    return response


@blueprint.post("/signout")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    context = here()
    with context.store.write() as connection:
        visitors.end(connection, g.session, context.now())
        audit.note(connection, context.now(), g.person.name, "signed out")
    response = redirect(url_for("signin.show"), 303)
    response.delete_cookie(forms.cookie(forms.SESSION_COOKIE))
    return response


@blueprint.get("/signin/token")
def token() -> Response:
    """For a page that stayed open while somebody signed in on another tab."""
    body = {"token": forms.form_token(), "name": g.person.name, "role": g.person.role}
    return Response(msgspec.json.encode(body), mimetype="application/json")


def _form(
    target: str, problem: str, status: int, kept: Kept | None = None
) -> tuple[str, int]:
    name = request.form.get("name", "") if request.endpoint == "signin.sign_in" else ""
    language, words = menu.chosen()
    page = render_template(
        "signin.html",
        language=language,
        words=words,
        target=target,
        problem=problem,
        unset=not people.has_passphrase(here().store.connection()),
        name=name[:200] or people.SHOP,
        kept=forms.keep(kept),
    )
    return page, status


def _no_fit(target: str, kept: Kept | None) -> ResponseReturnValue:
    return _form(target, menu.chosen()[1]["no_fit"], 401, kept)


def _too_soon(target: str, wait_s: float, kept: Kept | None) -> ResponseReturnValue:
    seconds = math.ceil(wait_s)
    problem = menu.chosen()[1]["too_soon"].format(seconds=seconds)
    page, _ = _form(target, problem, 429, kept)
    return page, 429, {"Retry-After": str(seconds)}


def _send_again(kept: Kept, status: int) -> BaseResponse:
    """What was written, and a button that sends it with this session's token."""
    if not OWN_PATH.fullmatch(kept.path):
        raise Forbidden(forms.OLD)
    language, words = menu.chosen()
    page = render_template("again.html", kept=kept, language=language, words=words)
    return Response(page, status)


def _address() -> str:
    return request.remote_addr or "unknown"


def _own_path(target: str) -> str:
    """The path if it is one of ours, else the front page: no way to other sites."""
    return target if OWN_PATH.fullmatch(target) else "/"

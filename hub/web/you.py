"""One's own page: another passphrase, and where one is signed in."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.store import audit, people, sessions
from hub.store.people import WeakPassphrase
from hub.web import forms
from hub.web.context import here

# In this order: most browsers claim to be some of the others too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)

blueprint = Blueprint("you", __name__, url_prefix="/you")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The page."""
    return _page({}, 200)


@blueprint.post("/passphrase")
def change() -> ResponseReturnValue:
    """Another passphrase; signs this person out everywhere else."""
    context = here()
    new = request.form.get("new_passphrase", "")
    if new != request.form.get("new_passphrase_again", ""):
        return _page({"again": "This is not the same as above."}, 400)
    with context.throttle.alone() as my_turn:
        if not my_turn:
            return _page({"old": "The hub is busy. Please try again."}, 503)
        address = request.remote_addr or "unknown"
        wait = context.throttle.wait_s(address, g.person.name)
        if wait > 0:
            words = f"Too many tries. Please wait {wait:.0f} s and try again."
            return _page({"old": words}, 429)
        old = request.form.get("passphrase", "")
        if not people.check(context.store.connection(), old, g.person.name):
            context.throttle.failed(address, g.person.name)
            return _page({"old": "That is not your passphrase."}, 400)
        if new == old:
            return _page({"new": "This is the one you have. Choose another."}, 400)
        try:
            secret = people.hashed(new)
        except WeakPassphrase as error:
            return _page({"new": f"Too short or too long: {error}."}, 400)
    where = (address, request.headers.get("User-Agent", ""))
    with context.store.write() as connection:
        people.set_secret(connection, g.person.person, secret, once=False)
        token = sessions.begin(connection, g.person.person, context.now(), where)
        audit.note(connection, context.now(), g.person.name, "changed own passphrase")
    response = redirect(url_for("you.show", said="passphrase"), 303)
    age_s = sessions.SESSION_MS // 1000
    forms.set_cookie(response, forms.SESSION_COOKIE, token, age_s)
    return response


@blueprint.post("/everywhere")
def everywhere() -> ResponseReturnValue:
    """Sign this person out on every browser, this one too."""
    context = here()
    with context.store.write() as connection:
        ended = sessions.end_all(connection, g.person.person)
        what = f"signed out everywhere ({ended})"
        audit.note(connection, context.now(), g.person.name, what)
    response = redirect(url_for("signin.show"), 303)
    response.delete_cookie(forms.cookie(forms.SESSION_COOKIE))
    return response


def browser_name(sent: str) -> str:
    """What a browser calls itself, as people would."""
    product = next((name for mark, name in BROWSERS if mark in sent), "A program")
    system = next((name for mark, name in SYSTEMS if mark in sent), "")
    return f"{product} on {system}" if system else product


def _page(problems: dict[str, str], status: int) -> ResponseReturnValue:
    context = here()
    found = sessions.of_person(
        context.store.connection(), g.person.person, context.now()
    )
    this = sessions.digest(g.session).hex()
    page = render_template(
        "you.html",
        problems=problems,
        places=found,
        this=this,
        clock=context.clock,
        browser=browser_name,
        said=request.args.get("said") == "passphrase",
    )
    return page, status

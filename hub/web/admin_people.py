"""People and their roles: let in, change, let in no more."""

import sqlite3
from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from contract.errors import HeedError
from hub.store import people, sessions
from hub.store.people import ROLES, UnknownPerson
from hub.web.admin_page import Trouble, change, done, page, words_of
from hub.web.context import here

MEANS = {
    "staff": "the floor",
    "lead": "the floor, and what concerns colleagues",
    "owner": "the floor, the figures, and a look at the set-up",
    "admin": "everything",
}
BUSY = "The hub is busy with another passphrase. Please try again."


def show() -> ResponseReturnValue:
    """The page."""
    return _page(None)


def _page(
    trouble: Trouble | None, made: tuple[str, str] | None = None
) -> ResponseReturnValue:
    context = here()
    found = people.listing(context.store.connection(), context.now())
    return page("people", trouble, people=found, roles=MEANS, made=made)


def add() -> ResponseReturnValue:
    """Let somebody in, with a passphrase for once or with the one written."""
    name, role = request.form.get("name", ""), _role("role")
    passphrase = request.form.get("passphrase", "") or people.one_time()
    once = not request.form.get("passphrase")
    secret = _hashed(passphrase)
    if isinstance(secret, Trouble):
        return _page(secret)

    def act(connection: sqlite3.Connection) -> str:
        return f"added {people.add(connection, name, role, secret, once=once)} ({role})"

    try:
        change(act)
    except HeedError as error:
        return _page(Trouble("new-name", words_of(error), name[:200]))
    if once:
        return _page(None, (people.clean_name(name), passphrase))
    return done("people", "added")


def role(person: int) -> ResponseReturnValue:
    """Give somebody another role."""
    new, was = _role("role"), _role("was")

    def act(connection: sqlite3.Connection) -> str:
        name, _ = people.find(connection, person)
        people.change_role(connection, person, new, was)
        return f"{name} is {new} now, was {was}"

    return _try(person, act) or done("people", "saved")


def passphrase(person: int) -> ResponseReturnValue:
    """A passphrase for once, for somebody who forgot theirs."""
    made = people.one_time()
    secret = _hashed(made)
    if isinstance(secret, Trouble):
        return _page(secret)
    named: list[str] = []

    def act(connection: sqlite3.Connection) -> str:
        named.append(people.find(connection, person)[0])
        people.set_secret(connection, person, secret, once=True)
        return f"made a one-time passphrase for {named[0]}"

    return _try(person, act) or _page(None, (named[0], made))


def remove(person: int) -> ResponseReturnValue:
    """Let somebody in no more."""

    def act(connection: sqlite3.Connection) -> str:
        name, role = people.find(connection, person)
        people.remove(connection, person)
        return f"removed {name} ({role})"

    return _try(person, act) or done("people", "removed")


def sign_out(person: int) -> ResponseReturnValue:
    """Sign somebody out on every browser."""

    def act(connection: sqlite3.Connection) -> str:
        name, _ = people.find(connection, person)
        return f"signed {name} out everywhere ({sessions.end_all(connection, person)})"

    return _try(person, act) or done("people", "signed-out")


def _try(
    person: int, act: Callable[[sqlite3.Connection], str]
) -> ResponseReturnValue | None:
    try:
        change(act)
    except UnknownPerson as error:
        raise NotFound("This person was removed in the meantime.") from error
    except HeedError as error:
        status = 409 if isinstance(error, people.RoleChanged) else 400
        return _page(Trouble(f"person-{person}", words_of(error), status=status))
    return None


def _hashed(passphrase: str) -> str | Trouble:
    with here().throttle.alone() as my_turn:
        if not my_turn:
            return Trouble("new-passphrase", BUSY, status=503)
        try:
            return people.hashed(passphrase)
        except HeedError as error:
            return Trouble("new-passphrase", words_of(error))


def _role(field: str) -> str:
    role = request.form.get(field, "")
    if role not in ROLES:
        raise BadRequest(f"Choose one of these roles: {', '.join(ROLES)}.")
    return role

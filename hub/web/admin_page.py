"""What the set-up's pages have in common: troubles beside fields, and notes."""

import sqlite3
from collections.abc import Callable
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.errors import HeedError
from hub.store import audit
from hub.web.context import here

SAID = {
    "saved": "Saved.",
    "added": "Added.",
    "approved": "Approved. Its answers are taken from now on.",
    "retired": "Retired. Nothing more is taken from it; what it gave stays.",
    "removed": "Removed and signed out everywhere.",
    "signed-out": "Signed out everywhere.",
    "published": "Published. Devices that are online take it within seconds.",
}


class Trouble(Struct, frozen=True):
    """What is wrong with one field of a form."""

    field: str
    """The field's id on the page."""
    words: str
    given: str = ""
    """What was written there."""
    status: int = 400


def page(name: str, trouble: Trouble | None = None, **more: Any) -> tuple[str, int]:
    """One of the set-up's pages, with what was wrong beside its field."""
    rendered = render_template(
        f"admin/{name}.html",
        on="admin",
        tab=name,
        problems={trouble.field: trouble.words} if trouble else {},
        given={trouble.field: trouble.given} if trouble else {},
        clock=here().clock,
        said=SAID.get(request.args.get("said", "")),
        **more,
    )
    return rendered, trouble.status if trouble else 200


def done(endpoint: str, said: str) -> ResponseReturnValue:
    """Back to a page, with a word about what was done."""
    return redirect(url_for(f"admin.{endpoint}", said=said), 303)


def change(act: Callable[[sqlite3.Connection], str]) -> None:
    """Do something in one transaction; `act` says what for the audit."""
    context = here()
    with context.store.write() as connection:
        audit.note(connection, context.now(), g.person.name, act(connection))


def words_of(error: HeedError) -> str:
    """An error as a sentence."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def whole(field: str) -> int:
    """A number from a form; 0 where there is none."""
    text = request.form.get(field, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

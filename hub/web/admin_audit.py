"""Who changed what, and who signed in: the newest first."""

from flask import request
from flask.typing import ResponseReturnValue

from hub.store import audit
from hub.web.admin_page import page
from hub.web.context import here

A_PAGE = 100
LONGEST = 15


def show() -> ResponseReturnValue:
    """One page of notes, from the newest or from `before` on."""
    text = request.args.get("before", "")
    sound = text.isascii() and text.isdigit() and len(text) <= LONGEST
    notes = audit.before(
        here().store.connection(), int(text) if sound else None, A_PAGE + 1
    )
    older = notes[A_PAGE - 1].n if len(notes) > A_PAGE else None
    return page("audit", notes=notes[:A_PAGE], older=older)

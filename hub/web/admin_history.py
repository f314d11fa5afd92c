"""Earlier revisions of what kiosks ask and say: who changed what, and the way back."""

import sqlite3
from collections.abc import Sequence
from typing import TypeVar

from flask.typing import ResponseReturnValue
from msgspec import Struct
from werkzeug.exceptions import NotFound

from contract.messages import Settings, Thanks
from hub import surveys
from hub.store import settings
from hub.store.settings import Decision
from hub.web import saidbook, survey_form
from hub.web.admin_page import done, page, whole
from hub.web.admin_survey import conflict_now, decide_on, in_use, shown
from hub.web.context import here
from hub.web.wording_form import MOODS

FEW = 6
"""Of what changed so many are named in the list; all of it on the revision's page."""
T = TypeVar("T")


class Part(Struct, frozen=True):
    """What a revision did to the shop's own words, or to its thanks."""

    did: str
    some: list[str]
    more: int
    """How many are not among those that are named."""


class Revised(Struct, frozen=True):
    """One line of the list."""

    decision: Decision
    parts: list[Part]


def history() -> ResponseReturnValue:
    """All revisions, with who and when, and what became of words and thanks."""
    return page("history", rows=_rows(here().store.connection()))


def revision(number: int) -> ResponseReturnValue:
    """One revision as it was, marked where it differs from the one before."""
    connection = here().store.connection()
    found = _find(connection, number)
    before, now = _before(connection, number), found.settings
    return page(
        "revision",
        row=found,
        newest=in_use().revision,
        own_words=compared(before.own_words, now.own_words),
        thanks=compared(before.thanks, now.thanks),
        moods=MOODS,
        called=saidbook.name,
        **shown(survey_form.draft_of(now), now.survey),
    )


def again(number: int) -> ResponseReturnValue:
    """Use an old revision again, as a new one."""
    context = here()
    with context.store.write() as connection:
        found = _find(connection, number)
        before = settings.newest(connection) or found.settings
        if before.revision != whole("based_on"):
            rows, conflict = _rows(connection), conflict_now(connection)
            return page("history", rows=rows, conflict=conflict)[0], 409
        decide_on(connection, found.settings, f"back to revision {number}")
    return done("survey", "published")


def compared(before: Sequence[T], now: Sequence[T]) -> list[tuple[T, str]]:
    """What came (`new`), what went (`gone`), and then what stayed."""
    return [
        *((one, "new") for one in now if one not in before),
        *((one, "gone") for one in before if one not in now),
        *((one, "") for one in now if one in before),
    ]


def _rows(connection: sqlite3.Connection) -> list[Revised]:
    rows = settings.history(connection)
    known = {one.revision: one.settings for one in rows}
    found = []
    for one in rows:
        before = known.get(one.revision - 1) or _before(connection, one.revision)
        found.append(Revised(one, _parts(before, one.settings)))
    return found


def _parts(before: Settings, now: Settings) -> list[Part]:
    words = compared(before.own_words, now.own_words)
    thanks = [
        (_said(one, now), state) for one, state in compared(before.thanks, now.thanks)
    ]
    named = (
        ("Own words added", words, "new"),
        ("Own words taken out", words, "gone"),
        ("Thanks added", thanks, "new"),
        ("Thanks taken out", thanks, "gone"),
    )
    parts = []
    for did, all_of_it, wanted in named:
        them = [one for one, state in all_of_it if state == wanted]
        if them:
            parts.append(Part(did, them[:FEW], len(them[FEW:])))
    return parts


def _said(one: Thanks, now: Settings) -> str:
    """A line of thanks in the first of the shop's languages that it has."""
    code = next((code for code in now.languages if code in one.text), None)
    text = one.text[code] if code else next(iter(one.text.values()))
    return f"“{text}” after {MOODS[one.mood]}"


def _before(connection: sqlite3.Connection, number: int) -> Settings:
    """What was in use before a revision."""
    found = settings.revision(connection, number - 1)
    return found.settings if found else surveys.first_settings()


def _find(connection: sqlite3.Connection, number: int) -> Decision:
    found = settings.revision(connection, number)
    if found is None:
        raise NotFound(f"There is no revision {number}.")
    return found

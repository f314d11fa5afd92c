"""What the kiosks ask: choose, word, look at it, publish."""

import sqlite3
from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.messages import Settings, Survey
from hub import surveys
from hub.store import audit, settings
from hub.web import survey_form
from hub.web.admin_page import done, page, whole
from hub.web.context import here
from hub.web.survey_form import Draft


class Conflict(Struct, frozen=True):
    """What somebody else published while this form was open."""

    revision: int
    at: str
    who: str


def show() -> ResponseReturnValue:
    """The form, with what is in use or with a built-in question."""
    before = in_use()
    choice = request.args.get("choice", "")
    chosen = surveys.built_in(choice)
    draft = survey_form.draft_of(before)
    if chosen is not None:
        fresh = survey_form.draft_of(_with(before, chosen), choice)
        draft = fresh
    return _page(draft, before.revision)


def publish() -> ResponseReturnValue:
    """Publish the form, or show what it would look like."""
    draft = survey_form.read(request.form)
    problems = survey_form.problems_of(draft)
    based_on = whole("based_on")
    if problems or request.form.get("action") != "publish":
        return _page(draft, based_on, problems=problems)
    context = here()
    with context.store.write() as connection:
        before = settings.newest(connection) or surveys.first_settings()
        if before.revision != based_on:
            return _page(draft, based_on, conflict=conflict_now(connection))
        faces = surveys.built_in(draft.choice) or before.survey
        wanted = survey_form.settings_of(draft, faces, before)
        decide_on(connection, wanted, what_changed(before, wanted))
    return done("survey", "published")


def decide_on(connection: sqlite3.Connection, wanted: Settings, note: str) -> None:
    """Make it the revision in use, with a word about what was changed."""
    now, who = here().now(), g.person.name
    decided = settings.decide(connection, wanted, now, who, note)
    what = f"published revision {decided.revision} of what is asked: {note}"
    audit.note(connection, now, who, what)


def in_use() -> Settings:
    """The revision in use, or what devices do without one."""
    newest = settings.newest(here().store.connection())
    return newest or surveys.first_settings()


def _with(before: Settings, survey: Survey) -> Settings:
    return Settings(
        revision=before.revision,
        survey=survey,
        languages=before.languages,
        idle_lines=before.idle_lines,
        help_timeout_s=before.help_timeout_s,
    )


def conflict_now(connection: sqlite3.Connection) -> Conflict | None:
    """Who published the newest revision, and when."""
    newest = settings.history(connection, 1)
    if not newest:
        return Conflict(0, "", "")
    row = newest[0]
    return Conflict(row.revision, here().clock(row.at), row.who or "a program")


def what_changed(before: Settings, wanted: Settings) -> str:
    """In a few words what differs."""
    old, new = before.survey, wanted.survey
    differs = {
        "question": (old.question_key, old.question)
        != (new.question_key, new.question),
        "reasons": (old.unhappy_reasons, old.happy_reasons)
        != (new.unhappy_reasons, new.happy_reasons),
        "attract lines": before.idle_lines != wanted.idle_lines,
        "languages": before.languages != wanted.languages,
        "the shop's own words": before.own_words != wanted.own_words,
        "thanks": before.thanks != wanted.thanks,
        "help time-out": before.help_timeout_s != wanted.help_timeout_s,
    }
    return ", ".join(name for name, differ in differs.items() if differ) or "no change"


def shown(draft: Draft, survey: Survey) -> dict[str, Any]:
    """What a preview needs to know."""
    return {
        "draft": draft,
        "faces": [face.label for face in survey.faces],
        "languages": surveys.LANGUAGES,
    }


def _page(
    draft: Draft,
    based_on: int,
    problems: dict[str, str] | None = None,
    conflict: Conflict | None = None,
) -> ResponseReturnValue:
    before = in_use()
    text, status = page(
        "survey",
        None,
        based_on=conflict.revision if conflict else based_on,
        conflict=conflict,
        troubles=problems or {},
        choices={name: surveys.built_in(name) for name in surveys.NAMES},
        longest=survey_form.LONGEST,
        **shown(draft, surveys.built_in(draft.choice) or before.survey),
    )
    if conflict:
        return text, 409
    return text, 400 if problems else status

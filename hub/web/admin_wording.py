"""The shop's own words, which are nothing personal, and how it says thanks."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue
from msgspec.structs import replace
from werkzeug.exceptions import NotFound

from contract.messages import Settings
from hub import surveys
from hub.store import settings
from hub.web import saidbook, wording_form
from hub.web.admin_page import done, page, whole
from hub.web.admin_survey import conflict_now, decide_on, in_use, what_changed
from hub.web.context import here
from models.words import own_words
from models.words.labels import FEELINGS, THEMES


def show() -> ResponseReturnValue:
    """Both forms, with what is in use, was in a revision, or is built in."""
    before, earlier = in_use(), request.args.get("revision", "")
    if earlier:
        before = _earlier(earlier)
    is_built_in = request.args.get("thanks") == "built-in"
    thanks = surveys.thanks() if is_built_in else before.thanks
    return _page(before.own_words, wording_form.lines_of(thanks), earlier=earlier)


def _earlier(number: str) -> Settings:
    """What a revision held, for the forms to begin with."""
    connection = here().store.connection()
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    found = settings.revision(connection, int(number)) if is_number else None
    if found is None:
        raise NotFound("There is no such revision.")
    return found.settings


def publish_words() -> ResponseReturnValue:
    """The shop's own words, for all kiosks and the hub itself."""
    words = wording_form.read_words(request.form)
    problem = wording_form.problem_of_words(words)
    lines = wording_form.lines_of(in_use().thanks)
    if problem:
        return _page(words, lines, {"own_words": problem})
    return _publish(
        lambda before: replace(before, own_words=words),
        lambda: _page(words, lines, conflict=True),
    )


def publish_thanks() -> ResponseReturnValue:
    """How thanks are said."""
    before = in_use()
    rows = wording_form.read_lines(request.form)
    problems = wording_form.problems_of_lines(rows, before.languages)
    if problems:
        return _page(before.own_words, rows, problems)
    thanks = wording_form.thanks_of(rows)
    return _publish(
        lambda before: replace(before, thanks=thanks),
        lambda: _page(before.own_words, rows, conflict=True),
    )


def _publish(
    change: Callable[[Settings], Settings],
    refuse: Callable[[], ResponseReturnValue],
) -> ResponseReturnValue:
    with here().store.write() as connection:
        before = settings.newest(connection) or surveys.first_settings()
        if before.revision == whole("based_on"):
            wanted = change(before)
            decide_on(connection, wanted, what_changed(before, wanted))
            return done("wording", "published")
    return refuse()


def _page(
    words: list[str],
    rows: list[wording_form.Line],
    problems: dict[str, str] | None = None,
    conflict: bool = False,
    earlier: str = "",
) -> ResponseReturnValue:
    before = in_use()
    text, status = page(
        "wording",
        None,
        based_on=before.revision,
        own_words=words,
        rows=rows,
        troubles=problems or {},
        conflict=conflict_now(here().store.connection()) if conflict else None,
        languages=surveys.LANGUAGES,
        offered=before.languages,
        moods=wording_form.MOODS,
        themes={key: saidbook.name("en", "theme", key) for key in THEMES},
        feelings={key: saidbook.name("en", "feeling", key) for key in FEELINGS},
        most=own_words.MOST,
        longest=wording_form.LONGEST,
        earlier=earlier,
    )
    if conflict:
        return text, 409
    return text, 400 if problems else status

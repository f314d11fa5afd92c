"""The owner's own themes: by name and examples, tried on past comments, then kept."""

import sqlite3
from typing import Any

import msgspec
from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from werkzeug.exceptions import NotFound

from hub import surveys
from hub.alerts import theme_names
from hub.figures.disclosure import FEWEST, Ask
from hub.figures.periods import in_shop
from hub.reports import said, trial
from hub.reports.said import Row
from hub.reports.trial import Trial
from hub.store import audit, batches, own_themes, places, policies, settings
from hub.store.own_themes import BadTheme, OwnTheme
from hub.understanding import NotRead
from hub.web import saidbook, theme_form, wordbook
from hub.web.context import here
from hub.web.theme_form import Draft
from models.words.asking import Fitted
from models.words.labels import THEMES
from models.words.reading import is_read

blueprint = Blueprint("themes", __name__, url_prefix="/owner/themes")

DAYS = 28
WITHIN_S = 60.0
"""For a trial on some hundred comments; the first one on a hub also measures ours."""
THEME = "<int(max=999999999):theme>"
SAID = {
    "added": "Kept. Past comments are being compared; in a minute they count too.",
    "saved": "Saved. It holds for comments from now on; what was counted stays.",
    "retired": "Retired. Comments from now on are not compared with it.",
    "again": "In use again, for comments from now on.",
    "deleted": "Deleted, with all that was counted by it.",
}
NOT_READ = {
    "no_model": "No model is installed on this hub that could compare words, so nothing"
    " can be tried. The installed one came with Heed; put it back.",
    "late": "Comparing took too long and was stopped. Try again in a moment.",
    "language": "Words in this language can’t be compared.",
}


class Outcome(Struct, frozen=True):
    """What a trial gave."""

    trial: Trial
    fitted: Fitted
    like_from: float
    mark: str
    examples: list[str]
    """As they will be kept: redacted."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The page; `theme` names one to change."""
    number = request.args.get("theme", "")
    found = None
    if number:
        found = _find(int(number) if number.isdigit() and len(number) < 10 else 0)
    empty = Draft(names={}, examples=[])
    return _page(theme_form.draft_of(found) if found else empty)


@blueprint.post("")
def keep() -> ResponseReturnValue:
    """Try what was written, or keep what was tried."""
    draft = theme_form.read(request.form)
    problems = theme_form.problems_of(draft)
    if problems:
        return _page(draft, 400, problems=problems)
    limit = draft.limit
    is_tried = limit is not None and draft.tried == theme_form.mark(
        draft.examples, limit
    )
    if request.form.get("action") == "keep" and is_tried and limit is not None:
        return _kept(draft, limit)
    try:
        outcome = _try(draft)
    except NotRead as error:
        return _page(draft, 503, problems={"examples": NOT_READ[error.why]})
    tried = msgspec.structs.replace(
        draft,
        examples=outcome.examples,
        like_from=f"{100 * outcome.like_from:.0f}",
        tried=outcome.mark,
    )
    return _page(tried, outcome=outcome, unseen=request.form.get("action") == "keep")


@blueprint.post(f"/{THEME}/<any(retire, again, delete):what>")
def turn(theme: int, what: str) -> ResponseReturnValue:
    """Take a theme out of use or back, or delete it."""
    found = _find(theme)
    context = here()
    with context.store.write() as connection:
        rules = theme_names.watching(policies.newest(connection), found.key)
        if what != "again" and rules:
            words = (
                f"The rule {', '.join(rules)} on the page Alerts watches for it. Choose"
                " another theme there first."
            )
            problems = {f"theme-{theme}": words}
            return _page(Draft(names={}, examples=[]), 409, problems=problems)
        if what == "delete":
            own_themes.delete(connection, theme)
        else:
            own_themes.retire(connection, theme, what == "retire")
        _note(connection, f"own theme {found.key}: {what}")
    said_ = {"retire": "retired", "again": "again", "delete": "deleted"}[what]
    return redirect(url_for("themes.show", said=said_), 303)


def _kept(draft: Draft, limit: float) -> ResponseReturnValue:
    wanted = OwnTheme(
        theme=draft.theme,
        names=draft.names,
        examples=draft.examples,
        like_from=limit,
    )
    try:
        with here().store.write() as connection:
            if draft.theme:
                own_themes.change(connection, wanted)
            else:
                known = theme_names.known(connection)
                wanted = own_themes.add(connection, wanted, known)
            name = wanted.name("en")
            _note(
                connection, f"{'changed' if draft.theme else 'made'} the theme {name}"
            )
    except BadTheme as error:
        words = str(error)
        return _page(
            draft, 409, problems={"name-en": f"{words[:1].upper()}{words[1:]}."}
        )
    said_ = "saved" if draft.theme else "added"
    return redirect(url_for("themes.show", said=said_), 303)


def _try(draft: Draft) -> Outcome:
    """Hold past comments against the examples; raises NotRead."""
    context = here()
    connection = context.store.connection()
    decided = settings.newest(connection)
    own = decided.own_words if decided else []
    read = context.understander.understand
    examples = [read(line, "en", own).text for line in draft.examples]
    made = batches.made(connection, told=False)
    looked_at = trial.newest(made, lambda batch: batches.words(connection, batch))
    found = context.understander.compare(
        [one.text for one in looked_at], {trial.KEY: examples}, WITHIN_S
    )
    fitted = found.fitted[trial.KEY]
    like_from = fitted.like_from if draft.limit is None else draft.limit
    alike = {
        (one.batch, one.place)
        for one, likeness in zip(looked_at, found.likeness[trial.KEY], strict=True)
        if likeness >= like_from
    }
    names = {one.touchpoint: one.name for one in places.touchpoints(connection)}
    outcome = trial.tried(made, looked_at, alike, lambda place: names.get(place, "?"))
    mark = theme_form.mark(examples, like_from)
    return Outcome(outcome, fitted, like_from, mark, examples)


def _find(theme: int) -> OwnTheme:
    found = own_themes.find(here().store.connection(), theme)
    if found is None:
        raise NotFound("There is no such theme; somebody may have deleted it.")
    return found


def _counts(connection: sqlite3.Connection) -> dict[str, Row | None]:
    """How often each was found in the last days, where that may be told."""
    context = here()
    today = in_shop(context.now(), context.zone).date().toordinal()
    ask, before = (Ask(last - DAYS + 1, last) for last in (today, today - DAYS))
    made, spans = batches.made(connection, told=False), own_themes.spans(connection)
    return {
        key: said.row(
            said.covering(made, f"theme:{key}", spans), f"theme:{key}", ask, before
        )
        for key in spans
    }


def _unread(connection: sqlite3.Connection) -> list[str]:
    """Languages of the shop's kiosks in which no theme is found."""
    decided = settings.newest(connection) or surveys.first_settings()
    unread = [code for code in decided.languages if not is_read(code)]
    return [surveys.LANGUAGES.get(code, code) for code in unread]


def _page(
    draft: Draft,
    status: int = 200,
    problems: dict[str, str] | None = None,
    outcome: Outcome | None = None,
    unseen: bool = False,
) -> ResponseReturnValue:
    connection = here().store.connection()
    more: dict[str, Any] = {"outcome": outcome, "unseen": unseen}
    page = render_template(
        "owner_themes.html",
        on="words",
        draft=draft,
        problems=problems or {},
        said=SAID.get(request.args.get("said", "")),
        themes=own_themes.every(connection),
        counts=_counts(connection),
        days=DAYS,
        fewest=FEWEST,
        form=theme_form,
        languages={code: wordbook.words(code)["name"] for code in wordbook.LANGUAGES},
        unread=_unread(connection),
        built_in=[saidbook.name("en", "theme", key) for key in THEMES],
        **more,
    )
    return page, status


def _note(connection: sqlite3.Connection, what: str) -> None:
    audit.note(connection, here().now(), g.person.name, what)

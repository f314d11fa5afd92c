"""The owner's page on guidance: the shop's own words, and what may be offered."""

import itertools

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from hub.alerts.guidance import PIECES, SEVERITIES, THEMES
from hub.store import audit, guidance
from hub.store.guidance import BadGuidance
from hub.web import advicebook, decisionbook, wordbook
from hub.web.context import here

blueprint = Blueprint("guidance", __name__, url_prefix="/guidance")

MARKS_MS = 90 * 24 * 3600 * 1000


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The page."""
    return _page()


@blueprint.post("/words")
def change_words() -> ResponseReturnValue:
    """The shop's own words in one language; an emptied field brings ours back."""
    form, context = request.form, here()
    language = _known("of", wordbook.LANGUAGES)
    ours = advicebook.ours(language)
    try:
        with context.store.write() as connection:
            for piece in PIECES:
                words = form.get(piece, "").strip()
                own = "" if words == ours[piece] else words
                guidance.say(connection, piece, language, own)
            what = f"changed the guidance ({language})"
            audit.note(connection, context.now(), g.person.name, what)
    except BadGuidance as error:
        return _page(problem=error, given=form)
    return redirect(url_for("guidance.show", of=language, said="saved"), 303)


@blueprint.post("/offers")
def change_offers() -> ResponseReturnValue:
    """What staff may offer, by theme and severity."""
    form, context = request.form, here()
    language = _known("of", wordbook.LANGUAGES)
    try:
        with context.store.write() as connection:
            for case in itertools.product(THEMES, SEVERITIES):
                what = form.get(_field(*case), "")
                guidance.allow(connection, case, language, what)
            what = f"changed what staff may offer ({language})"
            audit.note(connection, context.now(), g.person.name, what)
    except BadGuidance as error:
        return _page(problem=error, given=form)
    return redirect(url_for("guidance.show", of=language, said="saved"), 303)


def _field(theme: str, severity: str) -> str:
    return f"offer-{theme}-{severity}"


def _known(field: str, known: tuple[str, ...]) -> str:
    value = request.values.get(field, "")
    if value not in known:
        raise BadRequest(f"Choose one of these: {', '.join(known)}.")
    return value


def _page(
    problem: BadGuidance | None = None, given: dict[str, str] | None = None
) -> ResponseReturnValue:
    context = here()
    connection = context.store.connection()
    language, words = decisionbook.chosen()
    of = request.values.get("of", "")
    of = of if of in wordbook.LANGUAGES else language
    shown = advicebook.words(connection, of)
    offers: dict[str, str] = {}
    elsewhere: dict[str, tuple[str, str]] = {}
    for case, offer in guidance.offers(connection).items():
        read, what = offer.read_in(of)
        if read in ("", of):
            offers[_field(*case)] = what
        else:
            elsewhere[_field(*case)] = (read, what)
    body = render_template(
        "admin/guidance.html",
        on="guidance",
        language=language,
        words=words,
        of=of,
        languages={code: wordbook.words(code)["name"] for code in wordbook.LANGUAGES},
        pieces=PIECES,
        themes=THEMES,
        severities=SEVERITIES,
        ours=advicebook.ours(of),
        fields=shown | offers | dict(given or {}),
        elsewhere=elsewhere,
        marks=guidance.marks(connection, context.now() - MARKS_MS),
        longest=guidance.LONGEST,
        problem=decisionbook.trouble(problem, words) if problem else "",
        said=words["saved"] if request.args.get("said") == "saved" else "",
    )
    return body, 400 if problem else 200

"""What may help, on the cards of the floor: guidance that fits, and whether it did."""

import sqlite3

from flask import Blueprint, Response, g
from msgspec import Struct
from werkzeug.exceptions import BadRequest, NotFound

from hub.alerts.guidance import Case, Fitting, fitting
from hub.store import alert_words, guidance
from hub.store.alert_words import Line
from hub.store.guidance import Offer, Open
from hub.web import access, advicebook, alert_lines, wordbook
from hub.web.context import here
from hub.web.floor import ALERT, answer, body_of

blueprint = Blueprint("floor_guidance", __name__, url_prefix="/floor/guidance")


class Piece(Struct, frozen=True):
    """One piece of guidance."""

    piece: str
    words: str
    helped: bool | None
    """What was said of it for this alert, or nothing yet."""


class Shown(Struct, frozen=True):
    """What a card shows."""

    alert: int
    pieces: list[Piece]
    """In the order in which they are read."""
    offer: str
    """What may be offered, or nothing."""
    offer_language: str
    """The language of these words, or nothing where it is not known."""


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of "It helped" and "Not helpful"."""

    piece: str
    helped: bool


@blueprint.get("")
def show() -> Response:
    """What may help with each alert that is open or taken."""
    connection = here().store.connection()
    language = wordbook.chosen()
    words = advicebook.words(connection, language)
    offers = guidance.offers(connection)
    found = []
    for alert, fits in _fitting(connection).items():
        marked = guidance.marked(connection, alert)
        pieces = [Piece(one, words[one], marked.get(one)) for one in fits.pieces]
        case, rest = (fits.theme, fits.severity), ("any", fits.severity)
        offer = offers.get(case) or offers.get(rest) or Offer({})
        read, what = offer.read_in(language)
        found.append(Shown(alert, pieces, what, read))
    return answer(found)


@blueprint.post(f"/{ALERT}")
def mark(alert: int) -> Response:
    """Whether a piece helped; it counts for the shop, whoever says so."""
    body, context = body_of(Mark), here()
    with context.store.write() as connection:
        fits = _fitting(connection).get(alert)
        if fits is None:
            raise NotFound("This alert is over, or has no guidance.")
        if body.piece not in fits.pieces:
            raise BadRequest(
                f"{body.piece!r} is not shown here; known: {', '.join(fits.pieces)}"
            )
        guidance.mark(connection, alert, body.piece, body.helped, context.now())
    return answer({"helped": body.helped})


def _fitting(connection: sqlite3.Connection) -> dict[int, Fitting]:
    lines = {one.alert: one for one in alert_words.lines(connection, here().now())}
    found = {
        one.alert: fitting(_case(one, lines.get(one.alert)))
        for one in guidance.open_alerts(connection)
    }
    return {alert: fits for alert, fits in found.items() if fits is not None}


def _case(alert: Open, line: Line | None) -> Case:
    """What this reader may know of the customer."""
    if line is not None and alert_lines.is_for_lead(line):
        line = line if access.covers(g.person.role, "lead") else None
    danger = alert.detail.get("urgent") or (line and line.urgent)
    if alert.kind == "urgent" or alert.detail.get("for") == "danger":
        danger = danger or "any"
    theme = alert.detail.get("theme")
    read = line.themes.split() if line is not None and line.scored else []
    feelings = line.feelings.split() if line is not None and line.scored else []
    themes = [*([str(theme)] if theme else []), *read, *alert.reasons]
    return Case(alert.kind, themes, feelings, str(danger) if danger else None)

"""The one line of words that an open alert shows, for those who may see it.

It comes by a question of its own and never by the stream, so that nothing keeps it: it
is gone with its alert, and after half an hour.
"""

from collections.abc import Mapping

import msgspec
from flask import Blueprint, Response, g
from msgspec import Struct

from hub.store import alert_words, own_themes
from hub.store.alert_words import FRESH_MS, Line
from hub.web import access, saidbook, wordbook
from hub.web.context import here

blueprint = Blueprint("alert_lines", __name__)

LONGEST = 240
"""Characters of a line; the rest is cut."""
ABOUT_STAFF = "staff"


class Shown(Struct, frozen=True):
    """What a card shows of what was said."""

    alert: int
    about: str
    """Theme and feeling."""
    text: str
    """The words on one line; empty where only a lead may read them."""
    until: int
    """When it has to be gone, ms by the hub's clock."""


class Lines(Struct, frozen=True):
    """All lines, and the hub's clock."""

    now: int
    lines: list[Shown]


@blueprint.get("/floor/words")
def show() -> Response:
    """What open alerts tell of the words behind them, now."""
    context = here()
    now = context.now()
    found = alert_words.lines(context.store.connection(), now)
    is_lead = access.covers(g.person.role, "lead")
    language = wordbook.chosen()
    own = own_themes.names(context.store.connection(), language)
    told = Lines(now, [shown(line, is_lead, language, own) for line in found])
    return Response(msgspec.json.encode(told), mimetype="application/json")


def is_for_lead(line: Line) -> bool:
    """Does it tell of a colleague? What software was not sure of may as well."""
    return not line.scored or ABOUT_STAFF in line.themes.split()


def shown(line: Line, is_lead: bool, language: str, own: Mapping[str, str]) -> Shown:
    """A line as one reader may see it; `own` names the owner's themes."""
    until = line.at + FRESH_MS
    if is_for_lead(line) and not is_lead:
        about = saidbook.words(language)["for_lead"]
        return Shown(line.alert, about, "", until)
    themes, feelings = line.themes.split()[:1], line.feelings.split()[:1]
    names = [
        *([saidbook.name(language, "urgent", line.urgent)] if line.urgent else []),
        *(saidbook.name(language, "theme", key, own) for key in themes),
        *(saidbook.name(language, "feeling", key) for key in feelings),
    ]
    text = " ".join(line.text.split())
    if len(text) > LONGEST:
        text = text[:LONGEST].rstrip() + " …"
    return Shown(line.alert, " · ".join(names), text, until)

"""“A customer told me …”: a face and two lines from a colleague, read on the hub.

Names and numbers are hidden before anything is kept; where nothing can hide them, only
the face is. It counts apart from what customers give themselves.
"""

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from contract.events import Comment
from hub.alerts import words as bringing
from hub.store import comments, places, seen, settings
from hub.store.comments import Given
from hub.understanding import NotRead
from hub.web import saidbook, wordbook
from hub.web.context import here
from models.words.telling import as_read

blueprint = Blueprint("told", __name__, url_prefix="/told")

LONGEST = 300
"""Characters of two lines."""
FACES = ("unhappy", "happy")
NO_PLACE = -1


class Told(Struct, frozen=True):
    """What a colleague filled in."""

    visit: str
    """The form's own key: sent twice, it counts once."""
    face: str
    touchpoint: int
    text: str
    language: str

    @property
    def problem(self) -> str | None:
        """What is wrong with it, as a key of the words."""
        if self.face not in FACES or self.touchpoint == NO_PLACE:
            return "told_empty"
        return "told_long" if len(self.text) > LONGEST else None


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The form."""
    return _page(Told(str(uuid.uuid4()), "", NO_PLACE, "", wordbook.chosen()))


@blueprint.post("")
def tell() -> ResponseReturnValue:
    """Read it, hide what is personal, and keep what may be kept."""
    told = _filled_in()
    if told.problem:
        return _page(told, problem=told.problem)
    event, why = _understood(told)
    context = here()
    with context.store.write() as connection:
        visit = bytes.fromhex(told.visit.replace("-", ""))
        if not comments.is_there(connection, visit):
            now = context.now()
            n = seen.next_n(connection)
            seen.add(connection, n, [uuid.uuid4().bytes], now)
            given = Given(event, str(uuid.uuid4()), n, now, told.touchpoint, told.face)
            bringing.bring(connection, comments.take(connection, [given]), (), now)
    fresh = Told(str(uuid.uuid4()), "", told.touchpoint, "", told.language)
    return _page(fresh, kept=event.text, why=why)


def _understood(told: Told) -> tuple[Comment, str | None]:
    """The comment as it may be kept, and why its words are not."""
    bare = Comment(visit=told.visit, step="told", source="told", language=told.language)
    if not told.text:
        return replace(bare, why_not="too_short"), None
    try:
        decided = settings.newest(here().store.connection())
        own = decided.own_words if decided else []
        words = here().understander.understand(told.text, told.language, own)
    except NotRead as error:
        why_not = "language" if error.why == "language" else "no_model"
        return replace(bare, why_not=why_not), error.why
    return as_read(bare, words), None


def _filled_in() -> Told:
    form = request.form
    try:
        visit = str(uuid.UUID(form.get("visit", "")))
    except ValueError:
        visit = str(uuid.uuid4())
    language = form.get("language", "")
    place = form.get("touchpoint", "")
    known = {one.touchpoint for one in places.touchpoints(here().store.connection())}
    number = int(place) if place.isascii() and place.isdigit() else NO_PLACE
    return Told(
        visit,
        form.get("face", ""),
        number if number in known else NO_PLACE,
        " ".join(form.get("text", "").split()),
        language if language in wordbook.LANGUAGES else wordbook.chosen(),
    )


def _page(
    told: Told,
    problem: str | None = None,
    kept: str | None = None,
    why: str | None = None,
) -> ResponseReturnValue:
    language, words = saidbook.chosen()
    said = ""
    if kept is not None:
        said = words["told_kept"].format(text=kept)
    elif why is not None:
        said = words["told_lost"].format(why=words[f"told_{why}"])
    elif told.touchpoint != NO_PLACE and problem is None:
        said = words["told_lost"].format(why="")
    page = render_template(
        "told.html",
        on="told",
        language=language,
        words=words,
        told=told,
        problem=words[problem].format(n=LONGEST) if problem else "",
        said=said,
        lost=kept is None,
        places=places.touchpoints(here().store.connection()),
        languages={code: wordbook.words(code)["name"] for code in wordbook.LANGUAGES},
        longest=LONGEST,
    )
    return page, 400 if problem else 200

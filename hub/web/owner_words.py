"""What they say: comments by theme and feeling, as far as nobody is singled out."""

import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from werkzeug.exceptions import BadRequest, NotFound

from hub.alerts import theme_names
from hub.figures.disclosure import FEWEST, Ask, Batch
from hub.figures.intervals import wilson
from hub.figures.periods import in_shop
from hub.reports import names, said, tables
from hub.reports.said import Row
from hub.store import batches, comments, field, own_themes, places
from hub.store.own_themes import Spans
from hub.web import owner_filter, saidbook
from hub.web.context import here
from hub.web.owner import explain
from hub.web.owner_filter import BadFilter, Choices, Filter
from hub.web.stream import one_moment

blueprint = Blueprint("owner_words", __name__, url_prefix="/owner/words")

DAYS = 28
PRESETS = {"7 days": 7, "28 days": 28, "90 days": 90, "A year": 365}
LABELS = ("negative", "neutral", "positive", "mixed")
OWN = ("show", "source")


class Asked(Struct, frozen=True):
    """What the address asks for."""

    chosen: Filter
    ask: Ask
    before: Ask
    show: str
    """The theme or feeling whose words are wanted; empty for all."""
    told: bool
    """What was told to colleagues, instead of what customers gave."""

    def query(self, **more: str) -> str:
        """The address's part after the question mark, with some of it changed."""
        ours = {"show": self.show, "source": "told" if self.told else ""}
        wanted = {k: v for k, v in {**ours, **more}.items() if v}
        return self.chosen.query(**wanted)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The page."""
    context = here()
    connection = context.store.connection()
    with one_moment(connection):
        asked, choices = _asked(connection)
        made = batches.made(connection, asked.told)
        spans = own_themes.spans(connection)
        own = own_themes.names(connection, "en")
        found = {kind: _rows(made, kind, asked, spans) for kind in said.KINDS}
        complaints = said.row(made, "complaints", asked.ask, asked.before)
        groups = said.groups(
            said.covering(made, asked.show, spans),
            asked.show,
            asked.ask,
            lambda batch: batches.words(connection, batch),
            lambda place: choices.touchpoints.get(place, ("?", 0))[0],
        )
        more = _how_sure(connection)
        period = asked.ask
        faces = field.faces(connection, period.first_day, period.last_day)
    return render_template(
        "owner_words.html",
        asked=asked,
        choices=choices,
        found=found,
        complaints=complaints,
        faces=faces if asked.told else None,
        groups=groups,
        title=lambda key: title(key, own),
        labels=LABELS,
        presets=PRESETS,
        today=_today(),
        fewest=FEWEST,
        days_back=lambda days: (_today() - timedelta(days=days - 1)).isoformat(),
        **more,
    )


@blueprint.get("/counts.csv")
def spreadsheet() -> Response:
    """The counts, and no words, for a spreadsheet."""
    connection = here().store.connection()
    with one_moment(connection):
        asked, _ = _asked(connection)
        made = batches.made(connection, asked.told)
        spans = own_themes.spans(connection)
    complaints = said.row(made, "complaints", asked.ask, asked.before)
    found = [*([complaints] if complaints else [])]
    for kind in said.KINDS:
        found += _rows(made, kind, asked, spans)
    text = tables.as_csv(said.table(found, lambda key: key))
    answer = Response("\ufeff" + text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="heed-said.csv"'
    return answer


@blueprint.post("/<int(max=999999999):batch>/<int(max=999999999):place>/label")
def correct(batch: int, place: int) -> ResponseReturnValue:
    """What the owner says of a comment; kept on the hub for fitting, and only there."""
    label = request.form.get("label", "")
    if label not in LABELS:
        raise BadRequest(f"There is no such label; there are {', '.join(LABELS)}.")
    context = here()
    with context.store.write() as connection:
        comment = batches.comment_at(connection, batch, place)
        if comment is None:
            raise NotFound("There is no such comment.")
        comments.correct_by_owner(connection, comment, label, context.now())
    back = request.form.get("back", "")
    return redirect(f"{url_for('owner_words.show')}?{back}#w{batch}-{place}", 303)


@blueprint.errorhandler(BadFilter)
def explain_filter(error: BadFilter) -> ResponseReturnValue:
    """An address that asks for what there is not."""
    return explain(error)


def title(key: str, own: Mapping[str, str]) -> str:
    """What a row is called; `own` names the owner's themes."""
    kind, _, name = key.partition(":")
    return "Complaints" if key == "complaints" else saidbook.name("en", kind, name, own)


def _rows(made: list[Batch], kind: str, asked: Asked, spans: Spans) -> list[Row]:
    return said.rows(made, kind, asked.ask, asked.before, spans)


def _asked(connection: sqlite3.Connection) -> tuple[Asked, Choices]:
    given = request.args.to_dict()
    choices = Choices(
        shops={shop.shop: shop.name for shop in places.shops(connection)},
        touchpoints={
            place.touchpoint: (place.name, place.shop)
            for place in places.touchpoints(connection)
        },
        languages=[],
    )
    today = _today()
    show, source = (given.pop(name, "") for name in OWN)
    if "from" not in given and "to" not in given:
        given["from"] = (today - timedelta(days=DAYS - 1)).isoformat()
    chosen = owner_filter.read(given, choices, today)
    kind, _, name = show.partition(":")
    if show and show != "complaints" and not (kind in said.KINDS and name):
        raise BadFilter([f"There is nothing called {show[:40]!r} here."], chosen.given)
    known = theme_names.known(connection) if kind == "theme" else {}
    if kind == "theme" and name not in known:
        words = f"There is no theme {name[:40]!r} here. Known are: {', '.join(known)}."
        raise BadFilter([words], chosen.given)
    if source not in ("", "told"):
        raise BadFilter(["source can be told, or left out."], chosen.given)
    first, last = (day.toordinal() for day in (chosen.period.first, chosen.period.last))
    places_ = chosen.scope.touchpoints
    where = None if places_ is None else frozenset(places_)
    step = chosen.period.step
    ask = Ask(first, last, where)
    before = Ask(first - step, last - step, where)
    return Asked(chosen, ask, before, show, source == "told"), choices


def _how_sure(connection: sqlite3.Connection) -> dict[str, Any]:
    """How well software understands here; of whole days only, whatever is asked."""
    today = _today().toordinal()
    scored, given = field.coverage(connection, today - DAYS, today)
    rest = given - scored
    can_tell = given >= FEWEST and (rest == 0 or rest >= FEWEST)
    understood = [
        (one, wilson(one.right, one.n) if one.n >= FEWEST else None)
        for one in field.understood(connection, today)
    ]
    return {
        "coverage": (scored, given, wilson(scored, given)) if can_tell else None,
        "understood": understood,
        "language_name": names.language,
    }


def _today() -> Any:
    context = here()
    return in_shop(context.now(), context.zone).date()

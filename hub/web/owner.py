"""The owner's page: are customers happier or not, where, why, and did we answer?"""

import sqlite3
from typing import Any

import msgspec
from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, ServiceUnavailable

from hub.figures.periods import in_shop
from hub.reports import charts, headline, names, numbers, sections, tables
from hub.reports.drawing import NotDrawn
from hub.reports.headline import Figure
from hub.reports.numbers import View
from hub.reports.sections import MAKERS, Section
from hub.reports.specs import WIDTHS
from hub.store import figures as counts
from hub.store import places
from hub.web import owner_filter
from hub.web.context import here, wants_json
from hub.web.owner_filter import BadFilter, Choices, Filter
from hub.web.stream import one_moment

blueprint = Blueprint("owner", __name__, url_prefix="/owner")

THEMES = ("light", "dark")
A_DAY_S = 86_400


class Fresh(msgspec.Struct, frozen=True):
    """What the page asks for every few seconds."""

    figures: list[Figure]


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The page; its counts are kept fresh by `figures`."""
    context = here()
    context.drawing.wake()
    connection = context.store.connection()
    with one_moment(connection):
        choices, chosen = _choose(connection)
        view = _view(chosen)
        counted = numbers.read(connection, view)
        parts = sections.sections(counted, numbers.read_pieces(connection, view))
    context.drawing.expect(part.chart for part in parts if part.chart is not None)
    return render_template(
        "owner.html",
        figures=headline.figures(counted),
        today=headline.today(counted),
        sections=parts,
        pictures={part.name: _picture(part, chosen) for part in parts},
        drawn=context.drawing.works,
        chosen=chosen,
        choices=choices,
        presets=_presets(chosen, view),
        language_name=names.language,
        last_day=view.today,
    )


@blueprint.get("/figures")
def figures() -> Response:
    """The figures at the top as JSON."""
    connection = here().store.connection()
    with one_moment(connection):
        _, chosen = _choose(connection)
        counted = numbers.read(connection, _view(chosen))
    fresh = Fresh([*headline.figures(counted), headline.today(counted)])
    return Response(msgspec.json.encode(fresh), mimetype="application/json")


@blueprint.get("/pictures/<name>.svg")
def picture(name: str) -> Response:
    """A part's picture, as the page asked for it: `size`, `theme`, `v` its content."""
    size, theme = request.args.get("size", "wide"), request.args.get("theme", "light")
    if name not in MAKERS or size not in WIDTHS or theme not in THEMES:
        raise NotFound
    drawing, version = here().drawing, request.args.get("v", "")
    drawn = drawing.kept(version, size, theme)
    if drawn is None:
        chart = drawing.expected(version) or _section(name).chart
        if chart is None:
            raise NotFound("There are too few answers for this picture.")
        try:
            drawn = drawing.picture(chart, size, theme)
        except NotDrawn as error:
            raise ServiceUnavailable(str(error)) from error
        # Something came in since the page was made: right, but under another name.
        if charts.version(chart) != version:
            version = ""
    keep = f"private, max-age={A_DAY_S}, immutable" if version else "no-store"
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = keep
    return answer


@blueprint.get("/<name>.csv")
def spreadsheet(name: str) -> Response:
    """A part's table for a spreadsheet."""
    if name == "figures":
        connection = here().store.connection()
        with one_moment(connection):
            _, chosen = _choose(connection)
            table = headline.table(numbers.read(connection, _view(chosen)))
    elif name in MAKERS:
        table = _section(name).table
    else:
        raise NotFound
    # The mark at the start lets spreadsheets see that this is UTF-8.
    answer = Response("\ufeff" + tables.as_csv(table), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="heed-{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.after_request
def give_back(response: Response) -> Response:
    """Large reads leave much of the store in this thread's memory: let go of it."""
    here().store.forget_pages()
    return response


@blueprint.errorhandler(BadFilter)
def explain(error: BadFilter) -> ResponseReturnValue:
    """An address that asks for what there is not."""
    if wants_json():
        words = msgspec.json.encode({"error": str(error)})
        return Response(words, 400, mimetype="application/json")
    back = owner_filter.address(url_for("owner.show"), error.rest)
    page = render_template(
        "owner_filter.html", problems=error.problems, back=error.rest and back
    )
    return page, 400


def _section(name: str) -> Section:
    connection = here().store.connection()
    with one_moment(connection):
        _, chosen = _choose(connection)
        view = _view(chosen)
        counted = numbers.read(connection, view)
        return MAKERS[name](counted, numbers.read_pieces(connection, view))


def _choose(connection: sqlite3.Connection) -> tuple[Choices, Filter]:
    """What there is to choose from, and what the address chose; raises BadFilter."""
    context = here()
    choices = Choices(
        shops={shop.shop: shop.name for shop in places.shops(connection)},
        touchpoints={
            place.touchpoint: (place.name, place.shop)
            for place in places.touchpoints(connection)
        },
        languages=counts.languages(connection),
    )
    today = in_shop(context.now(), context.zone).date()
    return choices, owner_filter.read(request.args.to_dict(), choices, today)


def _view(chosen: Filter) -> View:
    context = here()
    return View(chosen.period, chosen.scope, in_shop(context.now(), context.zone))


def _presets(chosen: Filter, view: View) -> list[dict[str, Any]]:
    period, today = chosen.period, view.today
    return [
        {
            "title": title,
            "url": owner_filter.address(
                url_for("owner.show"), chosen.preset(days, today)
            ),
            "here": period.days == days and period.last == today,
        }
        for title, days in owner_filter.PRESETS.items()
    ]


def _picture(part: Section, chosen: Filter) -> dict[str, str]:
    """Addresses of a part's picture by size and theme."""
    if part.chart is None:
        return {}
    version = charts.version(part.chart)
    large = "broad" if part.broad else "wide"
    return {
        f"{name}_{theme}": url_for("owner.picture", name=part.name)
        + "?"
        + chosen.query(size=size, theme=theme, v=version)
        for name, size in (("large", large), ("column", "wide"), ("narrow", "narrow"))
        for theme in THEMES
    }

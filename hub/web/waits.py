"""The owner's page of waits: half and nine in ten, by hour and weekday, who gave up."""

from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound, ServiceUnavailable

from hub.reports import charts
from hub.reports import waits as told
from hub.reports.drawing import NotDrawn
from hub.reports.specs import WIDTHS
from hub.reports.waits import Picture, Waits
from hub.web.context import Context, here

blueprint = Blueprint("waits", __name__, url_prefix="/owner/waits")

DAYS: Final = (7, 28, 91)
"""The spans that may be looked at."""
THEMES: Final = ("light", "dark")
FIRST: Final = {"large": "broad", "middle": "wide", "narrow": "narrow"}
"""Sizes of a group's first picture, which has the page's whole breadth."""
OTHERS: Final = {"large": "half", "middle": "narrow", "narrow": "narrow"}
"""Sizes of the others, two beside each other where there is room."""
A_DAY_S: Final = 86_400


@blueprint.get("")
def show() -> str:
    """The page; its pictures are asked for by their content."""
    context, days = here(), _days()
    context.drawing.wake()
    page = _read(context, days)
    groups = [
        _group("By hour", "Hour", page.hours, "hour", days),
        _group("By weekday", "Day", page.weekdays, "weekday", days),
    ]
    drawn = [picture for group in groups for picture in group["pictures"]]
    context.drawing.expect(one["picture"].chart for one in drawn if one["urls"])
    return render_template(
        "waits.html",
        page=page,
        groups=groups,
        days=days,
        spans=DAYS,
        error=told.camera_error(page.eye),
        drawn=context.drawing.works,
    )


@blueprint.get("/pictures/<name>.svg")
def picture(name: str) -> Response:
    """A picture, as the page asked for it: `size`, `theme`, `v` its content."""
    size, theme = request.args.get("size", "wide"), request.args.get("theme", "light")
    if size not in WIDTHS or theme not in THEMES:
        raise NotFound
    drawing, version = here().drawing, request.args.get("v", "")
    chart = drawing.expected(version) or _chart(name)
    try:
        drawn = drawing.picture(chart, size, theme)
    except NotDrawn as error:
        raise ServiceUnavailable(str(error)) from error
    is_as_asked = charts.version(chart) == version
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = (
        f"private, max-age={A_DAY_S}, immutable" if is_as_asked else "no-store"
    )
    return answer


def _chart(name: str) -> charts.Chart:
    page = _read(here(), _days())
    rows = {"hour": page.hours, "weekday": page.weekdays}
    for by, found in rows.items():
        for one in told.pictures(found, by):
            if one.name == name and one.chart is not None:
                return one.chart
    raise NotFound("There is too little for this picture.")


def _days() -> int:
    asked = request.args.get("days", "")
    return int(asked) if asked in map(str, DAYS) else DAYS[1]


def _read(context: Context, days: int) -> Waits:
    today = datetime.fromtimestamp(context.now() / 1000, context.zone).date()
    return told.read(context.store.connection(), context.zone, today, days)


def _group(title: str, first: str, rows: told.Rows, by: str, days: int) -> Any:
    """One grouping's pictures with their addresses, and its table."""
    pictures = [
        {"picture": one, "urls": _urls(one, days, OTHERS if place else FIRST)}
        for place, one in enumerate(told.pictures(rows, by))
    ]
    return {"title": title, "first": first, "rows": rows, "pictures": pictures}


def _urls(one: Picture, days: int, sizes: dict[str, str]) -> dict[str, str]:
    if one.chart is None:
        return {}
    version = charts.version(one.chart)
    return {
        f"{name}_{theme}": url_for(
            "waits.picture", name=one.name, size=size, theme=theme, v=version, days=days
        )
        for name, size in sizes.items()
        for theme in THEMES
    }

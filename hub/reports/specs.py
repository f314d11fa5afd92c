"""How the pictures look, as Vega-Lite drawings.

Colours are those of the light page; `palette.dark` turns a drawing into its dark one.
"""

from typing import Any

from hub.reports import specs_columns, specs_rows
from hub.reports.charts import Bars, Cell, Chart, Columns, Heat, Trend
from hub.reports.palette import FONT, Tone

Spec = dict[str, Any]

WIDTHS = {"wide": 640, "broad": 1200, "half": 520, "narrow": 340}
"""Pictures are drawn for a column, for the whole page, for half of one that is less
broad, and for a telephone."""
BROKEN = "break-paths-filter-domains"
"""Days without a share leave a gap in the line."""


def spec(chart: Chart, size: str) -> Spec:
    """The drawing of a picture in one of the sizes."""
    narrow = size == "narrow"
    if isinstance(chart, Trend):
        body = _trend(chart, narrow)
    elif isinstance(chart, Heat):
        body = _heat(chart, narrow)
    elif isinstance(chart, Columns):
        body = specs_columns.columns(chart, narrow)
    elif isinstance(chart, Bars):
        body = specs_rows.bars(chart, narrow)
    else:
        body = specs_rows.dots(chart, narrow)
    return {
        "width": WIDTHS[size],
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 4,
        "background": None,
        "config": _config(narrow),
        **body,
    }


def _config(narrow: bool) -> Spec:
    size = 13 if narrow else 14
    return {
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": size,
            "labelFont": FONT,
            "labelColor": Tone.soft,
            "gridColor": Tone.line,
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
        },
        "text": {"fontSize": size, "font": FONT, "fill": Tone.ink},
    }


def _trend(chart: Trend, narrow: bool) -> Spec:
    values = [
        {"day": p.day, "share": p.share, "low": p.low, "high": p.high, "alone": p.alone}
        for p in chart.points
    ]
    x = _days(len(values), narrow)
    y = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": _ends(chart), "zero": False},
        "axis": {"title": None, "format": ".0%", "tickCount": 4},
    }
    line = {
        "mark": {
            "type": "line",
            "color": Tone.accent,
            "strokeWidth": 2.5,
            "invalid": BROKEN,
        },
        "encoding": {"x": x, "y": y},
    }
    points = {
        "transform": [{"filter": "isValid(datum.share)"}],
        "mark": {
            "type": "point",
            "filled": True,
            "opacity": 1,
            "color": Tone.accent,
            "size": 50 if len(values) <= 31 else 14,
        },
        "encoding": {"x": x, "y": y},
    }
    usual = [] if chart.usual is None else _usual(chart.usual)
    layers = [*_band(x, y), *usual, line, points]
    return {"height": 220, "data": {"values": values}, "layer": layers}


def _days(count: int, narrow: bool) -> Spec:
    axis = {
        "title": None,
        "grid": False,
        "format": "%a %-d" if count <= 14 else "%-d %b",
        "tickCount": 4 if narrow else min(count, 8),
        "labelOverlap": True,
        "labelFlush": True,
    }
    scale = {"type": "utc"}
    return {"field": "day", "type": "temporal", "scale": scale, "axis": axis}


def _band(x: Spec, y: Spec) -> list[Spec]:
    """Where the true share most likely lies; a bar where no band can be drawn."""
    between = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    area = {"type": "area", "color": Tone.accent, "opacity": 0.18, "invalid": BROKEN}
    rule = {"type": "rule", "color": Tone.accent, "opacity": 0.4, "size": 3}
    return [
        {"mark": area, "encoding": between},
        {
            "transform": [{"filter": "datum.alone"}],
            "mark": rule,
            "encoding": between,
        },
    ]


def _usual(share: float) -> list[Spec]:
    """A dashed line at the usual share, with its name."""
    at = {"y": {"datum": share, "type": "quantitative"}}
    text = {
        "type": "text",
        "text": "usual",
        "align": "right",
        "baseline": "bottom",
        "dy": -4,
        "fill": Tone.soft,
    }
    dashed = {"type": "rule", "color": Tone.soft, "strokeDash": [4, 4]}
    one: Spec = {"values": [{}]}
    return [
        {"data": one, "mark": dashed, "encoding": at},
        {"data": one, "mark": text, "encoding": {**at, "x": {"value": "width"}}},
    ]


def _ends(chart: Trend) -> list[float]:
    lows = [p.low for p in chart.points if p.low is not None]
    highs = [p.high for p in chart.points if p.high is not None]
    usual = [] if chart.usual is None else [chart.usual]
    return specs_rows.tens([*lows, *highs, *usual])


HEAT = {
    "above": Tone.happy,
    "near": Tone.near,
    "below": Tone.unhappy,
    "few": Tone.sheet,
}


def _heat(chart: Heat, narrow: bool) -> Spec:
    cut = 2 if narrow else 3
    values = [
        {
            "weekday": cell.weekday[:cut],
            "hour": cell.hour,
            "fill": HEAT[cell.stands],
            "ink": Tone.on_colour if cell.stands in ("above", "below") else Tone.ink,
            "text": _mark(cell, narrow),
        }
        for cell in chart.cells
    ]
    hours = sorted({cell.hour for cell in chart.cells})
    axis = {"title": None, "grid": False, "labelAngle": 0, "labelOverlap": True}
    place = {
        "x": {
            "field": "hour",
            "type": "ordinal",
            "scale": {
                "domain": list(range(hours[0], hours[-1] + 1)),
                "paddingInner": 0.06,
            },
            "axis": {**axis, "orient": "top"},
        },
        "y": {
            "field": "weekday",
            "type": "ordinal",
            "scale": {"domain": [d[:cut] for d in chart.days], "paddingInner": 0.1},
            "axis": axis,
        },
    }
    return {
        "height": 36 * len(chart.days) + 24,
        "data": {"values": values},
        "layer": _cells(place, narrow),
    }


def _cells(place: Spec, narrow: bool) -> list[Spec]:
    fill = {"field": "fill", "type": "nominal", "scale": None}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    return [
        {
            "mark": {"type": "rect", "cornerRadius": 4, "stroke": Tone.line},
            "encoding": {**place, "color": fill},
        },
        {
            "mark": {"type": "text", "fontSize": 11 if narrow else 14},
            "encoding": {**place, "text": {"field": "text"}, "color": ink},
        },
    ]


def _mark(cell: Cell, narrow: bool) -> str:
    """What stands in a cell, so that colour is never all there is."""
    if cell.share is None:
        return "·"
    arrow = {"above": "▲", "below": "▼"}.get(cell.stands, "")
    return arrow if narrow else f"{arrow}{round(100 * cell.share)}"

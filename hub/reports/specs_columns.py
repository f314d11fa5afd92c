"""How pictures made of columns look: one an hour or a weekday, with a lighter top."""

from typing import Any, Final

from hub.reports.charts import Column, Columns
from hub.reports.palette import Tone

Spec = dict[str, Any]

AXES: Final[dict[str, Spec]] = {
    "minutes": {"format": "~g", "tickMinStep": 1},
    "share": {"format": ".0%"},
    "tills": {"format": "d", "tickMinStep": 1},
}
LEAST_TOP: Final = {"minutes": 2.0, "share": 0.1, "tills": 2.0}
"""What the axis reaches at least, so that little does not look like much."""
HEIGHT: Final = 200


def columns(chart: Columns, narrow: bool) -> Spec:
    """Columns from nought on; a dot where too little is known."""
    values = [_value(one, narrow) for one in chart.columns]
    highest = [one.more or one.value or 0.0 for one in chart.columns]
    top = max(LEAST_TOP[chart.unit], *highest) * 1.12
    layers = [
        _bar("more", Tone.near, top, chart.unit),
        _bar("value", Tone.accent, top, chart.unit),
        _text(top, chart.unit, narrow),
    ]
    return {"height": HEIGHT, "data": {"values": values}, "layer": layers}


def _value(one: Column, narrow: bool) -> Spec:
    return {
        "label": one.label[: 2 if narrow else 5],
        "value": one.value,
        "more": one.more,
        "top": one.more if one.more is not None else one.value or 0.0,
        "text": "·" if one.value is None else "+" if one.over else "",
    }


def _x() -> Spec:
    return {
        "field": "label",
        "type": "ordinal",
        "sort": None,
        "scale": {"paddingInner": 0.25, "paddingOuter": 0.1},
        "axis": {"title": None, "grid": False, "labelAngle": 0, "labelOverlap": True},
    }


def _y(field: str, top: float, unit: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"title": None, "tickCount": 4, **AXES[unit]},
    }


def _bar(field: str, fill: str, top: float, unit: str) -> Spec:
    mark = {"type": "bar", "color": fill, "cornerRadiusEnd": 3}
    if field == "more":
        mark["stroke"] = Tone.plain
    return {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": mark,
        "encoding": {"x": _x(), "y": _y(field, top, unit)},
    }


def _text(top: float, unit: str, narrow: bool) -> Spec:
    mark = {"type": "text", "baseline": "bottom", "dy": -3}
    return {
        "mark": {**mark, "fontSize": 13 if narrow else 15},
        "encoding": {
            "x": _x(),
            "y": _y("top", top, unit),
            "text": {"field": "text"},
        },
    }

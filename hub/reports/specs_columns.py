"""How pictures made of columns look: one an hour or a weekday, with a lighter top."""

from typing import Any, Final

from hub.reports.charts import Column, Columns
from hub.reports.palette import Tone

Spec = dict[str, Any]

AXES: Final[dict[str, Spec]] = {
    "minutes": {"labelExpr": "datum.label + ' min'", "tickMinStep": 1},
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
    x = _x([value["label"] for value in values])
    layers = [
        _bar("more", Tone.near, x, _y("more", top, chart.unit)),
        _bar("value", Tone.accent, x, _y("value", top, chart.unit)),
        _text(x, _y("top", top, chart.unit), narrow),
    ]
    return {"height": HEIGHT, "data": {"values": values}, "layer": layers}


def _value(one: Column, narrow: bool) -> Spec:
    return {
        "label": _short(one.label, narrow),
        "value": one.value,
        "more": one.more,
        "top": one.more if one.more is not None else one.value or 0.0,
        "text": "·" if one.value is None else "+" if one.over else "",
    }


def _short(label: str, narrow: bool) -> str:
    """An hour without its minutes, a weekday in two or three letters."""
    return label.partition(":")[0][: 2 if narrow else 3]


def _x(labels: list[str]) -> Spec:
    """In the order given, those without a column in their places too."""
    return {
        "field": "label",
        "type": "ordinal",
        "scale": {"domain": labels, "paddingInner": 0.25, "paddingOuter": 0.1},
        "axis": {"title": None, "grid": False, "labelAngle": 0, "labelOverlap": True},
    }


def _y(field: str, top: float, unit: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"title": None, "tickCount": 4, **AXES[unit]},
    }


def _bar(field: str, fill: str, x: Spec, y: Spec) -> Spec:
    mark = {"type": "bar", "color": fill, "cornerRadiusEnd": 3}
    if field == "more":
        mark["stroke"] = Tone.plain
    return {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": mark,
        "encoding": {"x": x, "y": y},
    }


def _text(x: Spec, y: Spec, narrow: bool) -> Spec:
    mark = {"type": "text", "baseline": "bottom", "dy": -3}
    return {
        "mark": {**mark, "fontSize": 13 if narrow else 15},
        "encoding": {
            "x": x,
            "y": y,
            "text": {"field": "text"},
        },
    }

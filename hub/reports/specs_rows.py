"""How pictures made of rows look: bars and dots, each with its interval."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

from hub.reports.charts import Bar, Bars, Dots
from hub.reports.palette import Tone

Spec = dict[str, Any]

ROW = 48
ABOVE = -18
"""A row's words stand so far above its mark."""
LONGEST, LONGEST_NARROW = 48, 24
FILLS = {"happy": Tone.happy, "unhappy": Tone.unhappy, "plain": Tone.plain}
# Rows are told apart by place, as two names may be cut alike.
ROWS: Spec = {
    "field": "place",
    "type": "ordinal",
    "scale": {"paddingInner": 0.45, "paddingOuter": 0.4},
    "axis": None,
}


def bars(chart: Bars, narrow: bool) -> Spec:
    """Shares from nought on."""
    top = min(1.0, max([row.high for row in chart.rows], default=1.0) * 1.02)
    span = [0.0, top]
    bar = {
        "type": "bar",
        "color": FILLS[chart.tone],
        "cornerRadiusEnd": 3,
        "height": 14,
    }
    return {
        "height": ROW * max(1, len(chart.rows)) + 16,
        "data": {"values": _rows(chart.rows, narrow)},
        "layer": [
            {"mark": bar, "encoding": {"y": ROWS, "x": _share("share", span, False)}},
            _whisker(span, False),
            *_words(),
        ],
    }


def dots(chart: Dots, narrow: bool) -> Spec:
    """Shares beside each other and against the whole."""
    ends = [end for row in chart.rows for end in (row.low, row.high)]
    span = tens(ends if chart.whole is None else [*ends, chart.whole])
    dot = {
        "type": "point",
        "filled": True,
        "opacity": 1,
        "size": 130,
        "color": Tone.accent,
    }
    whole: list[Spec] = []
    if chart.whole is not None:
        whole.append(
            {
                "data": {"values": [{"whole": chart.whole}]},
                "mark": {"type": "rule", "color": Tone.soft, "strokeDash": [4, 4]},
                "encoding": {"x": _share("whole", span, True)},
            }
        )
    return {
        "height": ROW * max(1, len(chart.rows)) + 40,
        "data": {"values": _rows(chart.rows, narrow)},
        "layer": [
            *whole,
            _whisker(span, True),
            {"mark": dot, "encoding": {"y": ROWS, "x": _share("share", span, True)}},
            *_words(),
        ],
    }


def tens(ends: Sequence[float]) -> list[float]:
    """From the lowest to the highest in full tens, three tens apart at least."""
    low, high = floor(10 * min(ends, default=0.0)), ceil(10 * max(ends, default=1.0))
    while high - low < 3:
        low, high = max(0, low - 1), min(10, high + 1)
    return [low / 10, high / 10]


def _rows(rows: Sequence[Bar], narrow: bool) -> list[Spec]:
    longest = LONGEST_NARROW if narrow else LONGEST
    return [
        {
            "label": _cut(row.label, longest),
            "share": row.share,
            "low": row.low,
            "high": row.high,
            "note": row.note,
            "place": place,
        }
        for place, row in enumerate(rows)
    ]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _words() -> list[Spec]:
    """Name and share above each row, from one side to the other."""
    text = {"type": "text", "baseline": "middle", "dy": ABOVE}
    return [
        {
            "mark": {**text, "align": "left"},
            "encoding": {"y": ROWS, "x": {"value": 0}, "text": {"field": "label"}},
        },
        {
            "mark": {**text, "align": "right", "fill": Tone.soft},
            "encoding": {
                "y": ROWS,
                "x": {"value": "width"},
                "text": {"field": "note"},
            },
        },
    ]


def _share(name: str, span: list[float], axis: bool) -> Spec:
    shown = {"title": None, "format": ".0%", "tickCount": 4, "grid": False}
    return {
        "field": name,
        "type": "quantitative",
        "scale": {"domain": span, "nice": False, "zero": False},
        "axis": shown if axis else None,
    }


def _whisker(span: list[float], axis: bool) -> Spec:
    return {
        "mark": {"type": "rule", "color": Tone.ink, "size": 2, "opacity": 0.65},
        "encoding": {
            "y": ROWS,
            "x": _share("low", span, axis),
            "x2": {"field": "high"},
        },
    }

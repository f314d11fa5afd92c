"""What each picture shows: the figures in it, and nothing of how it looks."""

import hashlib

import msgspec
from msgspec import Struct

LOOK = 2
"""Goes up when drawings of the same figures change."""


class Point(Struct, frozen=True, array_like=True):
    """One day of the trend."""

    day: str
    """Its date, as 2026-11-22."""
    share: float | None
    low: float | None
    high: float | None
    alone: bool
    """True where neither neighbour has a share, so that no band can be drawn."""


class Trend(Struct, frozen=True, tag="trend"):
    """The share by day with its band."""

    points: list[Point]
    usual: float | None


class Cell(Struct, frozen=True, array_like=True):
    """One hour of a weekday."""

    weekday: str
    hour: int
    share: float | None
    stands: str
    """above, below, near or few"""


class Heat(Struct, frozen=True, tag="heat"):
    """The share by hour and weekday."""

    cells: list[Cell]
    """Those with answers."""
    days: list[str]
    """The weekdays that are shown, in order."""


class Bar(Struct, frozen=True, array_like=True):
    """One row of a picture with bars or dots."""

    label: str
    share: float
    low: float
    high: float
    note: str
    """What stands at the end of the row."""


class Bars(Struct, frozen=True, tag="bars"):
    """Shares as bars with their intervals."""

    rows: list[Bar]
    tone: str
    """happy, unhappy or plain"""


class Dots(Struct, frozen=True, tag="dots"):
    """Shares as dots with their intervals, against the whole."""

    rows: list[Bar]
    whole: float | None


class Column(Struct, frozen=True, array_like=True):
    """One hour or weekday."""

    label: str
    value: float | None
    """How high the column is; none where too little is known."""
    more: float | None
    """How high its lighter top reaches, where there is one."""
    note: str
    """The same in words."""
    over: bool = False
    """True where even the top is only known to be higher."""


class Columns(Struct, frozen=True, tag="columns"):
    """Columns side by side, in one unit."""

    columns: list[Column]
    unit: str
    """minutes, share or tills"""


Chart = Trend | Heat | Bars | Dots | Columns


def version(chart: Chart) -> str:
    """Changes exactly when the picture would."""
    content = msgspec.json.encode([LOOK, chart])
    return hashlib.sha256(content).hexdigest()[:20]

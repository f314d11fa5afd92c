"""The drawing process: it starts when asked, ends when idle, and never holds us up."""

import sys
import time
from collections.abc import Iterator
from xml.etree import ElementTree

import psutil
import pytest

from hub.reports import charts
from hub.reports.charts import (
    Bar,
    Bars,
    Cell,
    Chart,
    Column,
    Columns,
    Dots,
    Heat,
    Point,
    Trend,
)
from hub.reports.drawing import Drawing, NotDrawn
from hub.reports.palette import Tone
from hub.reports.specs import WIDTHS
from tests.servers import until

BARS = Bars([Bar("Waiting", 0.4, 0.3, 0.5, "40 %")], "unhappy")
TREND = Trend(
    [
        Point("2026-11-20", 0.8, 0.7, 0.9, False),
        Point("2026-11-21", None, None, None, False),
        Point("2026-11-22", 0.7, 0.6, 0.8, True),
    ],
    0.75,
)
HEAT = Heat(
    [
        Cell("Monday", 9, 0.8, "near"),
        Cell("Monday", 11, 0.2, "below"),
        Cell("Friday", 9, None, "few"),
    ],
    ["Monday", "Friday"],
)
DOTS = Dots([Bar("Till 1", 0.8, 0.7, 0.9, "80 % of 90")], 0.8)

COLUMNS = Columns(
    [
        Column("09:00", 1.5, 4.0, "half at most 1.5 min"),
        Column("10:00", None, None, "too few"),
        Column("11:00", 3.0, 15.0, "half at most 3 min", True),
    ],
    "minutes",
)
SHARES = Columns([Column("Monday", 0.02, None, "2%")], "share")
TILLS = Columns([Column("Monday", 3.0, None, "3")], "tills")


@pytest.fixture(scope="module")
def drawing() -> Iterator[Drawing]:
    """One for all tests that only look at pictures: its process takes long to start."""
    drawing = Drawing()
    try:
        yield drawing
    finally:
        drawing.close()


def of(*command: str, **limits: float) -> Drawing:
    """A drawing whose process is a small program of the test's own."""
    return Drawing([sys.executable, "-c", *command], **limits)


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize(
    "chart", [BARS, TREND, HEAT, DOTS, COLUMNS, SHARES, TILLS, Bars([], "plain")]
)
def test_every_picture_is_drawn_in_every_size(
    drawing: Drawing, chart: Chart, size: str
) -> None:
    drawn = ElementTree.fromstring(drawing.picture(chart, size, "light"))
    assert drawn.tag.endswith("svg")
    assert float(drawn.attrib["width"]) == pytest.approx(WIDTHS[size], abs=2)


def test_a_picture_says_what_the_figures_say(drawing: Drawing) -> None:
    drawn = drawing.picture(BARS, "wide", "light")
    assert "Waiting" in drawn
    assert "40 %" in drawn


def test_markup_in_a_name_stays_text(drawing: Drawing) -> None:
    nasty = "<script>alert(1)</script>"
    drawn = drawing.picture(Bars([Bar(nasty, 0.4, 0.3, 0.5, "")], "happy"), "wide", "")
    assert not list(ElementTree.fromstring(drawn).iter("{*}script"))
    assert nasty.replace("<", "&lt;").replace(">", "&gt;") in drawn


def test_the_dark_picture_has_none_of_the_light_ones_colours(drawing: Drawing) -> None:
    light = drawing.picture(HEAT, "wide", "light")
    dark = drawing.picture(HEAT, "wide", "dark")
    assert Tone.ink in light
    for colour in (Tone.ink, Tone.soft, Tone.near, Tone.unhappy):
        assert colour not in dark


def test_the_same_figures_are_not_drawn_twice() -> None:
    drawing = Drawing()
    version = charts.version(BARS)
    assert drawing.kept(version, "wide", "light") is None
    drawn = drawing.picture(BARS, "wide", "light")
    drawing.close()  # Nothing can be drawn any more.
    assert drawing.kept(version, "wide", "light") == drawn
    assert drawing.picture(BARS, "wide", "light") == drawn
    with pytest.raises(NotDrawn):
        drawing.picture(DOTS, "wide", "light")


def test_other_figures_are_another_picture() -> None:
    other = Bars([Bar("Waiting", 0.4, 0.3, 0.51, "40 %")], "unhappy")
    assert charts.version(BARS) != charts.version(other)


def test_the_process_ends_when_nobody_asks_and_starts_again() -> None:
    drawing = Drawing(idle_s=0.3)
    try:
        drawing.picture(BARS, "wide", "light")
        first = drawing.pid
        assert first is not None
        until(lambda: drawing.pid is None, "the end of the idle process")
        assert not psutil.pid_exists(first)
        assert drawing.picture(DOTS, "wide", "light")
    finally:
        drawing.close()


def test_a_process_that_was_killed_is_started_anew(drawing: Drawing) -> None:
    drawing.picture(BARS, "wide", "light")
    assert drawing.pid is not None
    psutil.Process(drawing.pid).kill()
    assert drawing.picture(DOTS, "wide", "light")


def test_a_process_that_hangs_is_killed_and_the_page_is_told() -> None:
    drawing = of("import time; time.sleep(60)", hangs_s=0.3)
    began = time.monotonic()
    with pytest.raises(NotDrawn, match="not drawn"):
        drawing.picture(BARS, "wide", "light")
    assert time.monotonic() - began < 20
    assert drawing.pid is None
    assert not drawing.works


def test_after_a_failure_it_rests_and_then_tries_again() -> None:
    drawing = of("raise SystemExit(1)", rest_s=0.3)
    with pytest.raises(NotDrawn):
        drawing.picture(BARS, "wide", "light")
    with pytest.raises(NotDrawn, match="just now"):
        drawing.picture(BARS, "wide", "light")
    until(lambda: drawing.works, "the end of the rest")
    with pytest.raises(NotDrawn, match="not drawn"):
        drawing.picture(BARS, "wide", "light")


def test_a_missing_program_is_no_worse_than_no_picture() -> None:
    drawing = Drawing(["/nowhere/to/be/found"])
    with pytest.raises(NotDrawn):
        drawing.picture(BARS, "wide", "light")


def test_waking_it_does_not_wait() -> None:
    drawing = Drawing(idle_s=30)
    try:
        drawing.wake()
        until(lambda: drawing.pid is not None, "the process")
    finally:
        drawing.close()
    assert drawing.pid is None


def test_the_process_ends_when_the_hub_is_gone() -> None:
    drawing = Drawing()
    drawing.picture(BARS, "wide", "light")
    assert drawing.pid is not None
    process = psutil.Process(drawing.pid)
    drawing._line.close()  # type: ignore[union-attr]  # as when the hub is killed
    until(
        lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE,
        "its end",
    )
    drawing._line = None
    drawing.close()

"""Whoever sets a camera up sees grey squares and dots; a redrawn line loses nothing."""

import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from device.queue.hindsight import Moment, Person
from device.queue.line import Areas, Line
from device.queue.outlines import Zones, write_zones
from device.queue.view import GREYS, SQUARES, Live, View, still
from device.queue.window import NoWindow, Window, look
from device.queue.zones import Area, read_zones
from tests.device.queue.test_camera import ZONES, settings, street, told
from tests.device.queue.test_camera import background as background
from tests.device.queue.test_camera import shop as shop
from tests.device.queue.test_line import (
    IN,
    OUT,
    STEP_S,
    TILL,
    WAITING,
    Place,
    line,
    play,
)
from tests.device.queue.test_line import SERVICE as SERVICE_AREA
from tests.servers import until

NOBODY = View(live=Live(at_ms=1, dots=[], people=0, rough=False, why_blind=None))


def test_a_still_keeps_no_more_than_a_few_greys() -> None:
    rng = np.random.default_rng(1)
    frame = rng.integers(0, 256, (480, 640, 3), np.uint8)
    small = still(frame)
    assert (small.columns, small.rows) == (SQUARES, 24)
    assert len(small.greys) == 32 * 24 and max(small.greys) < GREYS
    # Each square is a mean of its 400 pixels: noise between them is gone.
    assert set(small.greys) <= {7, 8}
    tall = still(np.zeros((900, 20, 3), np.uint8))
    assert (tall.columns, tall.rows) == (1, SQUARES)


def test_an_answer_comes_while_somebody_asks_and_only_then(tmp_path: Path) -> None:
    deep = tmp_path / ("long" * 20) / ("path" * 20)
    deep.mkdir(parents=True)
    window = Window(deep / "camera.sock")
    try:
        assert not window.is_watched()
        stop = threading.Event()

        def show() -> None:
            while not stop.wait(0.01):
                if window.is_watched():
                    window.show(NOBODY)

        thread = threading.Thread(target=show)
        thread.start()
        assert look(deep / "camera.sock") == NOBODY
        stop.set()
        thread.join()
        assert window.is_watched()
        with pytest.raises(NoWindow, match="no frame"):
            look(deep / "camera.sock")
    finally:
        window.close()
    with pytest.raises(NoWindow, match="does not answer"):
        look(deep / "camera.sock")


def test_a_socket_left_by_a_killed_program_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "camera.sock"
    first = Window(path)
    again = Window(path)
    threading.Timer(0.2, again.show, [NOBODY]).start()
    assert look(path) == NOBODY
    for window in (first, again):
        window.close()


def test_an_installer_sees_dots_before_any_zone_is_drawn(
    data: Path, shop: Path, background: Any
) -> None:
    (shop / "data/zones.json").unlink()
    wanted = settings(shop, **street(data, file_fps=15.0))
    background(wanted)
    until(wanted.camera_socket.exists, "the camera answers")
    until(lambda: look(wanted.camera_socket).live.dots, "somebody walks by")
    seen = look(wanted.camera_socket)
    assert seen.live.why_blind == "no_zones" and seen.live.people is None
    assert seen.still is not None
    assert (seen.still.width, seen.still.height) == (768, 576)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in seen.live.dots)
    write_zones(shop / "data/zones.json", Zones(**ZONES))  # type: ignore[arg-type]
    until(lambda: look(wanted.camera_socket).live.people is not None, "it counts")
    assert {event.state for event in told(wanted)} <= {"blind", "rough"}


def test_zones_drawn_anew_lose_no_second_of_the_line(
    data: Path, shop: Path, background: Any
) -> None:
    wanted = settings(shop, **street(data, file_fps=20.0), every_s=600.0, busy_at=200)
    errors = background(wanted)
    until(wanted.camera_socket.exists, "the camera answers")
    until(lambda: look(wanted.camera_socket).live.people, "somebody is in the zone")
    other = ZONES | {"service": [[0.8, 0.4], [1, 0.4], [1, 0.6]]}
    write_zones(shop / "data/zones.json", Zones(**other))  # type: ignore[arg-type]
    until(lambda: len(told(wanted)) == 1, "the video ended", timeout_s=60)
    (event,) = told(wanted)
    assert event.state == "rough" and event.period_s > 35
    assert event.left_unserved is not None and not errors


def test_who_waits_stays_in_the_line_when_it_is_drawn_anew() -> None:
    ours = line(service=False)
    play(ours, [(0, 60, IN)], until_s=20)
    wider = Area([(-5, -5), (505, -5), (505, 105), (-5, 105)])
    ours.redraw(Areas(waiting=wider, service=SERVICE_AREA))
    before = ours.take()
    assert (before.arrived, before.served) == (1, 0)
    go_on(ours, 20, (20, 32, IN), (32, 50, TILL), (50, 60, OUT))
    after = ours.take()
    assert (after.arrived, after.served, after.left_unserved) == (0, 1, 0)
    assert after.waits_s == [pytest.approx(32, abs=0.5)]
    ours.redraw(Areas(waiting=WAITING))
    assert ours.serving is None and isinstance(ours, Line)


def go_on(ours: Line, from_s: float, *way: tuple[float, float, Place]) -> None:
    """The same person goes on."""
    for step in range(int(from_s / STEP_S), int(60 / STEP_S)):
        at_s = step * STEP_S
        people = [
            Person(1, *place, 100.0) for begin, end, place in way if begin <= at_s < end
        ]
        ours.add(Moment(at_s, people))


def test_zones_are_put_in_place_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "zones.json"
    first = Zones(waiting=[(0, 0), (1, 0), (0, 1)])
    write_zones(path, first)
    assert read_zones(path) == first and os.listdir(tmp_path) == ["zones.json"]
    with pytest.raises(OSError):
        write_zones(tmp_path / "none" / "zones.json", first)
    path.unlink()
    path.mkdir()
    with pytest.raises(OSError):
        write_zones(path, first)
    assert os.listdir(tmp_path) == ["zones.json"]


def test_a_camera_goes_on_where_it_cannot_answer(tmp_path: Path) -> None:
    (tmp_path / "camera.sock").mkdir()
    window = Window(tmp_path / "camera.sock")
    assert not window.is_watched()
    window.close()

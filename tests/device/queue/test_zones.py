"""Zones are drawn on a picture, and what is no area of it is told."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.queue.outlines import BadZone
from device.queue.zones import Area, in_pixels, pixel_zone, read_zones

SHAPES = [
    ([(0, 0), (1, 1), (1, 0), (0, 1)], "sides cross"),
    ([(0, 0), (1, 1)], "three points"),
    ([(0, 0), (1, 1), (0.5, 0.5)], "no inside"),
    ([(0, 0), (math.nan, 1), (1, 0)], "three points"),
]


@settings(deadline=None)
@given(st.floats(0, 2 * math.pi), st.floats(0.01, 2))
def test_who_stands_in_a_round_zone_is_inside(angle: float, far: float) -> None:
    turns = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    area = Area([(math.cos(turn), math.sin(turn)) for turn in turns])
    spot = np.array([[far * math.cos(angle), far * math.sin(angle)]])
    if not 0.99 <= far <= 1.0:
        assert area.holds(spot).tolist() == [far < 0.995]


def test_a_notch_is_outside() -> None:
    area = Area([(0, 0), (10, 0), (10, 10), (5, 2), (0, 10)])
    spots = np.array([[1, 5], [9, 5], [5, 5], [5, 1], [5, 11]], float)
    assert area.holds(spots).tolist() == [True, True, False, True, False]


@pytest.mark.parametrize(("corners", "said"), SHAPES)
def test_what_is_no_area_is_told(corners: list[tuple[float, float]], said: str) -> None:
    with pytest.raises(BadZone, match=said):
        Area(corners)


def test_a_zone_follows_the_picture_s_size() -> None:
    area = in_pixels([(0, 0), (0.5, 0), (0.5, 1), (0, 1)], 200, 100)
    assert area.holds(np.array([[99.0, 50], [101, 50]])).tolist() == [True, False]
    with pytest.raises(BadZone, match="outside the picture"):
        in_pixels([(0, 0), (1.5, 0), (0, 1)], 200, 100, "waiting")
    with pytest.raises(BadZone, match=r"zone\.json.*200x100"):
        pixel_zone(b"[[0,0],[300,0],[0,50]]", "zone.json", 200, 100)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        ("[]", "not a zones file"),
        ('{"waiting": [[0,0],[1,0]]}', "not a zones file"),
        ('{"waiting": [[0,0],[1,0],[0,1]], "wating": []}', "wating"),
        ('{"waiting": [[0,0],[7,0],[0,1]]}', "outside the picture"),
        ('{"waiting": [[0,0],[1,1],[1,0],[0,1]]}', "sides cross"),
    ],
)
def test_a_zones_file_of_no_use_is_told(
    content: str | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "zones.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadZone, match=said):
        read_zones(path)

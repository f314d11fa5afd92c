"""Polygons on the floor, in which people wait, are served, or are staff."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from device.queue.outlines import BadZone, Point, Zones, drawn

Points = NDArray[np.float64]
"""(n, 2): x and y."""


class Area:
    """A polygon that is asked whether points are in it."""

    def __init__(self, corners: Sequence[Point], name: str = "zone") -> None:
        """Raises BadZone where the sides cross or nothing is inside."""
        self.corners: Points = np.asarray(corners, np.float64).reshape(-1, 2)
        if len(self.corners) < 3 or not np.isfinite(self.corners).all():
            raise BadZone(
                f"{name}: at least three points [x, y] are needed; draw more", "few"
            )
        if _crosses_itself(self.corners):
            raise BadZone(
                f"{name}: its sides cross; draw its corners in order", "crosses"
            )
        x1, y1 = self.corners.T.copy()
        x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
        self._sides = (x1, y1, y2, x2 - x1, np.where(y1 == y2, 1.0, y2 - y1))
        if _area(self.corners) < 1e-9:
            raise BadZone(f"{name}: has no inside; draw its corners apart", "no_inside")

    def holds(self, points: Points) -> NDArray[np.bool_]:
        """Which of (n, 2) points are inside, by how often a ray crosses the sides."""
        if not len(points):
            return np.zeros(0, bool)
        x, y = points[:, 0, None], points[:, 1, None]
        x1, y1, y2, run, rise = self._sides
        spans = (y1 > y) != (y2 > y)
        left_of = x < run * (y - y1) / rise + x1
        return np.asarray(np.logical_xor.reduce(spans & left_of, axis=1))


def in_pixels(
    polygon: Sequence[Point], width: int, height: int, name: str = "zone"
) -> Area:
    """An area drawn in shares, for a picture; raises BadZone outside of it."""
    for x, y in polygon:
        if not (0 <= x <= 1 and 0 <= y <= 1):
            raise BadZone(
                f"{name}: the corner [{x:g}, {y:g}] is outside the picture, whose "
                "corners are [0, 0] and [1, 1]; draw it inside",
                "outside",
            )
    return Area([(x * width, y * height) for x, y in polygon], name)


def pixel_zone(content: bytes, where: str, width: int, height: int) -> Area:
    """An area from a JSON list of points in pixels; raises BadZone naming `where`."""
    try:
        corners = msgspec.json.decode(content, type=list[Point])
    except msgspec.DecodeError as error:
        raise BadZone(
            f"{where}: not a zone ({error}); write a JSON list of points in pixels, "
            "as in [[250,225],[520,225],[600,345]]"
        ) from error
    outside = [(x, y) for x, y in corners if not (0 <= x <= width and 0 <= y <= height)]
    if outside:
        x, y = outside[0]
        raise BadZone(
            f"{where}: the corner [{x:g}, {y:g}] is outside the picture of "
            f"{width}x{height} pixels; draw it inside",
            "outside",
        )
    return Area(corners, where)


def read_zones(path: Path) -> Zones:
    """A device's zones file; raises BadZone with what to do."""
    try:
        zones = msgspec.json.decode(path.read_bytes(), type=Zones)
    except OSError as error:
        raise BadZone(
            f"{path}: {error.strerror}; draw the zones on the set-up page first"
        ) from error
    except msgspec.DecodeError as error:
        raise BadZone(
            f"{path}: not a zones file ({error}); draw the zones anew on the set-up "
            "page"
        ) from error
    for name, polygon in drawn(zones):
        in_pixels(polygon, 1, 1, f"{path}: {name}")
    return zones


def _area(corners: Points) -> float:
    x, y = corners.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _crosses_itself(corners: Points) -> bool:
    """Does any side cut another that is not its neighbour?"""
    count = len(corners)
    sides = [(corners[n], corners[(n + 1) % count]) for n in range(count)]
    return any(
        _cut(*sides[one], *sides[other])
        for one in range(count)
        for other in range(one + 2, count)
        if (other + 1) % count != one
    )


def _cut(a: Points, b: Points, c: Points, d: Points) -> bool:
    def side(p: Points, q: Points, r: Points) -> float:
        return float((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0

"""Zones as they are drawn and kept: corners, and nothing that has to be reckoned.

The kiosk's set-up page takes these, without the numpy of device/queue/zones.py.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from contract.errors import HeedError

Point = tuple[float, float]
Polygon = Annotated[list[Point], Meta(min_length=3, max_length=40)]


Name = Literal["waiting", "service", "staff"]
NAMES: Final[tuple[Name, ...]] = ("waiting", "service", "staff")
Fault = Literal["few", "crosses", "no_inside", "outside", "unreadable"]


class BadZone(HeedError, ValueError):
    """A zone that is no area of the picture; `fault` says in a word why."""

    def __init__(self, message: str, fault: Fault = "unreadable") -> None:
        super().__init__(message)
        self.fault: Fault = fault


class Zones(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The areas of one picture, as shares of its width and height, 0 to 1."""

    waiting: Polygon
    """Where people wait."""
    service: Polygon | None = None
    """Where they are served; none where the picture does not show it."""
    staff: Polygon | None = None
    """Where staff stand, who are never counted."""


def drawn(zones: Zones) -> Iterator[tuple[Name, list[Point]]]:
    """The zones that there are, by name."""
    for name in NAMES:
        polygon: list[Point] | None = getattr(zones, name)
        if polygon is not None:
            yield name, polygon


def write_zones(path: Path, zones: Zones) -> None:
    """Put a device's zones file in place, whole or not at all; raises OSError."""
    number, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with open(number, "wb") as file:
            file.write(msgspec.json.encode(zones))
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(fresh)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

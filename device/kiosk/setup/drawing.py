"""Zones as the page draws them: what is wrong with each, and into the file."""

from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from device.queue.outlines import (
    NAMES,
    BadZone,
    Fault,
    Name,
    Point,
    Zones,
    write_zones,
)

MOST: Final = 40


class Drawn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is drawn so far, as shares of the picture; none and few corners too."""

    waiting: list[Point] = []
    service: list[Point] = []
    staff: list[Point] = []


class Checked(Struct, frozen=True):
    """What is wrong with it."""

    faults: dict[Name, Fault | str]
    """By zone; empty where all is well."""
    may_be_saved: bool
    """True with a sound waiting area and no fault."""


def found(path: Path) -> Drawn:
    """What is in the file; nothing where there is none, or one of no use."""
    # With it comes numpy, which only whoever sets up needs.
    from device.queue.zones import read_zones

    try:
        zones = read_zones(path)
    except BadZone:
        return Drawn()
    return Drawn(zones.waiting, zones.service or [], zones.staff or [])


def checked(body: bytes) -> Checked:
    """What is wrong with zones as posted."""
    try:
        drawn = msgspec.json.decode(body, type=Drawn)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Checked({"waiting": "unreadable"}, False)
    faults: dict[Name, Fault | str] = {}
    for name in NAMES:
        corners: list[Point] = getattr(drawn, name)
        fault = _fault(corners) if corners else None
        if fault is not None:
            faults[name] = fault
    return Checked(faults, bool(drawn.waiting) and not faults)


def saved(path: Path, body: bytes) -> None:
    """Put sound zones in place; raises OSError."""
    drawn = msgspec.json.decode(body, type=Drawn)
    write_zones(
        path,
        Zones(
            waiting=drawn.waiting,
            service=drawn.service or None,
            staff=drawn.staff or None,
        ),
    )


def _fault(corners: list[Point]) -> str | None:
    if len(corners) > MOST:
        return "many"
    from device.queue.zones import in_pixels

    try:
        in_pixels(corners, 1, 1)
    except BadZone as error:
        return error.fault
    return None

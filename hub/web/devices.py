"""Each device's health in words, for people who never heard of a sequence number."""

import sqlite3
from collections.abc import Callable

from msgspec import Struct

from contract.kinds import Health
from hub.store.devices import DeviceRow, listing

HOT_C = 80.0
"""A Raspberry Pi slows itself down from 80 °C on."""
DISK_LOW_MB = 500
OLD_S = 600.0
"""Answers that have waited for ten minutes are worth a word."""


class DeviceWords(Struct, frozen=True):
    """One line of the floor's strip."""

    name: str
    """The device's name."""
    where: str
    """What to call it: the place it stands at, else its name."""
    state: str
    """well, away, new or poor"""
    words: str
    """How it is."""


def all_in_words(
    connection: sqlite3.Connection, clock: Callable[[int], str]
) -> list[DeviceWords]:
    """Every device that is not retired; `clock` says a time as the shop's clocks do."""
    rows = [row for row in listing(connection) if row.state != "retired"]
    places = [row.touchpoint for row in rows]
    return [_line(row, places.count(row.touchpoint) > 1, clock) for row in rows]


def _line(row: DeviceRow, shared: bool, clock: Callable[[int], str]) -> DeviceWords:
    where = row.touchpoint or row.name
    if shared and row.touchpoint:
        where = f"{where} ({row.name})"
    if row.state == "pending":
        return DeviceWords(row.name, where, "new", "new here, waits to be approved")
    complaints = _complaints(row)
    if row.online:
        state, first = "poor" if complaints else "well", "online"
    elif row.last_seen == 0:
        state, first = "new", "not heard from yet"
    else:
        state, first = "away", f"away since {clock(row.online_since)}"
    return DeviceWords(row.name, where, state, ", ".join([first, *complaints]))


def _complaints(row: DeviceRow) -> list[str]:
    said = [
        f"{'answer' if first == last else 'answers'} {_range(first, last)} lost"
        for first, last in row.holes[:3]
    ]
    if len(row.holes) > 3:
        said.append(f"{len(row.holes) - 3} more gaps")
    return said + ([] if row.health is None else _health(row.health))


def _health(health: Health) -> list[str]:
    said = []
    if health.temperature_c is not None and health.temperature_c >= HOT_C:
        said.append(f"hot ({health.temperature_c:.0f} °C)")
    if health.disk_free_mb is not None and health.disk_free_mb < DISK_LOW_MB:
        said.append(f"little room left ({health.disk_free_mb} MB)")
    if (health.oldest_waiting_s or 0.0) >= OLD_S:
        said.append(f"{health.waiting} still to be sent")
    if health.settings_refused is not None:
        said.append("could not use the newest settings")
    return said


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"

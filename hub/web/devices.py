"""Each device's health in words, for people who never heard of a sequence number."""

import sqlite3
from collections.abc import Callable

from msgspec import Struct

from contract.kinds import Health
from hub.store.devices import DeviceRow, listing
from hub.web.wordbook import say

HOT_C = 80.0
"""A Raspberry Pi slows itself down from 80 °C on."""
DISK_LOW_MB = 500
OLD_S = 600.0
"""Answers that have waited for ten minutes are worth a word."""


class Said(Struct, frozen=True):
    """One thing about a device, for pages to say in their own language."""

    key: str
    """Which sentence."""
    values: dict[str, str] = {}
    """What to fill in."""
    at: int | None = None
    """The time in `values`, ms, for those who write times in another way."""


class DeviceWords(Struct, frozen=True):
    """One line of the floor's strip."""

    name: str
    """The device's name."""
    where: str
    """What to call it: the place it stands at, else its name."""
    state: str
    """well, away, new or poor"""
    said: list[Said]
    """How it is."""

    @property
    def words(self) -> str:
        """How it is, in English."""
        return ", ".join(say("en", each.key, **each.values) for each in self.said)


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
        return DeviceWords(row.name, where, "new", [Said("device_pending")])
    complaints = _complaints(row)
    if row.online:
        state, first = "poor" if complaints else "well", Said("device_online")
    elif row.last_seen == 0:
        state, first = "new", Said("device_unheard")
    else:
        state, first = "away", _away(row.online_since, clock)
    return DeviceWords(row.name, where, state, [first, *complaints])


def _away(since: int, clock: Callable[[int], str]) -> Said:
    return Said("device_away", {"at": clock(since)}, since)


def _complaints(row: DeviceRow) -> list[Said]:
    said = [_lost(first, last) for first, last in row.holes[:3]]
    if len(row.holes) > 3:
        said.append(Said("device_gaps", {"n": str(len(row.holes) - 3)}))
    return said + ([] if row.health is None else _health(row.health))


def _health(health: Health) -> list[Said]:
    said = []
    if health.temperature_c is not None and health.temperature_c >= HOT_C:
        said.append(Said("device_hot", {"n": f"{health.temperature_c:.0f}"}))
    if health.disk_free_mb is not None and health.disk_free_mb < DISK_LOW_MB:
        said.append(Said("device_full", {"n": str(health.disk_free_mb)}))
    if (health.oldest_waiting_s or 0.0) >= OLD_S:
        said.append(Said("device_waiting", {"n": str(health.waiting)}))
    if health.settings_refused is not None:
        said.append(Said("device_refused"))
    return said


def _lost(first: int, last: int) -> Said:
    if first == last:
        return Said("device_lost_one", {"which": str(first)})
    return Said("device_lost_many", {"which": f"{first}–{last}"})

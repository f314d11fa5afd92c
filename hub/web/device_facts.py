"""All that is known of a device, in plain words, for whoever sets it up."""

import sqlite3
from collections.abc import Callable

from msgspec import Struct

from contract.kinds import Health
from hub.store.devices import DeviceRow, listing
from hub.web.devices import DISK_LOW_MB, HOT_C, OLD_S, all_in_words

MOST_GAPS = 5
BLIND = "; blind: "
"""Stands in what a camera's process says before why it cannot see."""


class Fact(Struct, frozen=True):
    """One line about a device."""

    what: str
    words: str
    poor: bool = False
    """True if somebody should look after it."""


class DeviceFacts(Struct, frozen=True):
    """A device as the set-up's page shows it."""

    name: str
    state: str
    """pending, approved or retired"""
    mood: str
    """well, away, new or poor, as on the floor"""
    summary: str
    """The floor's words."""
    touchpoint: int
    """Where it stands; 0 for nowhere."""
    where: str
    facts: list[Fact]


def all_of(
    connection: sqlite3.Connection, newest: int, clock: Callable[[int], str]
) -> list[DeviceFacts]:
    """Every device; `newest` is the settings revision it should have."""
    on_the_floor = {line.name: line for line in all_in_words(connection, clock)}
    shown = []
    for row in listing(connection):
        line = on_the_floor.get(row.name)
        shown.append(
            DeviceFacts(
                name=row.name,
                state=row.state,
                mood=line.state if line else "new",
                summary=line.words if line else "retired",
                touchpoint=row.touchpoint_number,
                where=row.touchpoint or "",
                facts=[*_line(row, clock), *_health(row, newest, clock)],
            )
        )
    return shown


def _line(row: DeviceRow, clock: Callable[[int], str]) -> list[Fact]:
    heard = clock(row.last_seen) if row.last_seen else "never"
    if row.online:
        connection = f"online since {clock(row.online_since)}"
    elif row.last_seen:
        connection = f"away since {clock(row.online_since)}"
    else:
        connection = "not heard from yet"
    return [
        Fact("Connection", connection, not row.online and row.last_seen > 0),
        Fact("Last heard", heard),
        _lost(row.holes),
    ]


def _lost(holes: list[tuple[int, int]]) -> Fact:
    if not holes:
        return Fact("Lost on the way", "nothing")
    many = sum(last - first + 1 for first, last in holes)
    told = [str(a) if a == b else f"{a}–{b}" for a, b in holes[:MOST_GAPS]]
    more = f" and {len(holes) - MOST_GAPS} more gaps" if len(holes) > MOST_GAPS else ""
    numbers = f"{', '.join(told)}{more}"
    return Fact("Lost on the way", f"{many}, numbers {numbers}", poor=True)


def _health(row: DeviceRow, newest: int, clock: Callable[[int], str]) -> list[Fact]:
    health = row.health
    if health is None:
        return [Fact("Health", "it has not told yet how it is")]
    return [
        _waiting(health),
        _settings(health, newest),
        Fact("Clock", "set", False)
        if health.clock_synced
        else Fact("Clock", "not set; its times are estimated", poor=True),
        *_camera(health),
        *_panel(health),
        _temperature(health),
        _disk(health),
        Fact("Running for", _long(health.uptime_s)),
        Fact("Version", health.versions.get("heed", "not told")),
        Fact("As of", clock(row.health_at or 0)),
    ]


def _waiting(health: Health) -> Fact:
    if health.waiting == 0:
        return Fact("Still to be sent", "nothing")
    age = health.oldest_waiting_s or 0.0
    words = f"{health.waiting}, the oldest from {_long(age)} ago"
    return Fact("Still to be sent", words, age >= OLD_S)


def _settings(health: Health, newest: int) -> Fact:
    used = health.settings_revision
    if health.settings_refused is not None:
        words = f"could not use the newest: {health.settings_refused}"
        return Fact("Questions", words, poor=True)
    if not used:
        words = "the built-in ones" + (
            ", the newest are on their way" if newest else ""
        )
        return Fact("Questions", words)
    if used == newest:
        return Fact("Questions", f"revision {used}, the newest")
    return Fact("Questions", f"revision {used}; {newest} is on its way")


def _camera(health: Health) -> list[Fact]:
    """What finds people, and why it cannot; nothing where no camera runs."""
    says = health.models.get("people")
    return [] if says is None else [Fact("Camera", says, BLIND in says)]


def _panel(health: Health) -> list[Fact]:
    """Nothing where all is well, or where nothing is wired."""
    if health.panel is None:
        return []
    return [Fact("Buttons, lamps, sensor", health.panel, poor=True)]


def _temperature(health: Health) -> Fact:
    if health.temperature_c is None:
        return Fact("Temperature", "it has no sensor")
    hot = health.temperature_c >= HOT_C
    words = "too hot, it slows itself down" if hot else "fine"
    return Fact("Temperature", f"{health.temperature_c:.0f} °C, {words}", hot)


def _disk(health: Health) -> Fact:
    free = health.disk_free_mb
    if free is None:
        return Fact("Room on its card", "not told")
    size = f"{free / 1000:.1f} GB" if free >= 1000 else f"{free} MB"
    if free < DISK_LOW_MB:
        return Fact("Room on its card", f"{size} left, that is little", poor=True)
    return Fact("Room on its card", f"{size} left, enough")


def _long(seconds: float) -> str:
    """A length of time, roughly."""
    for size, one, many in ((86_400, "day", "days"), (3600, "hour", "hours")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {one if count == 1 else many}"
    return f"{int(seconds // 60)} min" if seconds >= 60 else f"{int(seconds)} s"

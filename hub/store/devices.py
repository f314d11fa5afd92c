"""Devices in the store: who they are, where they stand, what arrived from them."""

import sqlite3
from typing import Any

import msgspec
from msgspec import Struct

from contract.errors import BadMessage, HeedError
from contract.events import Health
from contract.topics import device_name
from hub.store import downlink, places, settings
from hub.store.places import Changed, UnknownTouchpoint
from hub.store.spans import lost

MAX_PENDING = 100


class UnknownDevice(HeedError, LookupError):
    """No device of that name has ever reported."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no device {name!r} is known; see 'heed devices list'")
        self.name = name


class DeviceRow(Struct, frozen=True, kw_only=True):
    """A device as the pages and `heed devices list` show it."""

    device: int
    name: str
    state: str
    """pending, approved or retired"""
    touchpoint: str | None
    touchpoint_number: int = 0
    """Where it stands; 0 for nowhere."""
    online: bool
    online_since: int
    """When it came or went, ms."""
    last_seen: int
    """When anything last arrived from it, ms."""
    health: Health | None
    """Its last health event."""
    health_at: int | None
    """When that was, ms."""
    holes: list[tuple[int, int]]
    """Ranges of sequence numbers that are lost."""


def known(connection: sqlite3.Connection, name: str) -> tuple[int, str, int] | None:
    """Number, state and touchpoint (0 for none) of a device."""
    row = connection.execute(
        "SELECT device, state, coalesce(touchpoint, 0) FROM devices WHERE name = ?",
        (name,),
    ).fetchone()
    return None if row is None else (row[0], row[1], row[2])


def meet(
    connection: sqlite3.Connection, name: str, now: int
) -> tuple[int, str, int] | None:
    """The device of that name, noted as pending if new; none when too many wait."""
    found = known(connection, name)
    if found is not None:
        return found
    (waiting,) = connection.execute(
        "SELECT count(*) FROM devices WHERE state = 'pending'"
    ).fetchone()
    if waiting >= MAX_PENDING:
        return None
    connection.execute(
        "INSERT INTO devices (name, state, first_seen, last_seen, online_since)"
        " VALUES (?, 'pending', ?, ?, ?)",
        (name, now, now, now),
    )
    return known(connection, name)


def approve(
    connection: sqlite3.Connection, name: str, touchpoint: str, now: int
) -> None:
    """Let a device's events in and say where it stands; before or after it reports."""
    device_name(name)
    connection.execute(
        "INSERT OR IGNORE INTO touchpoints (name) VALUES (?)", (touchpoint,)
    )
    connection.execute(
        "INSERT INTO devices"
        " (name, state, touchpoint, first_seen, last_seen, online_since) VALUES"
        " (?, 'approved', (SELECT touchpoint FROM touchpoints WHERE name = ?),"
        " ?, 0, ?) ON CONFLICT (name) DO UPDATE SET state = 'approved',"
        " touchpoint = excluded.touchpoint",
        (name, touchpoint, now, now),
    )
    settings.send(connection, name)


def retire(connection: sqlite3.Connection, name: str) -> None:
    """Take nothing more from a device; raises UnknownDevice."""
    changed = connection.execute(
        "UPDATE devices SET state = 'retired' WHERE name = ?", (name,)
    )
    if changed.rowcount == 0:
        raise UnknownDevice(name)
    downlink.forget_settings(connection, name)


def stand_at(
    connection: sqlite3.Connection, name: str, touchpoint: int, was: int
) -> None:
    """Approve a device for a touchpoint, or move it there from where it `was` (or 0).

    Raises UnknownDevice, UnknownTouchpoint, and Changed if it stands elsewhere by now.
    """
    if places.touchpoint_name(connection, touchpoint) is None:
        raise UnknownTouchpoint
    found = known(connection, name)
    if found is None:
        raise UnknownDevice(name)
    if found[2] != was:
        raise Changed(places.touchpoint_name(connection, found[2]) or "nowhere")
    connection.execute(
        "UPDATE devices SET state = 'approved', touchpoint = ? WHERE name = ?",
        (touchpoint, name),
    )
    settings.send(connection, name)


def approved_names(connection: sqlite3.Connection) -> list[str]:
    """Names of the devices whose events are taken."""
    return [
        row[0]
        for row in connection.execute(
            "SELECT name FROM devices WHERE state = 'approved' ORDER BY name"
        )
    ]


def is_online(connection: sqlite3.Connection, device: int) -> bool:
    """Is it there, as far as its last word goes?"""
    row = connection.execute(
        "SELECT online FROM devices WHERE device = ?", (device,)
    ).fetchone()
    return row is not None and bool(row[0])


def set_online(
    connection: sqlite3.Connection, device: int, online: bool, now: int
) -> None:
    """Note that a device came or went."""
    connection.execute(
        "UPDATE devices SET online_since = CASE WHEN online = ? THEN online_since"
        " ELSE ? END, online = ?, last_seen = max(last_seen, ?) WHERE device = ?",
        (online, now, online, now if online else 0, device),
    )


def heard(connection: sqlite3.Connection, device: int, now: int) -> bool:
    """Note that something arrived from a device; true if it says it is online."""
    row = connection.execute(
        "UPDATE devices SET last_seen = max(last_seen, ?) WHERE device = ?"
        " RETURNING online",
        (now, device),
    ).fetchone()
    return bool(row[0])


def health(connection: sqlite3.Connection, device: int, data: bytes, at: int) -> None:
    """Keep a device's newest health event."""
    connection.execute(
        "UPDATE devices SET health = ?, health_at = ? WHERE device = ?"
        " AND coalesce(health_at, 0) <= ?",
        (data, at, device, at),
    )


def outbox(connection: sqlite3.Connection, device: int, key: str) -> int:
    """Number of a device's outbox, noted if new."""
    row = connection.execute(
        "SELECT outbox FROM outboxes WHERE key = ? AND device = ?", (key, device)
    ).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO outboxes (device, key) VALUES (?, ?) RETURNING outbox",
            (device, key),
        ).fetchone()
    return int(row[0])


def listing(connection: sqlite3.Connection) -> list[DeviceRow]:
    """All devices by name, those of the sample data left out."""
    rows = connection.execute(
        "SELECT device, devices.name, state, touchpoints.name, online, online_since,"
        " last_seen, health, health_at, coalesce(devices.touchpoint, 0) FROM devices"
        " LEFT JOIN touchpoints USING (touchpoint)"
        " WHERE NOT (state = 'retired' AND coalesce(sample, 0) = 1)"
        " ORDER BY devices.name"
    ).fetchall()
    return [_row(connection, *row) for row in rows]


def _row(connection: sqlite3.Connection, *columns: Any) -> DeviceRow:
    device, name, state, touchpoint, online, since, seen, *rest = columns
    data, health_at, number = rest
    health = _health(data)
    waiting = None if health is None else health.oldest_waiting
    return DeviceRow(
        device=device,
        name=name,
        state=state,
        touchpoint=touchpoint,
        touchpoint_number=number,
        online=bool(online),
        online_since=since,
        last_seen=seen,
        health=health,
        health_at=health_at,
        holes=lost(connection, device, waiting),
    )


def _health(data: bytes | None) -> Health | None:
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Health)
    except msgspec.DecodeError as error:
        raise BadMessage(f"a stored health event cannot be read: {error}") from error

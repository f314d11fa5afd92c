"""Customers' calls: which alert carries them and what their kiosk was told."""

import sqlite3
from datetime import UTC, datetime

from msgspec import Struct

from contract.messages import CallState, Notice
from hub.store import downlink

NOTICE_LIFE_MS = 15 * 60_000


class Call(Struct, frozen=True):
    """A customer's call, as it came."""

    help: str
    """Its id."""
    device: int
    at: int
    """When, ms."""
    what_for: str = "help"


def note(connection: sqlite3.Connection, call: Call, alert: int) -> None:
    """A call is on the floor."""
    connection.execute(
        "INSERT INTO calls (help, device, alert, at, state, what_for)"
        " VALUES (?, ?, ?, ?, 'new', ?) ON CONFLICT DO NOTHING",
        (call.help, call.device, alert, call.at, call.what_for),
    )
    tell(connection, call.help, "sent", call.at)


def tell(
    connection: sqlite3.Connection, help_id: str, state: CallState, now: int
) -> None:
    """Keep a call's new state and queue the notice to its kiosk."""
    row = connection.execute(
        "UPDATE calls SET state = ? WHERE help = ? AND state NOT IN (?, 'withdrawn')"
        " RETURNING (SELECT name FROM devices WHERE devices.device = calls.device)",
        (state, help_id, state),
    ).fetchone()
    if row is None:
        return
    _post(connection, row[0], help_id, state, now)


def _post(
    connection: sqlite3.Connection,
    device: str,
    help_id: str,
    state: CallState,
    now: int,
) -> None:
    expires = datetime.fromtimestamp((now + NOTICE_LIFE_MS) / 1000, UTC)
    notice = Notice(help_id=help_id, state=state, expires_at=expires)
    downlink.notice(connection, device, notice)


def tell_again(connection: sqlite3.Connection, device: int, now: int) -> None:
    """Queue how a device's recent calls stand: it may have been away for a notice."""
    rows = connection.execute(
        "SELECT help, calls.state, name FROM calls JOIN devices USING (device)"
        " WHERE calls.device = ? AND at > ?"
        " AND calls.state IN ('sent', 'coming', 'nobody')",
        (device, now - NOTICE_LIFE_MS),
    ).fetchall()
    for help_id, state, name in rows:
        _post(connection, name, help_id, state, now)


def of_alert(connection: sqlite3.Connection, alert: int) -> list[str]:
    """The calls of an alert that were not taken back."""
    rows = connection.execute(
        "SELECT help FROM calls WHERE alert = ? AND state != 'withdrawn'", (alert,)
    )
    return [row[0] for row in rows]


def is_waiting(connection: sqlite3.Connection, help_id: str) -> bool:
    """True while nobody took the call and it was not taken back."""
    row = connection.execute(
        "SELECT state FROM calls WHERE help = ?", (help_id,)
    ).fetchone()
    return row is not None and row[0] == "sent"


def withdraw(connection: sqlite3.Connection, help_id: str) -> int | None:
    """Note that a call was taken back; returns its alert if no other call is left."""
    row = connection.execute(
        "UPDATE calls SET state = 'withdrawn' WHERE help = ?"
        " AND state NOT IN ('withdrawn', 'done') RETURNING alert",
        (help_id,),
    ).fetchone()
    if row is None or of_alert(connection, row[0]):
        return None
    return int(row[0])

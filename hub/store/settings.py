"""What the owner decided for the devices, as revisions."""

import sqlite3

import msgspec
from msgspec import Struct

from contract import messages, topics
from contract.messages import Settings
from hub.store import downlink


class Decision(Struct, frozen=True):
    """Who decided a revision, and when."""

    revision: int
    at: int
    """When, ms."""
    who: str
    """Empty where a program did."""
    note: str
    """What it was about."""
    settings: Settings


def newest(connection: sqlite3.Connection) -> Settings | None:
    """The revision in use; none where the devices' built-in one is."""
    row = connection.execute(
        "SELECT body FROM owner_settings ORDER BY revision DESC LIMIT 1"
    ).fetchone()
    return None if row is None else messages.decode(row[0], Settings)


def history(connection: sqlite3.Connection, limit: int = 100) -> list[Decision]:
    """Revisions, the newest first."""
    rows = connection.execute(
        "SELECT revision, at, who, note, body FROM owner_settings"
        " ORDER BY revision DESC LIMIT ?",
        (limit,),
    )
    return [_decision(row) for row in rows]


def revision(connection: sqlite3.Connection, number: int) -> Decision | None:
    """One revision, or none of that number."""
    row = connection.execute(
        "SELECT revision, at, who, note, body FROM owner_settings WHERE revision = ?",
        (number,),
    ).fetchone()
    return None if row is None else _decision(row)


def _decision(row: tuple[int, int, str, str, bytes]) -> Decision:
    number, at, who, note, body = row
    return Decision(number, at, who, note, messages.decode(body, Settings))


def decide(
    connection: sqlite3.Connection,
    wanted: Settings,
    now: int,
    who: str = "",
    note: str = "",
) -> Settings:
    """Store a new revision and queue it for every approved device."""
    before = newest(connection)
    number = 1 if before is None else before.revision + 1
    settings = msgspec.structs.replace(wanted, revision=number)
    connection.execute(
        "INSERT INTO owner_settings (revision, at, body, who, note)"
        " VALUES (?, ?, ?, ?, ?)",
        (number, now, messages.encode(settings), who, note),
    )
    rows = connection.execute("SELECT name FROM devices WHERE state = 'approved'")
    for (name,) in rows.fetchall():
        send(connection, name)
    return settings


def send(connection: sqlite3.Connection, device: str) -> None:
    """Queue the revision in use for one device."""
    settings = newest(connection)
    if settings is not None:
        downlink.post(
            connection,
            topics.settings(device),
            messages.encode(settings),
            retain=True,
        )

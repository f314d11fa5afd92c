"""What the owner decided for the devices, as revisions."""

import sqlite3

import msgspec

from contract import messages, topics
from contract.messages import Settings
from hub.store import downlink


def newest(connection: sqlite3.Connection) -> Settings | None:
    """The revision in use; none where the devices' built-in one is."""
    row = connection.execute(
        "SELECT body FROM owner_settings ORDER BY revision DESC LIMIT 1"
    ).fetchone()
    return None if row is None else messages.decode(row[0], Settings)


def decide(connection: sqlite3.Connection, wanted: Settings, now: int) -> Settings:
    """Store a new revision and queue it for every approved device."""
    before = newest(connection)
    revision = 1 if before is None else before.revision + 1
    settings = msgspec.structs.replace(wanted, revision=revision)
    connection.execute(
        "INSERT INTO owner_settings VALUES (?, ?, ?)",
        (revision, now, messages.encode(settings)),
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

"""Messages to people outside the pages: each one a row, with what became of it."""

import secrets
import sqlite3

from msgspec import Struct

KEEP_MS = 60 * 24 * 3600 * 1000


class Send(Struct, frozen=True, kw_only=True):
    """One message to one channel."""

    send: int
    key: str
    """The same however often it is tried: the receiver can tell a repeat."""
    alert: int | None
    """None for a test."""
    step: int | None
    channel: int
    rung: str
    at: int
    """When it was decided, ms."""
    due: int
    tries: int
    state: str
    """waiting, sending, sent, failed, quiet (hours), moot (taken meanwhile), gone"""
    ended: int | None
    result: str
    """In words; never with a secret."""


class NewSend(Struct, frozen=True, kw_only=True):
    """A message to be sent, or one that quiet hours keep back."""

    alert: int | None
    step: int | None
    channel: int
    rung: str
    at: int
    quiet: bool = False


_COLUMNS = ", ".join(Send.__struct_fields__)


def add(connection: sqlite3.Connection, new: NewSend) -> int:
    """Queue one; it goes out once the transaction is committed."""
    cursor = connection.execute(
        "INSERT INTO sends (key, alert, step, channel, rung, at, due, state, ended)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            secrets.token_hex(16),
            new.alert,
            new.step,
            new.channel,
            new.rung,
            new.at,
            new.at,
            "quiet" if new.quiet else "waiting",
            new.at if new.quiet else None,
        ),
    )
    return int(cursor.lastrowid or 0)


def _select(connection: sqlite3.Connection, where: str, *values: object) -> list[Send]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM sends {where}", values)
    fields = Send.__struct_fields__
    return [Send(**dict(zip(fields, row, strict=True))) for row in rows]


def waiting(connection: sqlite3.Connection, now: int, limit: int = 200) -> list[Send]:
    """What is to be tried now, the oldest first."""
    where = "WHERE state = 'waiting' AND due <= ? ORDER BY send LIMIT ?"
    return _select(connection, where, now, limit)


def next_due(connection: sqlite3.Connection) -> int | None:
    """When the next one is to be tried, ms."""
    (due,) = connection.execute(
        "SELECT min(due) FROM sends WHERE state = 'waiting'"
    ).fetchone()
    return None if due is None else int(due)


def claim(connection: sqlite3.Connection, send: int) -> Send | None:
    """Take a waiting one in hand, unless its alert was taken or has ended."""
    found = _select(connection, "WHERE send = ? AND state = 'waiting'", send)
    if not found:
        return None
    state = "sending"
    if found[0].alert is not None:
        row = connection.execute(
            "SELECT state FROM steps WHERE alert = ? ORDER BY step DESC LIMIT 1",
            (found[0].alert,),
        ).fetchone()
        if row is None or row[0] != "open":
            state = "moot"
    connection.execute(
        "UPDATE sends SET state = ?, tries = tries + (? = 'sending') WHERE send = ?",
        (state, state, send),
    )
    return found[0] if state == "sending" else None


def ended(
    connection: sqlite3.Connection, send: int, state: str, result: str, now: int
) -> None:
    """Note what became of it."""
    connection.execute(
        "UPDATE sends SET state = ?, result = ?, ended = ? WHERE send = ?",
        (state, result[:300], now, send),
    )


def later(connection: sqlite3.Connection, send: int, due: int, result: str) -> None:
    """Try it again at a time, ms."""
    connection.execute(
        "UPDATE sends SET state = 'waiting', due = ?, result = ? WHERE send = ?",
        (due, result[:300], send),
    )


def take_up_again(connection: sqlite3.Connection) -> int:
    """What was in hand when the program ended is tried again, under the same key."""
    return connection.execute(
        "UPDATE sends SET state = 'waiting' WHERE state = 'sending'"
    ).rowcount


def of_alert(connection: sqlite3.Connection, alert: int) -> list[Send]:
    """All messages of an alert, in order."""
    return _select(connection, "WHERE alert = ? ORDER BY send", alert)


def of_channel(
    connection: sqlite3.Connection, channel: int, limit: int = 5
) -> list[Send]:
    """A channel's last messages, the newest first."""
    where = "WHERE channel = ? ORDER BY send DESC LIMIT ?"
    return _select(connection, where, channel, limit)


def forget(connection: sqlite3.Connection, now: int) -> None:
    """Let old ones go."""
    connection.execute(
        "DELETE FROM sends WHERE at < ? AND state NOT IN ('waiting', 'sending')",
        (now - KEEP_MS,),
    )

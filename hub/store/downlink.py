"""Messages on their way to devices: kept until the broker has them."""

import sqlite3

from contract import messages, topics


def post(
    connection: sqlite3.Connection, topic: str, payload: bytes, *, retain: bool = False
) -> None:
    """Queue a message; it goes out once the transaction is committed."""
    connection.execute(
        "INSERT INTO downlink (topic, payload, retain) VALUES (?, ?, ?)",
        (topic, payload, retain),
    )


def notice(
    connection: sqlite3.Connection, device: str, message: messages.Notice
) -> None:
    """Queue what became of a call."""
    post(connection, topics.notices(device), messages.encode(message))


def forget_settings(connection: sqlite3.Connection, device: str) -> None:
    """Take a device's retained settings back from the broker."""
    post(connection, topics.settings(device), b"", retain=True)


def after(
    connection: sqlite3.Connection, n: int, limit: int = 200
) -> list[tuple[int, str, bytes, bool]]:
    """Number, topic, payload and retain of the messages past number `n`."""
    rows = connection.execute(
        "SELECT n, topic, payload, retain FROM downlink WHERE n > ? ORDER BY n LIMIT ?",
        (n, limit),
    )
    return [
        (number, topic, payload, bool(retain))
        for number, topic, payload, retain in rows
    ]


def delivered(connection: sqlite3.Connection, numbers: list[int]) -> None:
    """The broker has these."""
    connection.executemany("DELETE FROM downlink WHERE n = ?", [(n,) for n in numbers])

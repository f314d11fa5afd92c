"""Numbers that will never arrive: noted with a reason, then told to the hub.

A health event tells them. Noting, telling and storing that event each happen in the
transaction of the change itself, so a drop is told exactly as long as that event lives.
"""

from sqlite3 import Connection
from typing import Literal

from contract.events import Dropped

Reason = Literal["full", "denied", "too_large", "refused", "damaged"]

RANGES_AT_ONCE = 100
"""Ranges that one health event tells; more wait for the next."""


def note(connection: Connection, drop: Dropped) -> None:
    """Remember a drop, as part of the last range where it continues that."""
    last = connection.execute(
        "SELECT id, first, last FROM drops WHERE announced IS NULL AND reason = ?"
        " ORDER BY id DESC LIMIT 1",
        (drop.reason,),
    ).fetchone()
    if last is not None and (drop.reason == "full" or drop.first == last[2] + 1):
        connection.execute(
            "UPDATE drops SET first = ?, last = ?, rows = rows + ? WHERE id = ?",
            (min(last[1], drop.first), max(last[2], drop.last), drop.rows, last[0]),
        )
        return
    connection.execute(
        "INSERT INTO drops (first, last, rows, reason) VALUES (?, ?, ?, ?)",
        (drop.first, drop.last, drop.rows, drop.reason),
    )


def untold(connection: Connection) -> tuple[list[int], list[Dropped]]:
    """Keys and ranges that no health event has told yet."""
    rows = connection.execute(
        "SELECT id, first, last, rows, reason FROM drops WHERE announced IS NULL"
        " ORDER BY id LIMIT ?",
        (RANGES_AT_ONCE,),
    ).fetchall()
    ranges = [
        Dropped(first=first, last=last, rows=count, reason=reason)
        for _, first, last, count, reason in rows
    ]
    return [row[0] for row in rows], ranges


def tell(connection: Connection, keys: list[int], sequence: int) -> None:
    """These are in the health event of this number."""
    connection.executemany(
        "UPDATE drops SET announced = ? WHERE id = ?", [(sequence, key) for key in keys]
    )


def untell(connection: Connection, sequence: int) -> None:
    """That health event will not arrive: its drops are told again."""
    connection.execute(
        "UPDATE drops SET announced = NULL WHERE announced = ?", (sequence,)
    )


def forget(connection: Connection) -> None:
    """Leave out what was told by events that are gone from here, so arrived."""
    connection.execute(
        "DELETE FROM drops WHERE announced IS NOT NULL"
        " AND announced NOT IN (SELECT sequence FROM outbox)"
    )

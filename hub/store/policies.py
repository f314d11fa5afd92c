"""What the owner decided on alerts, as revisions; the highest one is in use."""

import sqlite3

import msgspec
from msgspec import Struct

from hub.alerts import policy as policies
from hub.alerts import start
from hub.alerts.policy import Policy


class Decided(Struct, frozen=True):
    """Who decided a revision, and when."""

    revision: int
    at: int
    """When, ms."""
    who: str
    note: str
    """What it was about."""


def revision(connection: sqlite3.Connection) -> int:
    """The revision in use; 0 for the built-in one."""
    (newest,) = connection.execute(
        "SELECT coalesce(max(revision), 0) FROM alert_policies"
    ).fetchone()
    return int(newest)


def newest(connection: sqlite3.Connection) -> Policy:
    """What is in use; raises BadPolicy if it is damaged."""
    row = connection.execute(
        "SELECT body FROM alert_policies ORDER BY revision DESC LIMIT 1"
    ).fetchone()
    return start.policy() if row is None else policies.decode(row[0])


def decide(
    connection: sqlite3.Connection, wanted: Policy, now: int, who: str, note: str
) -> int:
    """Store a new revision and return its number; raises BadPolicy."""
    number = revision(connection) + 1
    body = policies.encode(wanted)
    policies.decode(body)  # What was put together in code is checked as JSON is.
    connection.execute(
        "INSERT INTO alert_policies VALUES (?, ?, ?, ?, ?)",
        (number, now, who, note, body),
    )
    return number


def history(connection: sqlite3.Connection, limit: int = 30) -> list[Decided]:
    """Revisions, the newest first."""
    rows = connection.execute(
        "SELECT revision, at, who, note FROM alert_policies"
        " ORDER BY revision DESC LIMIT ?",
        (limit,),
    )
    return [Decided(*row) for row in rows]


def same(one: Policy, other: Policy) -> bool:
    """Do two policies say the same?"""
    return bool(msgspec.json.encode(one) == msgspec.json.encode(other))

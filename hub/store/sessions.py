"""Who is signed in, where and since when."""

import hashlib
import secrets
import sqlite3

from msgspec import Struct

SESSION_MS = 30 * 24 * 3600 * 1000
LONGEST_BROWSER = 200


class Session(Struct, frozen=True, kw_only=True):
    """Somebody's sign-in on one browser."""

    person: int
    name: str
    role: str
    once: bool
    """True if the passphrase has to be changed first."""
    tablet: int = 0
    """The paired tablet whose token this is; 0 for a person's own sign-in."""


class Place(Struct, frozen=True, kw_only=True):
    """One line of the list of a person's browsers."""

    key: str
    """Names the session without opening it."""
    created: int
    """When it began, ms."""
    expires: int
    """When it ends, ms."""
    address: str
    browser: str


def begin(
    connection: sqlite3.Connection, person: int, now_ms: int, where: tuple[str, str]
) -> str:
    """The token of a new session at (address, browser); only its SHA-256 is kept."""
    token = secrets.token_urlsafe(32)
    address, browser = where
    connection.execute("DELETE FROM sessions WHERE expires <= ?", (now_ms,))
    connection.execute(
        "INSERT INTO sessions (token, person, created, expires, address, browser)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            digest(token),
            person,
            now_ms,
            now_ms + SESSION_MS,
            address,
            browser[:LONGEST_BROWSER],
        ),
    )
    return token


def find(connection: sqlite3.Connection, token: str, now_ms: int) -> Session | None:
    """Whose session this is, if it has not ended."""
    row = connection.execute(
        "SELECT person, name, role, once FROM sessions JOIN people USING (person)"
        " WHERE token = ? AND expires > ?",
        (digest(token), now_ms),
    ).fetchone()
    if row is None:
        return None
    return Session(person=row[0], name=row[1], role=row[2], once=bool(row[3]))


def is_open(connection: sqlite3.Connection, token: str, now_ms: int) -> bool:
    """Does the token belong to a session that has not ended?"""
    return find(connection, token, now_ms) is not None


def of_person(connection: sqlite3.Connection, person: int, now_ms: int) -> list[Place]:
    """Where a person is signed in, the newest first."""
    rows = connection.execute(
        "SELECT lower(hex(token)), created, expires, address, browser FROM sessions"
        " WHERE person = ? AND expires > ? ORDER BY created DESC LIMIT 100",
        (person, now_ms),
    )
    fields = Place.__struct_fields__
    return [Place(**dict(zip(fields, row, strict=True))) for row in rows]


def end(connection: sqlite3.Connection, token: str) -> None:
    """Sign one browser out."""
    connection.execute("DELETE FROM sessions WHERE token = ?", (digest(token),))


def end_all(connection: sqlite3.Connection, person: int) -> int:
    """Sign a person out everywhere; returns of how many browsers."""
    return connection.execute(
        "DELETE FROM sessions WHERE person = ?", (person,)
    ).rowcount


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()

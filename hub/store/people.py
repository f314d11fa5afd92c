"""Who may see the pages: one passphrase for the shop, and who is signed in."""

import ctypes
import hashlib
import secrets
import sqlite3
from typing import TYPE_CHECKING

from contract.errors import HeedError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHOP = "shop"
SHORTEST = 8
LONGEST = 200
M_MMAP_THRESHOLD = -3
SESSION_MS = 30 * 24 * 3600 * 1000


class WeakPassphrase(HeedError, ValueError):
    """A passphrase that is too short to guard anything, or absurdly long."""


def set_passphrase(connection: sqlite3.Connection, passphrase: str) -> None:
    """Set the shop's passphrase and sign everybody out; raises WeakPassphrase."""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise WeakPassphrase(
            f"the passphrase has {len(passphrase)} characters; "
            f"choose {SHORTEST} to {LONGEST}"
        )
    secret = _hasher().hash(passphrase)
    connection.execute(
        "INSERT INTO people (name, secret) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET secret = excluded.secret",
        (SHOP, secret),
    )
    connection.execute("DELETE FROM sessions WHERE person = ?", (_person(connection),))


def has_passphrase(connection: sqlite3.Connection) -> bool:
    """Was a passphrase ever set?"""
    return _person(connection) is not None


def check(connection: sqlite3.Connection, passphrase: str) -> bool:
    """Is this the shop's passphrase? Takes about 50 ms and 19 MiB: one at a time."""
    from argon2.exceptions import InvalidHashError, VerificationError

    row = connection.execute(
        "SELECT secret FROM people WHERE name = ?", (SHOP,)
    ).fetchone()
    if row is None or len(passphrase) > LONGEST:
        return False
    try:
        return bool(_hasher().verify(row[0], passphrase))
    except (VerificationError, InvalidHashError):
        return False


def open_session(connection: sqlite3.Connection, now_ms: int) -> str:
    """The token of a new session; only its SHA-256 is kept here."""
    token = secrets.token_urlsafe(32)
    connection.execute("DELETE FROM sessions WHERE expires <= ?", (now_ms,))
    connection.execute(
        "INSERT INTO sessions VALUES (?, ?, ?, ?)",
        (_digest(token), _person(connection), now_ms, now_ms + SESSION_MS),
    )
    return token


def is_open(connection: sqlite3.Connection, token: str, now_ms: int) -> bool:
    """Does the token belong to a session that has not ended?"""
    row = connection.execute(
        "SELECT 1 FROM sessions WHERE token = ? AND expires > ?",
        (_digest(token), now_ms),
    ).fetchone()
    return row is not None


def end_session(connection: sqlite3.Connection, token: str) -> None:
    """Sign one browser out."""
    connection.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))


def note(connection: sqlite3.Connection, now_ms: int, who: str, what: str) -> None:
    """Write down what was done with the sign-in."""
    connection.execute(
        "INSERT INTO audit (at, who, what) VALUES (?, ?, ?)", (now_ms, who, what)
    )


def _person(connection: sqlite3.Connection) -> int | None:
    row = connection.execute(
        "SELECT person FROM people WHERE name = ?", (SHOP,)
    ).fetchone()
    return None if row is None else int(row[0])


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _map_large_blocks() -> None:
    """Let the 19 MiB go back to the system after use.

    By itself glibc would keep them, once for each thread that ever signed someone in:
    after the first large block it serves the next ones from the thread's own heap.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, 1 << 20)


def _hasher() -> "PasswordHasher":
    """Argon2id with 19 MiB: OWASP's second choice, small enough for a Pi."""
    from argon2 import PasswordHasher

    _map_large_blocks()
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

"""Tablets of the floor: paired by a code for once, each with a token of its own.

A code has 39 bits and lives for minutes; guesses are slowed down where they come in.
What is kept of codes and tokens is their SHA-256.
"""

import secrets
import sqlite3
from typing import Final, Literal

from msgspec import Struct

from contract.errors import HeedError
from hub.store.sessions import LONGEST_BROWSER, digest

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those that nobody takes for another."""
LENGTH: Final = 8
PAIR_MS: Final = 10 * 60_000
"""How long a code may be used."""
REMEMBER_MS: Final = 24 * 3_600_000
"""How long it is still known that a code was used or has expired."""
UNSEEN_MS: Final = 60 * 24 * 3_600_000
"""A tablet that was not seen for so long has to be paired again."""
SEEN_EVERY_MS: Final = 60_000
MOST: Final = 100
LONGEST_NAME: Final = 40


class BadTablet(HeedError, ValueError):
    """A name that is empty, too long or taken, or too many tablets."""


class NoPairing(HeedError, LookupError):
    """A code that pairs nothing: `why` is unknown, used or expired."""

    def __init__(self, why: Literal["unknown", "used", "expired"]) -> None:
        super().__init__(f"this code pairs nothing: it is {why}")
        self.why = why


class Tablet(Struct, frozen=True):
    """A paired tablet."""

    tablet: int
    name: str
    paired: int
    """When, ms."""
    seen: int
    """When it was last there, ms, to the minute."""
    address: str
    browser: str


class Pairing(Struct, frozen=True):
    """A code that is shown once."""

    pairing: int
    code: str
    name: str
    expires: int
    """When it ends, ms."""

    @property
    def written(self) -> str:
        """As people read it."""
        half = LENGTH // 2
        return f"{self.code[:half]}-{self.code[half:]}"


def offer(connection: sqlite3.Connection, name: str, who: str, now: int) -> Pairing:
    """A new code for a tablet of that name; raises BadTablet."""
    name = _free_name(connection, name)
    connection.execute("DELETE FROM pairings WHERE made < ?", (now - REMEMBER_MS,))
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    expires = now + PAIR_MS
    cursor = connection.execute(
        "INSERT INTO pairings (code, name, who, made, expires) VALUES (?, ?, ?, ?, ?)",
        (digest(code), name, who, now, expires),
    )
    return Pairing(int(cursor.lastrowid or 0), code, name, expires)


def plain(code: str) -> str:
    """A code as it was made, however somebody wrote it down."""
    return "".join(c for c in code.upper() if c.isalnum())[: 2 * LENGTH]


def could_be(code: str) -> bool:
    """Could this be a code at all? What could not is no guess either."""
    kept = plain(code)
    return len(kept) == LENGTH and set(kept) <= set(LETTERS)


def look(connection: sqlite3.Connection, code: str, now: int) -> str:
    """The name of the tablet that a code pairs; raises NoPairing."""
    row = connection.execute(
        "SELECT name, used, expires FROM pairings WHERE code = ?",
        (digest(plain(code)),),
    ).fetchone()
    if row is None:
        raise NoPairing("unknown")
    name, used, expires = row
    if used is not None:
        raise NoPairing("used")
    if not expires - PAIR_MS <= now < expires:
        raise NoPairing("expired")
    return str(name)


def pair(
    connection: sqlite3.Connection, code: str, now: int, where: tuple[str, str]
) -> tuple[str, str]:
    """Use a code up at (address, browser): the tablet's name and its token.

    Raises NoPairing, or BadTablet if the name was taken in the meantime.
    """
    name = _free_name(connection, look(connection, code, now))
    connection.execute(
        "UPDATE pairings SET used = ? WHERE code = ?", (now, digest(plain(code)))
    )
    token = secrets.token_urlsafe(32)
    address, browser = where
    connection.execute(
        "INSERT INTO tablets (name, token, paired, seen, address, browser)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (name, digest(token), now, now, address, browser[:LONGEST_BROWSER]),
    )
    return name, token


def state(connection: sqlite3.Connection, pairing: int, now: int) -> str:
    """What became of a code: waiting, used or expired."""
    row = connection.execute(
        "SELECT used, expires FROM pairings WHERE pairing = ?", (pairing,)
    ).fetchone()
    if row is None or (row[0] is None and now >= row[1]):
        return "expired"
    return "waiting" if row[0] is None else "used"


def find(connection: sqlite3.Connection, token: str, now: int) -> Tablet | None:
    """Which tablet holds this token, if it is paired still."""
    row = connection.execute(
        "SELECT tablet, name, paired, seen, address, browser FROM tablets"
        " WHERE token = ? AND seen > ?",
        (digest(token), now - UNSEEN_MS),
    ).fetchone()
    return None if row is None else Tablet(*row)


def saw(connection: sqlite3.Connection, tablet: int, now: int) -> None:
    """It is there."""
    connection.execute("UPDATE tablets SET seen = ? WHERE tablet = ?", (now, tablet))


def listing(connection: sqlite3.Connection) -> list[Tablet]:
    """All paired tablets by name."""
    rows = connection.execute(
        "SELECT tablet, name, paired, seen, address, browser FROM tablets ORDER BY name"
    )
    return [Tablet(*row) for row in rows]


def revoke(connection: sqlite3.Connection, tablet: int) -> str | None:
    """Its token opens nothing any more; its name, or none if it is gone already."""
    row = connection.execute(
        "DELETE FROM tablets WHERE tablet = ? RETURNING name", (tablet,)
    ).fetchone()
    return None if row is None else str(row[0])


def _free_name(connection: sqlite3.Connection, name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadTablet(f"a tablet's name has 1 to {LONGEST_NAME} letters")
    known = listing(connection)
    if name.casefold() in {one.name.casefold() for one in known}:
        raise BadTablet(f"there is a tablet called {name!r} already; revoke it first")
    if len(known) >= MOST:
        raise BadTablet(f"{MOST} tablets are paired; revoke one first")
    return name

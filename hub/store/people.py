"""Who may see the pages: people, what each may do, and their passphrases."""

import ctypes
import functools
import secrets
import sqlite3
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from contract.errors import HeedError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHOP = "shop"
"""The first person, whose passphrase an installer sets."""
ROLES = ("staff", "lead", "owner", "admin")
"""Each may do what those before it may."""
SHORTEST = 8
LONGEST = 200
LONGEST_NAME = 40
MOST_PEOPLE = 500
SYLLABLES = ("bdfgklmnprstvz", "aeiou")
M_MMAP_THRESHOLD = -3


class WeakPassphrase(HeedError, ValueError):
    """A passphrase that is too short to guard anything, or absurdly long."""


class BadName(HeedError, ValueError):
    """A name that is empty, too long or taken."""


class LastAdmin(HeedError, ValueError):
    """Without the last admin nobody could let anybody in."""

    def __init__(self) -> None:
        super().__init__("this is the last admin; make somebody else an admin first")


class RoleChanged(HeedError, RuntimeError):
    """Somebody else gave that person another role in the meantime."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__(f"somebody else made {name} {role} in the meantime")
        self.role = role


class UnknownPerson(HeedError, LookupError):
    """Nobody of that name is known, or not in that role any more."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nobody called {name!r} is known; see 'heed people list'")
        self.name = name


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who may sign in."""

    person: int
    name: str
    role: str
    """staff, lead, owner or admin"""
    once: bool
    """True if the passphrase has to be changed at the next sign-in."""
    sessions: int
    """How many browsers are signed in."""

    def may(self, role: str) -> bool:
        """Does the person's role cover this one?"""
        return ROLES.index(self.role) >= ROLES.index(role)


def clean_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A name as it is stored; raises BadName."""
    composed = unicodedata.normalize("NFC", name)
    plain = "".join(c for c in composed if unicodedata.category(c) not in ("Cc", "Cs"))
    cleaned = " ".join(plain.split())
    if not 1 <= len(cleaned) <= longest:
        raise BadName(f"a name has 1 to {longest} characters; this has {len(cleaned)}")
    return cleaned


def listing(connection: sqlite3.Connection, now_ms: int) -> list[Person]:
    """Everybody, by name."""
    rows = connection.execute(
        "SELECT person, name, role, once, (SELECT count(*) FROM sessions"
        " WHERE sessions.person = people.person AND expires > ?)"
        " FROM people ORDER BY name COLLATE NOCASE",
        (now_ms,),
    )
    return [
        Person(
            person=row[0], name=row[1], role=row[2], once=bool(row[3]), sessions=row[4]
        )
        for row in rows
    ]


def find(connection: sqlite3.Connection, person: int) -> tuple[str, str]:
    """Name and role; raises UnknownPerson."""
    row = connection.execute(
        "SELECT name, role FROM people WHERE person = ?", (person,)
    ).fetchone()
    if row is None:
        raise UnknownPerson(f"number {person}")
    return row[0], row[1]


def number(connection: sqlite3.Connection, name: str) -> int | None:
    """The person of that name, capitals or not."""
    row = connection.execute(
        "SELECT person FROM people WHERE name = ? COLLATE NOCASE", (name,)
    ).fetchone()
    return None if row is None else int(row[0])


def add(
    connection: sqlite3.Connection, name: str, role: str, secret: str, *, once: bool
) -> str:
    """Let somebody in; `secret` is from `hashed`; raises BadName."""
    name = clean_name(name)
    if number(connection, name) is not None:
        raise BadName(f"there is somebody called {name} already; choose another name")
    (many,) = connection.execute("SELECT count(*) FROM people").fetchone()
    if many >= MOST_PEOPLE:
        raise BadName(f"{MOST_PEOPLE} people are known already; remove some first")
    connection.execute(
        "INSERT INTO people (name, secret, role, once) VALUES (?, ?, ?, ?)",
        (name, secret, role, once),
    )
    return name


def change_role(
    connection: sqlite3.Connection, person: int, role: str, was: str
) -> None:
    """Give somebody another role; raises UnknownPerson, RoleChanged, LastAdmin."""
    name, now = find(connection, person)
    if now != was:
        raise RoleChanged(name, now)
    _keep_an_admin(connection, person, unless=role == "admin")
    connection.execute("UPDATE people SET role = ? WHERE person = ?", (role, person))


def remove(connection: sqlite3.Connection, person: int) -> None:
    """Let somebody in no more; raises LastAdmin."""
    _keep_an_admin(connection, person, unless=False)
    connection.execute("DELETE FROM sessions WHERE person = ?", (person,))
    connection.execute("DELETE FROM people WHERE person = ?", (person,))


def _keep_an_admin(connection: sqlite3.Connection, person: int, unless: bool) -> None:
    others = connection.execute(
        "SELECT count(*) FROM people WHERE role = 'admin' AND person <> ?", (person,)
    ).fetchone()[0]
    if others == 0 and not unless:
        raise LastAdmin


def set_secret(
    connection: sqlite3.Connection, person: int, secret: str, *, once: bool
) -> None:
    """Another passphrase, as `hashed` made it; signs the person out everywhere."""
    connection.execute(
        "UPDATE people SET secret = ?, once = ? WHERE person = ?",
        (secret, once, person),
    )
    connection.execute("DELETE FROM sessions WHERE person = ?", (person,))


def set_passphrase(connection: sqlite3.Connection, passphrase: str) -> None:
    """Set the first person's passphrase and end their sessions; raises WeakPassphrase.

    The installer's way back in, so that person is an admin again.
    """
    secret = hashed(passphrase)
    person = number(connection, SHOP)
    if person is None:
        add(connection, SHOP, "admin", secret, once=False)
        return
    set_secret(connection, person, secret, once=False)
    connection.execute("UPDATE people SET role = 'admin' WHERE person = ?", (person,))


def has_passphrase(connection: sqlite3.Connection) -> bool:
    """Can anybody sign in at all?"""
    return connection.execute("SELECT 1 FROM people LIMIT 1").fetchone() is not None


def check(connection: sqlite3.Connection, passphrase: str, name: str = SHOP) -> bool:
    """Is this the person's passphrase? Takes about 50 ms and 19 MiB: one at a time."""
    from argon2.exceptions import InvalidHashError, VerificationError

    row = connection.execute(
        "SELECT secret FROM people WHERE name = ? COLLATE NOCASE", (name,)
    ).fetchone()
    # A name that nobody has takes as long as one that somebody has.
    secret = _nobody() if row is None else row[0]
    if len(passphrase) > LONGEST:
        return False
    try:
        return bool(_hasher().verify(secret, passphrase)) and row is not None
    except (VerificationError, InvalidHashError):
        return False


def hashed(passphrase: str) -> str:
    """What is stored of a passphrase; slow on purpose; raises WeakPassphrase."""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise WeakPassphrase(
            f"the passphrase has {len(passphrase)} characters; "
            f"choose {SHORTEST} to {LONGEST}"
        )
    return _hasher().hash(passphrase)


def one_time() -> str:
    """A passphrase that one can read out: three words without sense, 55 bits."""
    return "-".join(
        "".join(secrets.choice(letters) for letters in SYLLABLES * 3) for _ in range(3)
    )


@functools.cache
def _nobody() -> str:
    return _hasher().hash("nobody has this passphrase")


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

"""Ways to reach people: the rows. An address is a secret; only `secret_of` gives it."""

import secrets
import sqlite3

from msgspec import Struct

from hub.trouble import Trouble

RUNGS = ("floor", "lead", "owner")
LONGEST_NAME = 60
LONGEST_ADDRESS = 2000


class BadChannel(Trouble):
    """A channel that cannot be used."""


class Channel(Struct, frozen=True, kw_only=True):
    """A way to reach somebody, as pages may show it."""

    channel: int
    name: str
    port: str
    """apprise or webhook"""
    rung: str
    """Whom it reaches: floor, lead or owner."""
    words: bool
    """True if customers' words may leave the shop by it."""
    on_duty: bool
    """True while whoever it reaches is on duty."""
    scheme: str
    """What kind of address it has, as in `mailto`; the address itself is not shown."""


class Secret(Struct, frozen=True):
    """What is needed to send."""

    port: str
    address: str
    key: str
    """Signs what a webhook gets."""
    words: bool


class NewChannel(Struct, frozen=True, kw_only=True):
    """A channel to be added."""

    name: str
    port: str
    rung: str
    address: str
    words: bool = False


def add(connection: sqlite3.Connection, new: NewChannel) -> tuple[int, str]:
    """Add one; its number and, for a webhook, the key to show once.

    Raises BadChannel. Whether the address can be used is for the port to say.
    """
    name = " ".join(new.name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadChannel(
            "name_length",
            f"a name has 1 to {LONGEST_NAME} characters",
            most=LONGEST_NAME,
        )
    if new.rung not in RUNGS:
        raise BadChannel("nobody", f"{new.rung!r} is nobody; choose {', '.join(RUNGS)}")
    if len(new.address) > LONGEST_ADDRESS:
        raise BadChannel(
            "address_length",
            f"an address has at most {LONGEST_ADDRESS} characters",
            most=LONGEST_ADDRESS,
        )
    if any(one.name == name for one in listing(connection)):
        raise BadChannel(
            "name_taken", f"there is a channel called {name} already", name=name
        )
    key = secrets.token_urlsafe(24) if new.port == "webhook" else ""
    cursor = connection.execute(
        "INSERT INTO channels (name, port, rung, address, key, words)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (name, new.port, new.rung, new.address.strip(), key, new.words),
    )
    return int(cursor.lastrowid or 0), key


def listing(connection: sqlite3.Connection) -> list[Channel]:
    """All, by whom they reach and name; without their addresses."""
    rows = connection.execute(
        "SELECT channel, name, port, rung, words, on_duty,"
        " substr(address, 1, instr(address, ':') - 1) FROM channels"
        " ORDER BY rung = 'owner', rung = 'lead', name COLLATE NOCASE"
    )
    return [
        Channel(
            channel=row[0],
            name=row[1],
            port=row[2],
            rung=row[3],
            words=bool(row[4]),
            on_duty=bool(row[5]),
            scheme=row[6],
        )
        for row in rows
    ]


def secret_of(connection: sqlite3.Connection, channel: int) -> Secret | None:
    """What is needed to send; none if the channel is gone."""
    row = connection.execute(
        "SELECT port, address, key, words FROM channels WHERE channel = ?", (channel,)
    ).fetchone()
    return None if row is None else Secret(row[0], row[1], row[2], bool(row[3]))


def of_rung(connection: sqlite3.Connection, rung: str) -> list[int]:
    """The channels that reach somebody."""
    rows = connection.execute(
        "SELECT channel FROM channels WHERE rung = ? ORDER BY channel", (rung,)
    )
    return [row[0] for row in rows]


def on_duty(connection: sqlite3.Connection, among: list[int]) -> list[int]:
    """Those of some channels whose people are on duty; all if none of them is."""
    marks = ",".join("?" * len(among))
    rows = connection.execute(
        f"SELECT channel, on_duty FROM channels WHERE channel IN ({marks})"
        " ORDER BY channel",
        among,
    ).fetchall()
    return [channel for channel, duty in rows if duty] or [row[0] for row in rows]


def change(
    connection: sqlite3.Connection, channel: int, *, words: bool, on_duty: bool
) -> str:
    """Switch what may leave by it and who is on duty; its name, or BadChannel."""
    row = connection.execute(
        "UPDATE channels SET words = ?, on_duty = ? WHERE channel = ? RETURNING name",
        (words, on_duty, channel),
    ).fetchone()
    return _name(row)


def remove(connection: sqlite3.Connection, channel: int) -> str:
    """Let it go, its secret too; its name, or BadChannel."""
    row = connection.execute(
        "DELETE FROM channels WHERE channel = ? RETURNING name", (channel,)
    ).fetchone()
    return _name(row)


def _name(row: tuple[str] | None) -> str:
    if row is None:
        raise gone()
    return row[0]


def gone() -> BadChannel:
    """What to raise where somebody else has removed a channel meanwhile."""
    return BadChannel("channel_gone", "that channel is gone; load the page again")

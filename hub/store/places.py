"""Shops and the touchpoints in them: where a device stands."""

import sqlite3

from msgspec import Struct

from contract.errors import HeedError
from hub.store.people import clean_name

LONGEST = 60
MOST = 1000


class TakenName(HeedError, ValueError):
    """Another place has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is there already; choose another name")
        self.name = name


class Changed(HeedError, RuntimeError):
    """Somebody else changed the same thing in the meantime."""

    def __init__(self, now: str) -> None:
        super().__init__(f"somebody else changed this in the meantime, to {now}")
        self.now = now


class UnknownShop(HeedError, LookupError):
    """There is no such shop."""

    def __init__(self) -> None:
        super().__init__("there is no such shop; choose one from the list")


class UnknownTouchpoint(HeedError, LookupError):
    """There is no such touchpoint."""

    def __init__(self) -> None:
        super().__init__("there is no such touchpoint; choose one from the list")


class Shop(Struct, frozen=True):
    """One shop."""

    shop: int
    name: str


class Touchpoint(Struct, frozen=True):
    """A place in a shop where customers are asked."""

    touchpoint: int
    name: str
    shop: int
    devices: int
    """How many devices stand there."""


def shops(connection: sqlite3.Connection) -> list[Shop]:
    """All shops, by name."""
    rows = connection.execute(
        "SELECT shop, name FROM shops ORDER BY name COLLATE NOCASE"
    )
    return [Shop(*row) for row in rows]


def touchpoints(connection: sqlite3.Connection) -> list[Touchpoint]:
    """All touchpoints, by name."""
    rows = connection.execute(
        "SELECT touchpoint, name, shop, (SELECT count(*) FROM devices WHERE"
        " devices.touchpoint = touchpoints.touchpoint AND state = 'approved')"
        " FROM touchpoints ORDER BY name COLLATE NOCASE"
    )
    return [Touchpoint(*row) for row in rows]


def name_first_shop(connection: sqlite3.Connection, name: str) -> None:
    """Give the shop that was always there its name, unless it has one."""
    connection.execute("UPDATE shops SET name = ? WHERE name = ''", (name,))


def add_shop(connection: sqlite3.Connection, name: str) -> str:
    """A new shop; raises BadName, TakenName."""
    return _add(connection, "shops", name, {})


def add_touchpoint(connection: sqlite3.Connection, name: str, shop: int) -> str:
    """A new touchpoint in a shop; raises BadName, TakenName, UnknownShop."""
    shop_name(connection, shop)
    return _add(connection, "touchpoints", name, {"shop": shop})


def rename_shop(connection: sqlite3.Connection, shop: int, name: str, was: str) -> str:
    """Another name for a shop; raises BadName, TakenName, Changed."""
    return _rename(connection, ("shops", "shop"), shop, name, was)


def rename_touchpoint(
    connection: sqlite3.Connection, touchpoint: int, name: str, was: str
) -> str:
    """Another name for a touchpoint; raises BadName, TakenName, Changed."""
    return _rename(connection, ("touchpoints", "touchpoint"), touchpoint, name, was)


def move_touchpoint(
    connection: sqlite3.Connection, touchpoint: int, shop: int, was: int
) -> None:
    """Count a touchpoint to another shop; raises Changed."""
    moved = connection.execute(
        "UPDATE touchpoints SET shop = ? WHERE touchpoint = ? AND shop = ?",
        (shop, touchpoint, was),
    )
    if moved.rowcount == 0:
        raise Changed("another shop")
    shop_name(connection, shop)


def shop_name(connection: sqlite3.Connection, shop: int) -> str:
    """A shop's name; raises UnknownShop."""
    row = connection.execute(
        "SELECT name FROM shops WHERE shop = ?", (shop,)
    ).fetchone()
    if row is None:
        raise UnknownShop
    return str(row[0])


def touchpoint_name(connection: sqlite3.Connection, touchpoint: int) -> str | None:
    """A touchpoint's name, if there is one of that number."""
    row = connection.execute(
        "SELECT name FROM touchpoints WHERE touchpoint = ?", (touchpoint,)
    ).fetchone()
    return None if row is None else str(row[0])


def touchpoint(connection: sqlite3.Connection, name: str) -> int | None:
    """The touchpoint of that name, capitals or not."""
    return _taken(connection, "touchpoints", name)


def _taken(connection: sqlite3.Connection, table: str, name: str) -> int | None:
    row = connection.execute(
        f"SELECT rowid FROM {table} WHERE name = ? COLLATE NOCASE", (name,)
    ).fetchone()
    return None if row is None else int(row[0])


def _add(
    connection: sqlite3.Connection, table: str, name: str, more: dict[str, int]
) -> str:
    name = clean_name(name, LONGEST)
    (many,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    if _taken(connection, table, name) is not None:
        raise TakenName(name)
    if many >= MOST:
        raise TakenName(f"the most of these that can be kept ({MOST})")
    fields = ["name", *more]
    connection.execute(
        f"INSERT INTO {table} ({', '.join(fields)})"
        f" VALUES ({', '.join('?' * len(fields))})",
        (name, *more.values()),
    )
    return name


def _rename(
    connection: sqlite3.Connection,
    where: tuple[str, str],
    number: int,
    name: str,
    was: str,
) -> str:
    (table, key), name = where, clean_name(name, LONGEST)
    if _taken(connection, table, name) not in (None, number):
        raise TakenName(name)
    renamed = connection.execute(
        f"UPDATE {table} SET name = ? WHERE {key} = ? AND name = ?", (name, number, was)
    )
    if renamed.rowcount == 0:
        row = connection.execute(
            f"SELECT name FROM {table} WHERE {key} = ?", (number,)
        ).fetchone()
        raise Changed(row[0] if row else "nothing: it is gone")
    return name

"""The events themselves, in order of arrival."""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator

from msgspec import Struct

from contract.errors import BadMessage
from contract.events import Event, decode_data
from hub.placing import Made
from hub.store import seen


class EventRow(Struct, frozen=True, kw_only=True):
    """An event as it is stored; times are ms."""

    n: int
    type: str
    device: int
    touchpoint: int
    outbox: int
    sequence: int
    at: int
    """When it happened, as well as that is known."""
    claimed: int
    """When the device's clock said it happened."""
    arrived: int
    boot: int
    uptime: int
    estimated: bool
    """True if `at` is not the device's own time."""
    late: bool
    """True if it came too late for a live alert."""
    decoded: bool
    """False while its type is not known to this version."""
    data: bytes

    def made(self) -> Made:
        """What the event says of its own time."""
        return Made(self.claimed, self.uptime, not self.estimated)


_FIELDS = EventRow.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)
_INSERT = f"INSERT INTO events ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))})"


def insert(connection: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> None:
    """Store rows given as EventRow's fields in their order (plain, as it is hot)."""
    connection.executemany(_INSERT, rows)


def _select(
    connection: sqlite3.Connection, where: str, *values: object
) -> list[EventRow]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM events WHERE {where}", values)
    return [EventRow(**dict(zip(_FIELDS, row, strict=True))) for row in rows]


def estimated(connection: sqlite3.Connection, boot: int) -> list[EventRow]:
    """Events of a boot whose time is a guess."""
    return _select(connection, "boot = ? AND estimated = 1", boot)


def undecoded(
    connection: sqlite3.Connection, types: list[str], limit: int
) -> list[EventRow]:
    """Events of these types that were stored raw."""
    marks = ",".join("?" * len(types))
    return _select(
        connection, f"decoded = 0 AND type IN ({marks}) LIMIT ?", *types, limit
    )


def place(connection: sqlite3.Connection, n: int, at: int, late: bool) -> None:
    """Mend an event's time."""
    connection.execute("UPDATE events SET at = ?, late = ? WHERE n = ?", (at, late, n))


def note_decoded(connection: sqlite3.Connection, n: int) -> None:
    """An event that was stored raw is read now."""
    connection.execute("UPDATE events SET decoded = 1 WHERE n = ?", (n,))


def since(
    connection: sqlite3.Connection, at: int, most: int = 300_000
) -> Iterator[tuple[int, int, int, Event]]:
    """Number, when, at which touchpoint and what, of all that came in time, by time."""
    row = connection.execute(
        "SELECT min(first) FROM seen_days WHERE day >= ?", (at // seen.DAY_MS,)
    ).fetchone()
    rows = connection.execute(
        "SELECT n, at, touchpoint, type, data FROM events WHERE n >= ? AND at >= ?"
        " AND late = 0 AND decoded = 1 ORDER BY at, n LIMIT ?",
        (row[0] or 0, at, most),
    )
    for n, when, touchpoint, type, data in rows:
        with contextlib.suppress(BadMessage):
            yield n, when, touchpoint, decode_data(type, data)


def count(connection: sqlite3.Connection) -> int:
    """How many events are stored."""
    (rows,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(rows)

"""How long the line is: what waits for the hub, and what the hub has."""

from sqlite3 import Connection

from msgspec import Struct

from contract.messages import Kept
from device.timekeeping import Stamp, age_ms


class LineFigures(Struct, frozen=True):
    """The line at one moment."""

    waiting: int
    """Rows without a receipt."""
    oldest: int | None
    """The lowest number among them."""
    oldest_s: float | None
    """Its age in seconds."""


def line_figures(connection: Connection, now: Stamp) -> LineFigures:
    """How many rows wait, and since when."""
    waiting, oldest = connection.execute(
        "SELECT COUNT(*), MIN(sequence) FROM outbox WHERE state = 'waiting'"
    ).fetchone()
    if oldest is None:
        return LineFigures(0, None, None)
    time_ms, synced, boot, uptime_ms = connection.execute(
        "SELECT time_ms, synced, boot, uptime_ms FROM outbox WHERE sequence = ?",
        (oldest,),
    ).fetchone()
    age = age_ms(Stamp(time_ms, bool(synced), boot, uptime_ms), now)
    return LineFigures(waiting, oldest, age / 1000)


def kept(connection: Connection, outbox: str) -> Kept | None:
    """The receipted rows that are still here, or none."""
    rows, first, last = connection.execute(
        "SELECT COUNT(*), MIN(sequence), MAX(sequence) FROM outbox"
        " WHERE state = 'receipted' AND ended_ms IS NOT NULL"
    ).fetchone()
    if rows == 0:
        return None
    return Kept(outbox=outbox, first=first, last=last, rows=rows)

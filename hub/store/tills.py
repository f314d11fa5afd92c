"""Whether "open another till" was done, and whether the line was shorter afterwards."""

import sqlite3

from msgspec import Struct

CLOSE_MS = 3 * 60_000
"""A camera tells once a minute; what is older says nothing of a moment."""
SHORTER = 0.7
"""A line is shorter once it has no more than this part of its people."""
FEWEST = 5


class Opened(Struct, frozen=True, kw_only=True):
    """All "open another till" of a span of time."""

    asked: int
    opened: int
    """Of these, a colleague was done and another till was open."""
    seen: int
    """Of these, a camera saw the line then and ten minutes later."""
    shorter: int
    """Of these, it was clearly shorter."""

    @property
    def share(self) -> float | None:
        """The part that helped, 0 to 1; none below five that were seen."""
        return None if self.seen < FEWEST else self.shorter / self.seen


def waiting_at(
    connection: sqlite3.Connection, touchpoint: int, zone: str, at: int
) -> int | None:
    """People in a line as a camera told last before a time (ms), if it told lately."""
    row = connection.execute(
        "SELECT waiting FROM line_points WHERE touchpoint = ? AND zone = ?"
        " AND at <= ? AND at > ? ORDER BY at DESC LIMIT 1",
        (touchpoint, zone, at, at - CLOSE_MS),
    ).fetchone()
    return None if row is None else int(row[0])


def done(
    connection: sqlite3.Connection,
    alert: int,
    at: int,
    opened: bool,
    before: int | None,
) -> None:
    """A colleague is done with it; done once more after a re-opening, that counts."""
    connection.execute(
        "INSERT OR REPLACE INTO tills (alert, at, opened, before) VALUES (?, ?, ?, ?)",
        (alert, at, opened, before),
    )


def measured(
    connection: sqlite3.Connection, alert: int, after: int
) -> tuple[bool, int | None]:
    """Keep how many wait ten minutes later; whether one was opened, and the before."""
    opened, before = connection.execute(
        "UPDATE tills SET after = ? WHERE alert = ? RETURNING opened, before",
        (after, alert),
    ).fetchone()
    return bool(opened), before


def opened(connection: sqlite3.Connection, since: int, until: int) -> Opened:
    """Alerts raised in [since, until) in ms."""
    asked, done, seen, shorter = connection.execute(
        "SELECT count(*), coalesce(sum(opened), 0),"
        " coalesce(sum(opened AND before IS NOT NULL AND after IS NOT NULL), 0),"
        " coalesce(sum(opened AND after <= before * ?), 0)"
        " FROM alerts LEFT JOIN tills USING (alert)"
        " WHERE kind = 'till' AND raised_at >= ? AND raised_at < ?",
        (SHORTER, since, until),
    ).fetchone()
    return Opened(asked=asked, opened=done, seen=seen, shorter=shorter)

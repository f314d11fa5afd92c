"""How a comment counts: where it stands on the grid, and under which names."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from hub.figures.dayparts import Cell, cell_of
from hub.store import calendar

UTC = ZoneInfo("UTC")


class Counted(Struct, frozen=True):
    """What of a comment counts, and where."""

    comment: int
    touchpoint: int
    cell: Cell
    source: str
    label: str | None
    feelings: str
    themes: str
    own: str
    """Themes of the owner's own."""
    scored: bool
    why_not: str | None
    published: bool

    def names(self) -> list[str]:
        """Under which names it is counted."""
        if not self.scored:
            return ["all", f"why:{self.why_not or 'unknown'}"]
        themes = f"{self.themes} {self.own}"
        return ["all", "scored", *read_names(self.label, self.feelings, themes)]


def read_names(label: str | None, feelings: str, themes: str) -> list[str]:
    """What was read in a comment, as names of counts."""
    return [
        *([f"label:{label}"] if label else []),
        *(f"feeling:{key}" for key in feelings.split()),
        *(f"theme:{key}" for key in themes.split()),
    ]


def counted(connection: sqlite3.Connection, comment: int) -> Counted | None:
    """A comment as it counts, or none of that number."""
    row = connection.execute(
        "SELECT comment, touchpoint, day, part, source, label, feelings, themes,"
        " own, scored, why_not, batch IS NOT NULL FROM comments WHERE comment = ?",
        (comment,),
    ).fetchone()
    if row is None:
        return None
    (number, touchpoint, day, part, source, label, feelings, themes, own, scored,
     why_not, published) = row  # fmt: skip
    return Counted(
        number,
        touchpoint,
        Cell(day, part),
        source,
        label,
        feelings,
        themes,
        own,
        bool(scored),
        why_not,
        bool(published),
    )


def move(connection: sqlite3.Connection, n: int, at: int) -> None:
    """A comment's time was mended; what is published stays where it is."""
    before = counted(connection, n)
    if before is None or before.published:
        return
    cell = cell_of(at, calendar.zone_of(connection) or UTC)
    count(connection, before, -1)
    connection.execute(
        "UPDATE comments SET at = ?, day = ?, part = ? WHERE comment = ?",
        (at, cell.day, cell.part, n),
    )
    count_again(connection, n)


def count_again(connection: sqlite3.Connection, comment: int) -> None:
    """Count a comment as it is now."""
    now = counted(connection, comment)
    assert now is not None
    count(connection, now, 1)


def count(connection: sqlite3.Connection, one: Counted, by: int) -> None:
    """Count a comment as it was read, or take it back with -1."""
    place = (one.touchpoint, one.cell.day, one.cell.part, one.source)
    connection.executemany(
        "INSERT INTO comment_counts VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET n = n + excluded.n",
        [(*place, what, by * n) for what, n in Counter(one.names()).items()],
    )


def set_own(connection: sqlite3.Connection, comment: int, keys: Sequence[str]) -> None:
    """The owner's own themes of a comment, instead of those that it had."""
    before = counted(connection, comment)
    if before is None or before.own == " ".join(keys):
        return
    count(connection, before, -1)
    connection.execute(
        "UPDATE comments SET own = ? WHERE comment = ?", (" ".join(keys), comment)
    )
    count_again(connection, comment)

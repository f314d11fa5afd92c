"""Batches of words: made once a day of what was said before, and read by the owner.

A batch's rows are written when it is made and never changed: see `figures.disclosure`.
"""

import random
import sqlite3
from collections import Counter
from datetime import datetime

from msgspec import Struct

from hub.figures.dayparts import Cell
from hub.figures.disclosure import Batch, Region, in_batches
from hub.store import calendar
from hub.store.comment_counts import UTC, read_names

PUBLISHED = "words_published"
"""The shop's day on which batches were made last."""
PLACED = random.SystemRandom()
"""The order inside of a batch tells nothing of the order in which people came."""


class Said(Struct, frozen=True):
    """One comment's words, as an owner sees them."""

    batch: int
    place: int
    """Where it stands in the batch, by chance; with it, its name on pages."""
    text: str
    label: str | None
    feelings: list[str]
    themes: list[str]
    language: str
    corrected: str | None
    """The label that an owner gave it, if any."""


def publish(connection: sqlite3.Connection, now: int, again: bool = False) -> int:
    """Once a day: put what was said before today into batches; returns how many.

    `again` does it whether it was done today or not.
    """
    zone = calendar.zone_of(connection) or UTC
    today = datetime.fromtimestamp(now / 1000, zone).toordinal()
    row = connection.execute(
        "SELECT value FROM meta WHERE key = ?", (PUBLISHED,)
    ).fetchone()
    if row is not None and int(row[0]) >= today and not again:
        return 0
    connection.execute(
        "INSERT INTO meta VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value",
        (PUBLISHED, str(today)),
    )
    made = 0
    for (touchpoint, is_told), cells in _waiting(connection, today).items():
        sizes = [(cell, len(found)) for cell, found in sorted(cells.items())]
        for group in in_batches(sizes):
            ours = [number for cell in group for number in cells[cell]]
            region = Region(touchpoint, group[0], group[-1])
            _make(connection, region, is_told, ours)
            made += 1
    return made


def made(connection: sqlite3.Connection, told: bool) -> list[Batch]:
    """All batches in the order of their making; those of one source apart."""
    counts: dict[int, dict[str, int]] = {}
    for batch, what, n in connection.execute(
        "SELECT batch, what, batch_counts.n FROM batch_counts JOIN word_batches"
        " USING (batch) WHERE told = ?",
        (told,),
    ):
        counts.setdefault(batch, {})[what] = n
    rows = connection.execute(
        "SELECT batch, touchpoint, first_day, first_part, last_day, last_part, n"
        " FROM word_batches WHERE told = ? ORDER BY batch",
        (told,),
    )
    return [
        Batch(batch, Region(place, Cell(a, b), Cell(c, d)), n, counts.get(batch, {}))
        for batch, place, a, b, c, d, n in rows
    ]


def words(connection: sqlite3.Connection, batch: int) -> list[Said]:
    """A batch's words; nothing once any of them is forgotten."""
    rows = connection.execute(
        "SELECT comments.batch, place, text, comments.label, comments.feelings,"
        " comments.themes || ' ' || own, language, corrections.label FROM comments"
        " LEFT JOIN corrections ON corrections.comment = comments.comment"
        " AND by = 'owner' WHERE comments.batch = ? ORDER BY place",
        (batch,),
    ).fetchall()
    if any(row[2] is None for row in rows):
        return []
    return [
        Said(number, place, text, label, feelings.split(), themes.split(), *rest)
        for number, place, text, label, feelings, themes, *rest in rows
    ]


def comment_at(connection: sqlite3.Connection, batch: int, place: int) -> int | None:
    """The number of a published comment by its place."""
    row = connection.execute(
        "SELECT comment FROM comments WHERE batch = ? AND place = ?", (batch, place)
    ).fetchone()
    return None if row is None else int(row[0])


def _waiting(
    connection: sqlite3.Connection, today: int
) -> dict[tuple[int, bool], dict[Cell, list[int]]]:
    """Comments that are in no batch yet, by place and source, then by cell."""
    found: dict[tuple[int, bool], dict[Cell, list[int]]] = {}
    for comment, touchpoint, day, part, source in connection.execute(
        "SELECT comment, touchpoint, day, part, source FROM comments"
        " WHERE batch IS NULL AND scored = 1 AND text IS NOT NULL AND day < ?",
        (today,),
    ):
        cells = found.setdefault((touchpoint, source == "told"), {})
        cells.setdefault(Cell(day, part), []).append(comment)
    return found


def _make(
    connection: sqlite3.Connection, region: Region, is_told: bool, ours: list[int]
) -> None:
    cursor = connection.execute(
        "INSERT INTO word_batches (touchpoint, told, first_day, first_part, last_day,"
        " last_part, n) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(region.touchpoint, is_told, region.first.day, region.first.part),
            *(region.last.day, region.last.part, len(ours)),
        ),
    )
    batch = cursor.lastrowid
    mixed = PLACED.sample(ours, len(ours))
    connection.executemany(
        "UPDATE comments SET batch = ?, place = ? WHERE comment = ?",
        [(batch, place, comment) for place, comment in enumerate(mixed, 1)],
    )
    marks = ",".join("?" * len(ours))
    counts = Counter(
        name
        for row in connection.execute(
            "SELECT label, feelings, themes || ' ' || own FROM comments"
            f" WHERE comment IN ({marks})",
            ours,
        )
        for name in read_names(*row)
    )
    connection.executemany(
        "INSERT INTO batch_counts VALUES (?, ?, ?, ?)",
        [(batch, region.touchpoint, what, n) for what, n in counts.items()],
    )

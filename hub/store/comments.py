"""What customers said: comments as they count, and what was put right about them.

The words are kept in this table alone, and only for as many days as the settings say;
what was read in them stays.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from contract.events import Comment, Correction
from hub.figures.dayparts import Cell, cell_of
from hub.store import calendar
from hub.store.comment_counts import UTC, count, count_again, counted
from hub.store.store import Store

DAYS_KEY = "words_days"
DAYS = 90
"""Days that words are kept where the settings were never read."""


class Given(Struct, frozen=True):
    """A comment event and where it stands in the store."""

    event: Comment
    id: str
    """The event's id."""
    n: int
    """The event's number in the store."""
    at: int
    touchpoint: int
    face: str | None = None
    """happy or unhappy, where a colleague told it; counted with the comments alone."""

    @property
    def visit(self) -> bytes:
        """The visit's id, 16 bytes."""
        return bytes.fromhex(self.event.visit.replace("-", ""))


def is_correction(event: Comment) -> bool:
    """Does it say something about a comment before it, and no words of its own?"""
    return event.correction is not None and event.text is None


def take(connection: sqlite3.Connection, given: Iterable[Given]) -> list[Given]:
    """Keep comments and what customers put right; returns the comments among them."""
    found, zone = [], calendar.zone_of(connection) or UTC
    for one in given:
        correction = one.event.correction
        if correction is not None and is_correction(one.event):
            _correct(connection, one, correction)
        else:
            _insert(connection, one, cell_of(one.at, zone))
            _apply_waiting(connection, one)
            found.append(one)
    return found


def is_there(connection: sqlite3.Connection, visit: bytes) -> bool:
    """Has this visit said anything?"""
    row = connection.execute("SELECT 1 FROM comments WHERE visit = ?", (visit,))
    return row.fetchone() is not None


def words_of(connection: sqlite3.Connection, event: str) -> str | None:
    """The redacted words of a comment by its event's id; none once forgotten."""
    row = connection.execute(
        "SELECT text FROM comments JOIN seen ON seen.n = comment WHERE seen.id = ?",
        (bytes.fromhex(event.replace("-", "")),),
    ).fetchone()
    return None if row is None else row[0]


def correct_by_owner(
    connection: sqlite3.Connection, comment: int, label: str, now: int
) -> None:
    """Keep what an owner says of a comment; what is published does not change."""
    connection.execute(
        "DELETE FROM corrections WHERE comment = ? AND by = 'owner'", (comment,)
    )
    connection.execute(
        "INSERT INTO corrections (visit, comment, touchpoint, at, by, confirmed, label,"
        " feelings, themes) SELECT visit, comment, touchpoint, ?, 'owner',"
        " read_label = ?, ?, '', '' FROM comments WHERE comment = ?",
        (now, label, label, comment),
    )


def keep_days(store: Store, days: int) -> None:
    """Words are kept for so many days from now on."""
    with store.write() as connection:
        connection.execute(
            "INSERT INTO meta VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value",
            (DAYS_KEY, str(days)),
        )


def forget_words(connection: sqlite3.Connection, now: int) -> int:
    """Overwrite the words of days that are over; returns how many comments that was."""
    row = connection.execute(
        "SELECT value FROM meta WHERE key = ?", (DAYS_KEY,)
    ).fetchone()
    zone = calendar.zone_of(connection) or UTC
    today = datetime.fromtimestamp(now / 1000, zone).toordinal()
    connection.execute("PRAGMA secure_delete = ON")
    return connection.execute(
        "UPDATE comments SET text = NULL WHERE text IS NOT NULL AND day < ?",
        (today - (DAYS if row is None else int(row[0])),),
    ).rowcount


def _insert(connection: sqlite3.Connection, one: Given, cell: Cell) -> None:
    event = one.event
    # A key in another order is the same feeling; what was said twice counts once.
    feelings = " ".join(dict.fromkeys(event.emotions if event.scored else []))
    themes = " ".join(dict.fromkeys(event.themes if event.scored else []))
    label = event.label if event.scored else None
    connection.execute(
        "INSERT INTO comments (comment, visit, touchpoint, at, day, part, language,"
        " source, text, score, label, feelings, themes, read_label, read_feelings,"
        " read_themes, urgent, maybe_urgent, scored, why_not)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.n, one.visit, one.touchpoint, one.at, cell.day, cell.part),
            *(event.language, event.source, event.text or None, event.score),
            *(label, feelings, themes, label, feelings, themes),
            *(event.urgent, event.maybe_urgent, event.scored, event.why_not),
        ),
    )
    count_again(connection, one.n)
    if one.face is not None:
        connection.execute(
            "INSERT INTO comment_counts VALUES (?, ?, ?, ?, ?, 1)"
            " ON CONFLICT DO UPDATE SET n = n + 1",
            (one.touchpoint, cell.day, cell.part, event.source, f"face:{one.face}"),
        )


def _correct(
    connection: sqlite3.Connection, one: Given, correction: Correction
) -> None:
    row = connection.execute(
        "SELECT comment FROM comments WHERE visit = ? AND comment < ?"
        " ORDER BY comment DESC LIMIT 1",
        (one.visit, one.n),
    ).fetchone()
    comment = None if row is None else int(row[0])
    connection.execute(
        "INSERT INTO corrections (visit, comment, touchpoint, at, by, confirmed, label,"
        " feelings, themes) VALUES (?, ?, ?, ?, 'customer', ?, ?, ?, ?)",
        (
            *(one.visit, comment, one.touchpoint, one.at, correction.confirmed),
            correction.label,
            " ".join(dict.fromkeys(correction.emotions)),
            " ".join(dict.fromkeys(correction.themes)),
        ),
    )
    if comment is not None:
        _apply(connection, comment)


def _apply_waiting(connection: sqlite3.Connection, one: Given) -> None:
    """A correction may arrive before its comment: rows of one visit overtake."""
    moved = connection.execute(
        "UPDATE corrections SET comment = ? WHERE visit = ? AND comment IS NULL",
        (one.n, one.visit),
    ).rowcount
    if moved:
        _apply(connection, one.n)


def _apply(connection: sqlite3.Connection, comment: int) -> None:
    """Let a customer's last word count, unless the comment is published already."""
    before = counted(connection, comment)
    if before is None or before.published or not before.scored:
        return
    confirmed, label, feelings, themes = connection.execute(
        "SELECT confirmed, label, feelings, themes FROM corrections"
        " WHERE comment = ? AND by = 'customer' ORDER BY correction DESC LIMIT 1",
        (comment,),
    ).fetchone()
    if confirmed:
        return
    count(connection, before, -1)
    connection.execute(
        "UPDATE comments SET label = ?, feelings = ?, themes = ? WHERE comment = ?",
        (
            label or before.label,
            feelings or before.feelings,
            themes or before.themes,
            comment,
        ),
    )
    count_again(connection, comment)

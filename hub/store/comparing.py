"""Comments that are to be compared with the owner's themes, and what came of it."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from hub.store import comment_counts, seen


class Unlike(Struct, frozen=True):
    """A comment that was not compared with the themes as they are now."""

    comment: int
    text: str
    at: int
    """When it was said, ms."""
    touchpoint: int
    language: str
    label: str | None
    source: str
    is_new: bool
    """It was never compared with any."""


class Complaint(Struct, frozen=True):
    """A complaint, and which own themes it is known to have."""

    comment: int
    text: str | None
    """None once forgotten."""
    own: list[str]
    batch: int | None
    """With which it was published."""
    is_compared: bool
    """With the themes as they are now; what is published stays as it was."""

    def is_told(self, spans: Sequence[tuple[int, int | None]]) -> bool:
        """Is it known whether it has the theme that these batches tell of?"""
        if self.batch is None:
            return self.is_compared
        return any(
            after < self.batch and (until is None or self.batch <= until)
            for after, until in spans
        )


def waiting(connection: sqlite3.Connection, revision: int, most: int) -> list[Unlike]:
    """Comments in no batch yet that are to be compared, the newest first."""
    rows = connection.execute(
        "SELECT comment, text, at, touchpoint, language, label, source, compared = 0"
        " FROM comments WHERE batch IS NULL AND scored = 1 AND text IS NOT NULL"
        " AND compared < ? ORDER BY comment DESC LIMIT ?",
        (revision, most),
    )
    return [
        Unlike(comment, text, at, touchpoint, language, label, source, bool(is_new))
        for comment, text, at, touchpoint, language, label, source, is_new in rows
    ]


def complaints(
    connection: sqlite3.Connection, since: int, revision: int
) -> list[Complaint]:
    """What customers complained of since a time in ms."""
    (first,) = connection.execute(
        "SELECT coalesce(min(first), 0) FROM seen_days WHERE day >= ?",
        (since // seen.DAY_MS,),
    ).fetchone()
    rows = connection.execute(
        "SELECT comment, text, own, batch, compared >= ? FROM comments"
        " WHERE comment >= ? AND at >= ? AND scored = 1 AND source <> 'told'"
        " AND label IN ('negative', 'mixed')",
        (revision, first, since),
    )
    return [
        Complaint(comment, text, own.split(), batch, bool(is_compared))
        for comment, text, own, batch, is_compared in rows
    ]


def note(
    connection: sqlite3.Connection, comment: int, keys: Sequence[str], revision: int
) -> bool:
    """Keep what a comment is about; false where it was published meanwhile."""
    changed = connection.execute(
        "UPDATE comments SET compared = ? WHERE comment = ? AND batch IS NULL",
        (revision, comment),
    ).rowcount
    if changed:
        comment_counts.set_own(connection, comment, keys)
    return bool(changed)


def past(connection: sqlite3.Connection) -> tuple[int, dict[int, tuple[int, str]]]:
    """Published comments whose batches have all their words.

    Returns the last batch that has lost some, and batch and text by comment.
    """
    (after,) = connection.execute(
        "SELECT coalesce(max(batch), 0) FROM comments"
        " WHERE batch IS NOT NULL AND text IS NULL"
    ).fetchone()
    rows = connection.execute(
        "SELECT comment, batch, text FROM comments WHERE batch > ? ORDER BY comment",
        (after,),
    )
    return int(after), {comment: (batch, text) for comment, batch, text in rows}


def fill(
    connection: sqlite3.Connection,
    theme: tuple[int, str],
    told: Mapping[int, bool],
) -> bool:
    """Count a new theme (number, key) in the batches that were made before it.

    `told` says of each published comment with words whether it is about it. All or
    nothing: false where other comments stand there by now.
    """
    number, key = theme
    (began,) = connection.execute(
        "SELECT min(after) FROM own_theme_spans WHERE theme = ?", (number,)
    ).fetchone()
    after, known = past(connection)
    # Batches made since have it in their counts already.
    there = {one: batch for one, (batch, _) in known.items() if batch <= (began or 0)}
    if there.keys() - told.keys():
        return False
    counts: Counter[int] = Counter()
    for comment, batch in there.items():
        if told[comment]:
            counts[batch] += 1
            found = comment_counts.counted(connection, comment)
            own = found.own.split() if found is not None else []
            comment_counts.set_own(connection, comment, [*own, key])
    connection.executemany(
        "INSERT OR IGNORE INTO batch_counts SELECT batch, touchpoint, ?, ?"
        " FROM word_batches WHERE batch = ?",
        [(f"theme:{key}", n, batch) for batch, n in counts.items()],
    )
    connection.execute(
        "UPDATE own_theme_spans SET after = min(after, ?) WHERE theme = ?"
        " AND after = (SELECT min(after) FROM own_theme_spans WHERE theme = ?)",
        (after, number, number),
    )
    connection.execute("UPDATE own_themes SET filled = 1 WHERE theme = ?", (number,))
    return True

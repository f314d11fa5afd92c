"""The answer that counts: a visit's last one to a question, in the device's order."""

import sqlite3
from collections.abc import Set
from typing import Any

from msgspec import Struct

from contract.events import Rating
from hub.figures.csat import mood_of
from hub.store.rollups import AnswerKey, Tally, answer_key, slot
from hub.store.visits import Answer


class Given(Struct, frozen=True):
    """One answer and where it stands in its outbox."""

    visit: bytes
    """The visit's id, 16 bytes."""
    rating: Rating
    outbox: int
    sequence: int
    n: int
    """The event's number in the store."""
    at: int
    touchpoint: int


def given(
    rating: Rating, outbox: int, sequence: int, n: int, at: int, touchpoint: int
) -> Given:
    """The answer that a rating event gives."""
    visit = bytes.fromhex(rating.visit.replace("-", ""))
    return Given(visit, rating, outbox, sequence, n, at, touchpoint)


class _Current(Struct):
    order: tuple[int, int]
    key: AnswerKey
    row: tuple[Any, ...]
    replaced: int
    changed: bool = False


_COLUMNS = (
    "visit, question, outbox, sequence, n, at, touchpoint, language, scale, value,"
    " misuse, replaced"
)


def count(
    connection: sqlite3.Connection,
    given: list[Given],
    tally: Tally,
    also: Set[bytes] = frozenset(),
) -> dict[bytes, list[Answer]]:
    """Let each answer take its place; an earlier one is kept as replaced.

    Returns the standing answers of these visits and of those in `also`.
    """
    visits = {one.visit for one in given} | also
    if not visits:
        return {}
    current = _load(connection, visits)
    for one in sorted(given, key=lambda one: (one.outbox, one.sequence)):
        _one(current, one, tally)
    connection.executemany(
        f"INSERT OR REPLACE INTO answers ({_COLUMNS})"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*c.row, c.replaced) for c in current.values() if c.changed],
    )
    standing: dict[bytes, list[Answer]] = {}
    for (visit, _), each in current.items():
        _, _, _, language, scale, value, played = each.key
        mood = "played" if played else mood_of(scale, value)
        standing.setdefault(visit, []).append(Answer(each.order, language, mood))
    return standing


def _one(
    current: dict[tuple[bytes, str], _Current], given: Given, tally: Tally
) -> None:
    rating = given.rating
    place = (given.visit, rating.question)
    order = (given.outbox, given.sequence)
    before = current.get(place)
    if before is not None and before.order > order:
        before.replaced += 1
        before.changed = True
        return
    key = answer_key(given.at, given.touchpoint, rating)
    replaced = 0
    if before is not None:
        tally.answer(before.key, -1)
        _moment(tally, before.row[5], before.key, -1)
        replaced = before.replaced + 1
    tally.answer(key)
    _moment(tally, given.at, key, 1)
    row = (
        given.visit,
        rating.question,
        given.outbox,
        given.sequence,
        given.n,
        given.at,
        given.touchpoint,
        rating.language,
        rating.scale,
        rating.value,
        rating.misuse,
    )
    current[place] = _Current(order, key, row, replaced, True)


def _moment(tally: Tally, at: int, key: AnswerKey, by: int) -> None:
    _, touchpoint, _, language, scale, value, played = key
    if not played:
        mood = mood_of(scale, value)
        tally.moment(at, touchpoint, language, mood, by)
        if value == 1 and mood == "unhappy":
            tally.moment(at, touchpoint, language, "worst", by)


def _load(
    connection: sqlite3.Connection, visits: set[bytes]
) -> dict[tuple[bytes, str], _Current]:
    marks = ",".join("?" * len(visits))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM answers WHERE visit IN ({marks})", list(visits)
    )
    return {(row[0], row[1]): _current(row) for row in rows}


def _current(row: tuple[Any, ...]) -> _Current:
    (_, question, outbox, sequence, _, at, touchpoint, language, scale, value, misuse,
     replaced) = row  # fmt: skip
    key = (
        slot(at),
        touchpoint,
        question,
        language,
        scale,
        value,
        misuse is not None,
    )
    return _Current((outbox, sequence), key, row[:-1], replaced)


def move(
    connection: sqlite3.Connection, n: int, rating: Rating, at: int, tally: Tally
) -> None:
    """An answer's time was mended: count it where it belongs, if it counts at all."""
    visit = bytes.fromhex(rating.visit.replace("-", ""))
    row = connection.execute(
        "SELECT at, touchpoint FROM answers WHERE visit = ? AND question = ? AND n = ?",
        (visit, rating.question, n),
    ).fetchone()
    if row is None:
        return
    tally.answer(answer_key(row[0], row[1], rating), -1)
    tally.answer(answer_key(at, row[1], rating))
    connection.execute(
        "UPDATE answers SET at = ? WHERE visit = ? AND question = ?",
        (at, visit, rating.question),
    )

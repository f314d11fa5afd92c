"""What a visit was about and how it ended, counted with the mood of its answer.

A visit's last word of each kind counts. Mood and language are those of its answer;
when the answer changes or comes late, what hangs on it is counted anew.
"""

import sqlite3

from msgspec import Struct

from contract.events import Outcome, Reasons
from hub.store import minutes
from hub.store.rollups import FactKey, Tally, slot

REASON = "reason:"
NO_ANSWER = ""
"""Mood and language of a visit without an answer."""


class Answer(Struct, frozen=True):
    """The part of a visit's standing answer that facts hang on."""

    order: tuple[int, int]
    """Outbox and number in it."""
    language: str
    mood: str
    """happy, middle, unhappy, or played where a rule flagged it."""


class Fact(Struct, frozen=True):
    """Reasons or an outcome, and where it stands in its outbox."""

    visit: bytes
    """The visit's id, 16 bytes."""
    event: Reasons | Outcome
    outbox: int
    sequence: int
    n: int
    """The event's number in the store."""
    at: int
    touchpoint: int


class _Kept(Struct):
    order: tuple[int, int]
    n: int
    at: int
    touchpoint: int
    what: str
    language: str = NO_ANSWER
    mood: str = NO_ANSWER
    counted: bool = False
    changed: bool = False


_Facts = dict[tuple[bytes, str], _Kept]

_COLUMNS = "visit, kind, outbox, sequence, n, at, touchpoint, what, language, mood"


def fact(
    event: Reasons | Outcome,
    outbox: int,
    sequence: int,
    n: int,
    at: int,
    touchpoint: int,
) -> Fact:
    """The fact that an event tells."""
    visit = bytes.fromhex(event.visit.replace("-", ""))
    return Fact(visit, event, outbox, sequence, n, at, touchpoint)


def count(
    connection: sqlite3.Connection,
    told: list[Fact],
    answers: dict[bytes, list[Answer]],
    tally: Tally,
) -> None:
    """Let new facts take their place; `answers` are those of all visits concerned."""
    visits = {one.visit for one in told} | answers.keys()
    if not visits:
        return
    kept = _load(connection, visits)
    for one in told:
        _take(kept, one, tally)
    for (visit, _), each in kept.items():
        _hang(each, answers.get(visit, []), tally)
    connection.executemany(
        f"INSERT OR REPLACE INTO visit_facts ({_COLUMNS})"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (*place, *k.order, k.n, k.at, k.touchpoint, k.what, k.language, k.mood)
            for place, k in kept.items()
            if k.changed
        ],
    )


def move(
    connection: sqlite3.Connection,
    n: int,
    event: Reasons | Outcome,
    at: int,
    tally: Tally,
) -> None:
    """A fact's time was mended: count it where it belongs, if it counts at all."""
    visit = bytes.fromhex(event.visit.replace("-", ""))
    kind = _kind(event)
    kept = _load(connection, {visit}).get((visit, kind))
    if kept is None or kept.n != n:
        return
    _tell(kept, tally, -1)
    kept.at = at
    _tell(kept, tally, 1)
    connection.execute(
        "UPDATE visit_facts SET at = ? WHERE visit = ? AND kind = ?", (at, visit, kind)
    )


def _take(kept: _Facts, one: Fact, tally: Tally) -> None:
    place = (one.visit, _kind(one.event))
    order = (one.outbox, one.sequence)
    before = kept.get(place)
    if before is not None:
        if before.order > order:
            return
        if before.counted:
            _tell(before, tally, -1)
    what = _what(one.event)
    kept[place] = _Kept(order, one.n, one.at, one.touchpoint, what, changed=True)


def _hang(kept: _Kept, answers: list[Answer], tally: Tally) -> None:
    """Count a fact under the answer it belongs to, if that is new."""
    answer = _answer_of(kept.order, answers)
    language = NO_ANSWER if answer is None else answer.language
    mood = NO_ANSWER if answer is None else answer.mood
    if kept.counted:
        if (kept.language, kept.mood) == (language, mood):
            return
        _tell(kept, tally, -1)
    kept.language, kept.mood = language, mood
    kept.counted = kept.changed = True
    _tell(kept, tally, 1)


def _answer_of(order: tuple[int, int], answers: list[Answer]) -> Answer | None:
    """The last answer before the fact, else the first after it: an answer that was
    changed later stands after what was said about it."""
    before = [answer for answer in answers if answer.order < order]
    if before:
        return max(before, key=lambda answer: answer.order)
    return min(answers, key=lambda answer: answer.order, default=None)


def _tell(kept: _Kept, tally: Tally, by: int) -> None:
    for what in kept.what.split(" "):
        key: FactKey = (
            slot(kept.at),
            kept.touchpoint,
            kept.language,
            kept.mood,
            what,
        )
        tally.fact(key, by)
        if kept.mood == "unhappy" and what.startswith(REASON):
            theme = minutes.THEME + what.removeprefix(REASON)
            tally.moment(kept.at, kept.touchpoint, kept.language, theme, by)


def _kind(event: Reasons | Outcome) -> str:
    return "outcome" if isinstance(event, Outcome) else "reasons"


def _what(event: Reasons | Outcome) -> str:
    """Under which names a fact is counted; keys hold no spaces."""
    if isinstance(event, Outcome):
        return f"outcome:{event.how}"
    return " ".join(["reasons", *sorted({REASON + c for c in event.choices})])


def _load(connection: sqlite3.Connection, visits: set[bytes]) -> _Facts:
    marks = ",".join("?" * len(visits))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM visit_facts WHERE visit IN ({marks})", list(visits)
    )
    return {
        (visit, kind): _Kept(
            (outbox, sequence), n, at, touchpoint, what, language, mood, True
        )
        for (
            visit,
            kind,
            outbox,
            sequence,
            n,
            at,
            touchpoint,
            what,
            language,
            mood,
        ) in rows
    }

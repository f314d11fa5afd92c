"""The shop's own guidance, what staff may offer, and whether guidance helped."""

import sqlite3
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from hub.trouble import Trouble

LONGEST = 240
"""Characters of a piece of guidance, or of what may be offered: read at a glance."""
Marks = dict[str, tuple[int, int]]
"""By piece of guidance: how often it helped, and how often it did not."""


class BadGuidance(Trouble):
    """Guidance that cannot be kept."""


class Offer(Struct, frozen=True):
    """What may be offered in one case."""

    words: dict[str, str]
    """By language, in order; an empty one for what once was kept for all."""

    def read_in(self, language: str) -> tuple[str, str]:
        """The language and the words that a reader of a language gets."""
        for known in (language, "", *self.words):
            if known in self.words:
                return known, self.words[known]
        return "", ""


class Open(Struct, frozen=True):
    """An open alert, and what its customer's taps tell."""

    alert: int
    kind: str
    detail: dict[str, object]
    reasons: tuple[str, ...]
    """What the visit was about, as chosen at the kiosk."""


def own_words(connection: sqlite3.Connection, language: str) -> dict[str, str]:
    """The shop's own words in a language, by piece."""
    rows = connection.execute(
        "SELECT piece, words FROM guidance_words WHERE language = ?", (language,)
    )
    return dict(rows.fetchall())


def say(connection: sqlite3.Connection, piece: str, language: str, words: str) -> None:
    """Put the shop's own words; empty ones bring ours back; raises BadGuidance."""
    key = {"piece": piece, "language": language}
    _put(connection, "guidance_words", key, words)


def offers(connection: sqlite3.Connection) -> dict[tuple[str, str], Offer]:
    """What staff may offer, by theme and severity."""
    rows = connection.execute(
        "SELECT theme, severity, language, offer FROM guidance_offers"
        " ORDER BY theme, severity, language"
    )
    found: dict[tuple[str, str], Offer] = {}
    for theme, severity, language, offer in rows:
        found.setdefault((theme, severity), Offer({})).words[language] = offer
    return found


def allow(
    connection: sqlite3.Connection, case: tuple[str, str], language: str, what: str
) -> None:
    """Say in a language what staff may offer; raises BadGuidance.

    `case` is a theme and a severity. With no words nothing is offered in that language,
    but what other languages say; a wording for all languages gives way to this one.
    """
    key = {"theme": case[0], "severity": case[1]}
    _put(connection, "guidance_offers", {**key, "language": ""}, "")
    _put(connection, "guidance_offers", {**key, "language": language}, what)


def mark(
    connection: sqlite3.Connection, alert: int, piece: str, helped: bool, now: int
) -> None:
    """One mark an alert and piece; another press changes it. Whose it is isn't kept."""
    connection.execute(
        "INSERT INTO guidance_marks VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET helped = excluded.helped",
        (alert, piece, helped, now),
    )


def marked(connection: sqlite3.Connection, alert: int) -> dict[str, bool]:
    """What was said of an alert's guidance so far."""
    rows = connection.execute(
        "SELECT piece, helped FROM guidance_marks WHERE alert = ?", (alert,)
    )
    return {piece: bool(helped) for piece, helped in rows}


def marks(connection: sqlite3.Connection, since: int) -> Marks:
    """How often each piece helped and did not, since a time in ms."""
    rows = connection.execute(
        "SELECT piece, sum(helped), sum(1 - helped) FROM guidance_marks"
        " WHERE at >= ? GROUP BY piece",
        (since,),
    )
    return {piece: (yes, no) for piece, yes, no in rows}


def open_alerts(connection: sqlite3.Connection) -> list[Open]:
    """Alerts that are open or taken, with the reasons of the visit behind each."""
    rows = connection.execute(
        "SELECT alert, kind, visit, (SELECT detail FROM steps"
        " WHERE steps.alert = alerts.alert ORDER BY step DESC LIMIT 1)"
        " FROM alerts WHERE closed_at IS NULL ORDER BY alert"
    ).fetchall()
    return [
        Open(alert, kind, msgspec.json.decode(detail), _reasons(connection, visit))
        for alert, kind, visit, detail in rows
    ]


def _reasons(connection: sqlite3.Connection, visit: str) -> tuple[str, ...]:
    try:
        key = bytes.fromhex(visit.replace("-", ""))
    except ValueError:
        return ()
    row = connection.execute(
        "SELECT what FROM visit_facts WHERE visit = ? AND kind = 'reasons'", (key,)
    ).fetchone()
    names = [] if row is None else row[0].split()
    return tuple(n.removeprefix("reason:") for n in names if n.startswith("reason:"))


def _put(
    connection: sqlite3.Connection, table: str, key: Mapping[str, str], words: str
) -> None:
    """Replace what stands under a key; with no words nothing stands there any more."""
    text = " ".join(words.split())
    if len(text) > LONGEST:
        raise BadGuidance(
            "glance",
            f"this has {len(text)} characters; at most {LONGEST} are read at a glance",
            length=len(text),
            most=LONGEST,
        )
    where = " AND ".join(f"{name} = ?" for name in key)
    connection.execute(f"DELETE FROM {table} WHERE {where}", [*key.values()])
    if text:
        row = [*key.values(), text]
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)

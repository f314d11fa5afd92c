"""The shop's own guidance, what staff may offer, and whether guidance helped."""

import sqlite3
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from contract.errors import HeedError

LONGEST = 240
"""Characters of a piece of guidance, or of what may be offered: read at a glance."""
Marks = dict[str, tuple[int, int]]
"""By piece of guidance: how often it helped, and how often it did not."""


class BadGuidance(HeedError, ValueError):
    """Guidance that cannot be kept."""


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


def offers(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """What staff may offer, by theme and severity."""
    rows = connection.execute("SELECT theme, severity, offer FROM guidance_offers")
    return {(theme, severity): offer for theme, severity, offer in rows}


def allow(connection: sqlite3.Connection, theme: str, severity: str, what: str) -> None:
    """Set what staff may offer; nothing if empty; raises BadGuidance."""
    key = {"theme": theme, "severity": severity}
    _put(connection, "guidance_offers", key, what)


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
            f"this has {len(text)} characters; at most {LONGEST} are read at a glance"
        )
    where = " AND ".join(f"{name} = ?" for name in key)
    connection.execute(f"DELETE FROM {table} WHERE {where}", [*key.values()])
    if text:
        row = [*key.values(), text]
        connection.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", row)

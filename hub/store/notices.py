"""Lines on the idle kiosks that apologise first, and go by themselves.

They travel as idle lines of the settings, before the owner's own, so kiosks need to
know nothing new and the tablet shows what they say.
"""

import sqlite3

import msgspec
from msgspec import Struct

from contract.messages import Settings
from hub import surveys
from hub.store import due, settings

MOST = 3
"""More at once nobody reads."""


class Notice(Struct, frozen=True, kw_only=True):
    """One line on the kiosks."""

    notice: int
    what: str
    """Which of our lines."""
    line: dict[str, str]
    """Its wording by language."""
    until: int
    """When it goes, ms."""


def standing(connection: sqlite3.Connection) -> list[Notice]:
    """What stands on the kiosks now, the newest first."""
    rows = connection.execute(
        "SELECT notice, what, line, until FROM idle_notices"
        " WHERE ended IS NULL ORDER BY notice DESC"
    )
    return [
        Notice(
            notice=row[0],
            what=row[1],
            line=msgspec.json.decode(row[2], type=dict[str, str]),
            until=row[3],
        )
        for row in rows
    ]


def show(
    connection: sqlite3.Connection,
    what: str,
    line: dict[str, str],
    span: tuple[int, int],
) -> int:
    """Put a line up from now until a time (ms); the same one anew takes its place."""
    now, until = span
    for old in standing(connection):
        if old.what == what:
            _end(connection, old.notice, now)
    for old in standing(connection)[MOST - 1 :]:
        _end(connection, old.notice, now)
    cursor = connection.execute(
        "INSERT INTO idle_notices (what, line, at, until) VALUES (?, ?, ?, ?)",
        (what, msgspec.json.encode(line), now, until),
    )
    notice = int(cursor.lastrowid or 0)
    due.at(connection, "notice", str(notice), until)
    _publish(connection, now, f"on the kiosks: {what}")
    return notice


def end(connection: sqlite3.Connection, notice: int, now: int) -> bool:
    """Take a line off; false if it is off already."""
    if not _end(connection, notice, now):
        return False
    _publish(connection, now, "off the kiosks")
    return True


def _end(connection: sqlite3.Connection, notice: int, now: int) -> bool:
    due.off(connection, "notice", str(notice))
    changed = connection.execute(
        "UPDATE idle_notices SET ended = ? WHERE notice = ? AND ended IS NULL",
        (now, notice),
    )
    return changed.rowcount > 0


def own_lines(
    connection: sqlite3.Connection, decided: Settings
) -> list[dict[str, str]]:
    """The owner's idle lines, without what staff put up."""
    rows = connection.execute("SELECT line FROM idle_notices")
    ours = [msgspec.json.decode(row[0], type=dict[str, str]) for row in rows]
    return [line for line in decided.idle_lines if line not in ours]


def _publish(connection: sqlite3.Connection, now: int, note: str) -> None:
    decided = settings.newest(connection) or surveys.first_settings()
    lines = [one.line for one in standing(connection)]
    wanted = msgspec.structs.replace(
        decided, idle_lines=[*lines, *own_lines(connection, decided)]
    )
    settings.decide(connection, wanted, now, "", note)

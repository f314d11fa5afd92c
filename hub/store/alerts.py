"""Alerts and their steps: the rows, and nothing about what they mean."""

import sqlite3
from typing import Any

import msgspec
from msgspec import Struct

from contract.errors import HeedError


class UnknownAlert(HeedError, LookupError):
    """No alert has that number."""

    def __init__(self, alert: int) -> None:
        super().__init__(f"there is no alert {alert}")
        self.alert = alert


class Step(Struct, frozen=True, kw_only=True):
    """One thing that happened to an alert, and how the alert stands since."""

    step: int
    """Grows with each step of any alert; the stream's id."""
    alert: int
    what: str
    """raised, refreshed, amended, climbed, taken, kept, reminded, expired, done,
    cleared, reopened, answered or measured"""
    at: int
    """When, ms."""
    kind: str
    """What calls for somebody: help, unhappy, mood, silent, …"""
    touchpoint: str
    """Where."""
    subject: str
    """The device that went silent, else empty."""
    raised_at: int
    """When the alert was first raised, ms."""
    state: str
    """open, taken, done or cleared: the alert's state after this step."""
    times: int
    """How many events the alert stands for so far."""
    who: str | None
    """Who did it; forgotten after a day."""
    cause: str | None
    """Id of the (last) event behind it."""
    outcome: str | None
    """What came of it, once done."""
    note: str | None
    rule: str
    """The rule that raised the alert; empty before there were rules."""
    detail: dict[str, Any]
    """What is known since: numbers of the cause, who was told, who is next."""


class NewStep(Struct, frozen=True, kw_only=True):
    """A step to be written."""

    what: str
    state: str
    at: int
    times: int
    who: str | None = None
    cause: str | None = None
    outcome: str | None = None
    note: str | None = None
    detail: dict[str, Any] = {}


class Begun(Struct, frozen=True, kw_only=True):
    """A new alert, without a step yet."""

    kind: str
    touchpoint: int
    at: int
    """When, ms."""
    subject: str = ""
    """The device that went silent, else empty."""
    rule: str = ""
    """The rule that raised it."""
    visit: str = ""
    """The customer's visit, if it is about one."""


_SELECT = (
    "SELECT steps.step, steps.alert, what, at, kind, touchpoints.name, subject,"
    " raised_at, state, times, who, cause, outcome, note, rule, detail FROM steps"
    " JOIN alerts USING (alert) JOIN touchpoints USING (touchpoint) "
)


def _steps(connection: sqlite3.Connection, where: str, *values: object) -> list[Step]:
    rows = connection.execute(_SELECT + where, values)
    fields = Step.__struct_fields__
    return [
        Step(**dict(zip(fields, (*row[:-1], _decoded(row[-1])), strict=True)))
        for row in rows
    ]


def _decoded(detail: str) -> dict[str, Any]:
    return {} if detail == "{}" else msgspec.json.decode(detail, type=dict[str, Any])


def open_alert(
    connection: sqlite3.Connection, kind: str, touchpoint: int, subject: str
) -> int | None:
    """The one open alert of a kind at a touchpoint."""
    row = connection.execute(
        "SELECT alert FROM alerts WHERE kind = ? AND touchpoint = ? AND subject = ?"
        " AND closed_at IS NULL",
        (kind, touchpoint, subject),
    ).fetchone()
    return None if row is None else int(row[0])


def create(
    connection: sqlite3.Connection, kind: str, touchpoint: int, subject: str, at: int
) -> int:
    """A new alert, without a step yet."""
    return begin(
        connection, Begun(kind=kind, touchpoint=touchpoint, subject=subject, at=at)
    )


def begin(connection: sqlite3.Connection, new: Begun) -> int:
    """A new alert, without a step yet."""
    cursor = connection.execute(
        "INSERT INTO alerts (kind, touchpoint, subject, raised_at, rule, visit)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (new.kind, new.touchpoint, new.subject, new.at, new.rule, new.visit),
    )
    return int(cursor.lastrowid or 0)


def reopen(connection: sqlite3.Connection, alert: int) -> None:
    """It has not ended after all; the step that says so is added apart."""
    connection.execute("UPDATE alerts SET closed_at = NULL WHERE alert = ?", (alert,))


def add_step(connection: sqlite3.Connection, alert: int, new: NewStep) -> int:
    """Append a step; one that ends the alert closes it."""
    cursor = connection.execute(
        "INSERT INTO steps (alert, what, at, state, times, who, cause, outcome, note,"
        " detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            alert,
            new.what,
            new.at,
            new.state,
            new.times,
            new.who,
            new.cause,
            new.outcome,
            new.note,
            msgspec.json.encode(new.detail).decode(),
        ),
    )
    if new.state in ("done", "cleared"):
        connection.execute(
            "UPDATE alerts SET closed_at = ? WHERE alert = ? AND closed_at IS NULL",
            (new.at, alert),
        )
    return int(cursor.lastrowid or 0)


def state_of(connection: sqlite3.Connection, alert: int) -> Step:
    """The last step of an alert; raises UnknownAlert."""
    found = _steps(
        connection, "WHERE steps.alert = ? ORDER BY steps.step DESC LIMIT 1", alert
    )
    if not found:
        raise UnknownAlert(alert)
    return found[0]


def last_step(connection: sqlite3.Connection) -> int:
    """Number of the newest step of any alert."""
    (newest,) = connection.execute(
        "SELECT coalesce(max(step), 0) FROM steps"
    ).fetchone()
    return int(newest)


def steps_after(
    connection: sqlite3.Connection, step: int, limit: int = 500
) -> list[Step]:
    """What happened past a step, in order; sample data was never live."""
    return _steps(
        connection,
        "WHERE steps.step > ? AND sample = 0 ORDER BY steps.step LIMIT ?",
        step,
        limit,
    )


LAST = "steps.step = (SELECT max(step) FROM steps AS s WHERE s.alert = alerts.alert)"
"""Picks each alert's last step."""


def open_now(connection: sqlite3.Connection) -> list[Step]:
    """The last step of each alert that is open or taken, oldest alert first."""
    return _steps(
        connection, f"WHERE closed_at IS NULL AND {LAST} ORDER BY raised_at, alert"
    )


def of_day(connection: sqlite3.Connection, since_ms: int) -> list[Step]:
    """The last step of each alert raised since, newest alert first."""
    return _steps(
        connection,
        f"WHERE raised_at >= ? AND {LAST} ORDER BY raised_at DESC, alert DESC",
        since_ms,
    )


def taken_after(connection: sqlite3.Connection, since_ms: int) -> list[int]:
    """Milliseconds until each alert raised since was first taken, if it was."""
    rows = connection.execute(
        "SELECT min(steps.at) - raised_at FROM alerts JOIN steps USING (alert)"
        " JOIN touchpoints USING (touchpoint) WHERE raised_at >= ? AND sample = 0"
        " AND what = 'taken' GROUP BY alert",
        (since_ms,),
    )
    return [row[0] for row in rows]


def forget_who(connection: sqlite3.Connection, before: int) -> int:
    """Forget who did what before a time; returns how many steps that was."""
    return connection.execute(
        "UPDATE steps SET who = NULL WHERE who IS NOT NULL AND at < ?", (before,)
    ).rowcount


def ended_at(connection: sqlite3.Connection, kind: str, touchpoint: int) -> int | None:
    """When the last alert of a kind at a touchpoint ended, ms."""
    (at,) = connection.execute(
        "SELECT max(closed_at) FROM alerts WHERE kind = ? AND touchpoint = ?",
        (kind, touchpoint),
    ).fetchone()
    return None if at is None else int(at)


def ends(connection: sqlite3.Connection, kind: str, since: int) -> dict[int, int]:
    """When the last alert of a kind ended at each touchpoint, since a time (ms)."""
    rows = connection.execute(
        "SELECT touchpoint, max(closed_at) FROM alerts WHERE kind = ?"
        " AND closed_at >= ? GROUP BY touchpoint",
        (kind, since),
    )
    return dict(rows.fetchall())


def untaken(
    connection: sqlite3.Connection, kind: str, touchpoint: int, since: int
) -> list[int]:
    """Open alerts of a kind that were raised since and not taken, oldest first.

    Those of a made-up shop if the touchpoint is one of it, else those of the real one.
    """
    rows = connection.execute(
        "SELECT alert FROM alerts JOIN touchpoints AS place USING (touchpoint)"
        " WHERE kind = ? AND closed_at IS NULL AND raised_at >= ? AND sample ="
        " (SELECT sample FROM touchpoints WHERE touchpoints.touchpoint = ?)"
        " AND (SELECT state FROM steps WHERE steps.alert = alerts.alert"
        "  ORDER BY step DESC LIMIT 1) = 'open'"
        " ORDER BY raised_at, alert",
        (kind, since, touchpoint),
    )
    return [row[0] for row in rows]


def open_of_kinds(
    connection: sqlite3.Connection, kinds: tuple[str, ...]
) -> list[tuple[int, int]]:
    """Number and touchpoint of the alerts of some kinds that have not ended."""
    marks = ",".join("?" * len(kinds))
    rows = connection.execute(
        "SELECT alert, touchpoint FROM alerts"
        f" WHERE closed_at IS NULL AND kind IN ({marks})",
        kinds,
    )
    return rows.fetchall()

"""Alerts and their steps: the rows, and nothing about what they mean."""

import sqlite3

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
    """raised, refreshed, taken, done or cleared"""
    at: int
    """When, ms."""
    kind: str
    """unhappy, help or silent"""
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


_SELECT = (
    "SELECT steps.step, steps.alert, what, at, kind, touchpoints.name, subject,"
    " raised_at, state, times, who, cause, outcome, note FROM steps"
    " JOIN alerts USING (alert) JOIN touchpoints USING (touchpoint) "
)


def _steps(connection: sqlite3.Connection, where: str, *values: object) -> list[Step]:
    rows = connection.execute(_SELECT + where, values)
    fields = Step.__struct_fields__
    return [Step(**dict(zip(fields, row, strict=True))) for row in rows]


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
    cursor = connection.execute(
        "INSERT INTO alerts (kind, touchpoint, subject, raised_at) VALUES (?, ?, ?, ?)",
        (kind, touchpoint, subject, at),
    )
    return int(cursor.lastrowid or 0)


def add_step(connection: sqlite3.Connection, alert: int, new: NewStep) -> int:
    """Append a step; one that ends the alert closes it."""
    cursor = connection.execute(
        "INSERT INTO steps (alert, what, at, state, times, who, cause, outcome, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        ),
    )
    if new.state in ("done", "cleared"):
        connection.execute(
            "UPDATE alerts SET closed_at = ? WHERE alert = ?", (new.at, alert)
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


_LAST = "steps.step = (SELECT max(step) FROM steps AS s WHERE s.alert = alerts.alert)"


def open_now(connection: sqlite3.Connection) -> list[Step]:
    """The last step of each alert that is open or taken, oldest alert first."""
    return _steps(
        connection, f"WHERE closed_at IS NULL AND {_LAST} ORDER BY raised_at, alert"
    )


def of_day(connection: sqlite3.Connection, since_ms: int) -> list[Step]:
    """The last step of each alert raised since, newest alert first."""
    return _steps(
        connection,
        f"WHERE raised_at >= ? AND {_LAST} ORDER BY raised_at DESC, alert DESC",
        since_ms,
    )


def forget_who(connection: sqlite3.Connection, before: int) -> int:
    """Forget who did what before a time; returns how many steps that was."""
    return connection.execute(
        "UPDATE steps SET who = NULL WHERE who IS NOT NULL AND at < ?", (before,)
    ).rowcount

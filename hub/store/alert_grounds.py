"""What an alert stands on: its place, its ladder, and its rule's own record."""

import sqlite3

from hub.store.alerts import LAST, UnknownAlert


def place_of(connection: sqlite3.Connection, alert: int) -> tuple[int, bool]:
    """Number of an alert's touchpoint, and whether it is a made-up one."""
    row = connection.execute(
        "SELECT touchpoint, sample FROM alerts JOIN touchpoints USING (touchpoint)"
        " WHERE alert = ?",
        (alert,),
    ).fetchone()
    if row is None:
        raise UnknownAlert(alert)
    return row[0], bool(row[1])


def record(connection: sqlite3.Connection, rule: str, since: int) -> tuple[int, int]:
    """Of a rule's alerts done since: how many were false, of how many."""
    false, done = connection.execute(
        "SELECT coalesce(sum(outcome = 'false_alarm'), 0), count(*) FROM alerts"
        " JOIN steps USING (alert)"
        f" WHERE rule = ? AND raised_at >= ? AND state = 'done' AND {LAST}",
        (rule, since),
    ).fetchone()
    return int(false), int(done)


def keep_ladder(connection: sqlite3.Connection, alert: int, ladder: bytes) -> None:
    """Who is told of this alert, whatever is decided later."""
    connection.execute("UPDATE alerts SET ladder = ? WHERE alert = ?", (ladder, alert))


def ladder_of(connection: sqlite3.Connection, alert: int) -> bytes | None:
    """Who is told of an alert; none for one from before there were ladders."""
    row = connection.execute(
        "SELECT ladder FROM alerts WHERE alert = ?", (alert,)
    ).fetchone()
    return None if row is None else row[0]


def place_name(connection: sqlite3.Connection, touchpoint: int) -> str:
    """A touchpoint's name."""
    row = connection.execute(
        "SELECT name FROM touchpoints WHERE touchpoint = ?", (touchpoint,)
    ).fetchone()
    return "" if row is None else str(row[0])


def is_sample(connection: sqlite3.Connection, touchpoint: int) -> bool:
    """Is a touchpoint one of a made-up shop?"""
    row = connection.execute(
        "SELECT sample FROM touchpoints WHERE touchpoint = ?", (touchpoint,)
    ).fetchone()
    return row is not None and bool(row[0])

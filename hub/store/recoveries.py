"""Whether what came of a customer's call helped, kept with the call's alert."""

import sqlite3
from collections import Counter

ANSWERS = ("yes", "not_really")
"""What counts as an answer; a question that was skipped or left standing is none."""


def keep(
    connection: sqlite3.Connection, help_id: str, device: int, at: int, answer: str
) -> int | None:
    """Keep the first answer on a call; its alert, or none if there is nothing to keep.

    Only the kiosk at which somebody called may tell, and only once a colleague is done.
    """
    row = connection.execute(
        "INSERT INTO recoveries (help, alert, at, answer)"
        " SELECT help, alert, ?, ? FROM calls"
        " WHERE help = ? AND device = ? AND state = 'done'"
        " ON CONFLICT DO NOTHING RETURNING alert",
        (at, answer, help_id, device),
    ).fetchone()
    return None if row is None else int(row[0])


def unhappy_of(connection: sqlite3.Connection, visit: str) -> list[int]:
    """Open alerts on this one visit's unhappy face, with nobody else behind them."""
    rows = connection.execute(
        "SELECT alert FROM alerts WHERE kind = 'unhappy' AND visit = ?"
        " AND closed_at IS NULL AND 1 = (SELECT times FROM steps"
        " WHERE steps.alert = alerts.alert ORDER BY step DESC LIMIT 1)",
        (visit,),
    )
    return [row[0] for row in rows]


def of_alert(connection: sqlite3.Connection, alert: int) -> dict[str, int]:
    """How many customers of an alert gave which answer."""
    rows = connection.execute(
        "SELECT answer FROM recoveries WHERE alert = ?", (alert,)
    ).fetchall()
    counted = Counter(answer for (answer,) in rows)
    return {answer: counted[answer] for answer in ANSWERS if counted[answer]}

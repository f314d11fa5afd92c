"""Was another till opened, and did it help? Looked at ten minutes after it was done."""

import sqlite3

from hub.store import alert_grounds, alerts, due, tills
from hub.store.alerts import NewStep, Step

KIND = "till"
LATER_MS = 10 * 60_000
OPENED = "solved"


def done(connection: sqlite3.Connection, before: Step, outcome: str, now: int) -> None:
    """A colleague is done with an alert; of a till it is looked at later what came."""
    if before.kind != KIND:
        return
    touchpoint, _ = alert_grounds.place_of(connection, before.alert)
    zone = str(before.detail.get("zone", ""))
    waiting = tills.waiting_at(connection, touchpoint, zone, now)
    tills.done(connection, before.alert, now, outcome == OPENED, waiting)
    due.at(connection, KIND, str(before.alert), now + LATER_MS)


def look(connection: sqlite3.Connection, alert: int, now: int) -> None:
    """Ten minutes have passed: keep how the line is, and let the floor see it."""
    before = alerts.state_of(connection, alert)
    if before.state != "done":
        return  # Opened again: its next end counts.
    touchpoint, _ = alert_grounds.place_of(connection, alert)
    zone = str(before.detail.get("zone", ""))
    after = tills.waiting_at(connection, touchpoint, zone, now)
    if after is None:
        return
    opened, then = tills.measured(connection, alert, after)
    if not opened or then is None:
        return
    step = NewStep(
        what="measured",
        state="done",
        at=now,
        times=before.times,
        cause=before.cause,
        outcome=before.outcome,
        note=before.note,
        detail={**before.detail, "before": then, "after": after},
    )
    alerts.add_step(connection, alert, step)

"""Customers' calls: how long one waits, and the customer's word on what came of it."""

import sqlite3
from collections.abc import Iterable

from contract.events import Recovery
from hub.alerts import lifecycle
from hub.alerts.rules import Cause
from hub.store import alerts, due, recoveries, settings
from hub.store.alerts import NewStep

TIMEOUT_MS = 120_000


def let_wait(connection: sqlite3.Connection, causes: Iterable[Cause]) -> None:
    """Each new call waits so long for a colleague before its kiosk says so."""
    called = [cause for cause in causes if cause.help is not None]
    if not called:
        return
    current = settings.newest(connection)
    timeout = TIMEOUT_MS
    if current is not None:
        timeout = int(current.help_timeout_s * 1000)
    for cause in called:
        due.at(connection, "call", str(cause.help), cause.at + timeout)


def hear(
    connection: sqlite3.Connection, told: Recovery, id: str, device: int, at: int
) -> None:
    """Keep whether it helped and let the floor see it; `id` is the event's, `at` ms."""
    alert = recoveries.keep(connection, told.help, device, at, told.answer)
    if alert is None or told.answer not in recoveries.ANSWERS:
        return
    before = alerts.state_of(connection, alert)
    # What it ended with is read from the last step, so this one says it again.
    step = NewStep(
        what="answered",
        state=before.state,
        at=at,
        times=before.times,
        who=before.who if before.state == "taken" else None,
        cause=id,
        outcome=before.outcome,
        note=before.note,
        detail={**before.detail, "helped": recoveries.of_alert(connection, alert)},
    )
    alerts.add_step(connection, alert, step)
    if told.answer == "yes":
        # Who says that it helped need not be looked for a second time.
        for other in recoveries.unhappy_of(connection, told.visit):
            if alerts.state_of(connection, other).state == "open":
                lifecycle.clear(connection, other, at)

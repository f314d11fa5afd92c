"""Words on their way to people: lines of alerts, and the list for a human.

What software was not sure of raises nothing; what is for a person only goes to the list
and nowhere else.
"""

import sqlite3
from collections.abc import Container

from hub.store import alert_words, alerts, human_list
from hub.store.alerts import NewStep
from hub.store.comments import Given

PERSON_ONLY = "person_only"
NOT_KEPT = "no_model"
ON_ALERTS = (None, "unsure")
"""Why a comment may be unscored whose line an alert shows all the same."""
URGENT = "urgent"


def bring(
    connection: sqlite3.Connection,
    given: list[Given],
    late: Container[int],
    now: int,
) -> None:
    """Bring new comments to those who have to read them; inside a transaction.

    `late` are numbers of events that came too late for a live alert; `now` in ms.
    """
    for one in given:
        in_time = one.n not in late
        alarm = alerts.open_alert(connection, URGENT, one.touchpoint, "")
        _list(connection, one, in_time and alarm is not None, now)
        if in_time:
            _amend(connection, one, now)


def reason_to_list(given: Given, alarmed: bool) -> str | None:
    """Why a human has to look at a comment, or none; `alarmed`: somebody was called."""
    event = given.event
    missed = event.urgent is not None and not alarmed
    if event.maybe_urgent is not None or missed:
        return human_list.DANGER
    if event.scored:
        return None
    # A colleague who tells of a customer is a human already.
    lost = event.why_not == NOT_KEPT and event.source != "told"
    kept = event.text is not None or lost
    return (event.why_not or "unsure") if kept else None


def _list(connection: sqlite3.Connection, one: Given, alarmed: bool, now: int) -> None:
    why = reason_to_list(one, alarmed)
    if why is not None:
        human_list.add(connection, one.n, one.touchpoint, now, why)


def _amend(connection: sqlite3.Connection, one: Given, now: int) -> None:
    """Let the open alert that stands for this visit tell what was said."""
    if one.event.text is None or one.event.why_not not in ON_ALERTS:
        return
    alert = _alert_of(connection, one)
    if alert is None:
        return
    alert_words.link(connection, alert, one.n)
    amend(connection, alert, now, one.id)


def amend(
    connection: sqlite3.Connection, alert: int, now: int, cause: str | None = None
) -> None:
    """More is known of the words behind an alert; `cause` is the event that says so."""
    before = alerts.state_of(connection, alert)
    step = NewStep(
        what="amended",
        state=before.state,
        at=now,
        times=before.times,
        who=before.who,
        cause=cause or before.cause,
        detail=before.detail,
    )
    alerts.add_step(connection, alert, step)


def _alert_of(connection: sqlite3.Connection, one: Given) -> int | None:
    if one.event.urgent is not None:
        return alerts.open_alert(connection, URGENT, one.touchpoint, "")
    alert = alerts.open_alert(connection, "unhappy", one.touchpoint, "")
    if alert is None:
        return None
    since = alerts.state_of(connection, alert).raised_at
    unhappy = alert_words.is_unhappy_since(connection, one.visit, one.touchpoint, since)
    return alert if unhappy else None

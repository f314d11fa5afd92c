"""How an alert lives: raised, refreshed, taken, done or cleared.

Every turn is a row written in one transaction with what follows from it, so two tablets
that press at once get one winner, and a restart finds everything where it was.
"""

import sqlite3
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct

from contract.errors import HeedError
from hub.alerts.rules import Cause
from hub.store import alerts, calls, due
from hub.store.alerts import NewStep, Step

OUTCOMES = (
    "solved",
    "explained",
    "refunded",
    "customer_left",
    "nothing_to_do",
    "false_alarm",
)
MAX_NOTE = 500
MAX_WHO = 40


class BadTurn(HeedError, ValueError):
    """What was asked of an alert makes no sense."""


class Writes(Protocol):
    """The store, or a part of it that is in one transaction already."""

    def write(self) -> AbstractContextManager[sqlite3.Connection]:
        """A write transaction."""


class Turned(Struct, frozen=True):
    """What became of somebody's press on a button."""

    won: bool
    """False if somebody else was quicker."""
    state: str
    """The alert's state now."""
    who: str | None
    """Who has or had it."""


def raise_all(
    connection: sqlite3.Connection, causes: list[Cause], call_timeout_ms: int
) -> None:
    """Raise or refresh one alert for each kind and touchpoint among the causes."""
    grouped: dict[tuple[str, int], list[Cause]] = {}
    for cause in causes:
        grouped.setdefault((cause.kind, cause.touchpoint), []).append(cause)
    for group in grouped.values():
        alert = _raise(connection, group)
        for cause in group:
            if cause.help is not None:
                calls.note(connection, cause.help, cause.device, alert, cause.at)
                due.at(connection, "call", cause.help, cause.at + call_timeout_ms)


def _raise(connection: sqlite3.Connection, group: list[Cause]) -> int:
    last = group[-1]
    alert = alerts.open_alert(connection, last.kind, last.touchpoint, "")
    if alert is None:
        alert = alerts.create(connection, last.kind, last.touchpoint, "", last.at)
        before = None
    else:
        before = alerts.state_of(connection, alert)
    # A new customer's call is not covered by a colleague who is busy with another one.
    again = before is None or (last.kind == "help" and before.state == "taken")
    alerts.add_step(
        connection,
        alert,
        NewStep(
            what="raised" if again else "refreshed",
            state="open" if before is None or again else before.state,
            at=last.at,
            times=len(group) + (0 if before is None else before.times),
            who=None if before is None or again else before.who,
            cause=last.event,
        ),
    )
    return alert


def raise_silent(
    connection: sqlite3.Connection, touchpoint: int, device: str, at: int
) -> None:
    """A device has been away for too long; once until it is back."""
    if alerts.open_alert(connection, "silent", touchpoint, device) is not None:
        return
    alert = alerts.create(connection, "silent", touchpoint, device, at)
    alerts.add_step(
        connection, alert, NewStep(what="raised", state="open", at=at, times=1)
    )


def clear(connection: sqlite3.Connection, alert: int, at: int) -> None:
    """The cause is gone."""
    before = alerts.state_of(connection, alert)
    if before.state in ("open", "taken"):
        alerts.add_step(
            connection,
            alert,
            NewStep(what="cleared", state="cleared", at=at, times=before.times),
        )


def take(store: Writes, alert: int, who: str, now_ms: int) -> Turned:
    """ "I'll take it"; raises UnknownAlert, BadTurn."""
    who = _name(who)
    with store.write() as connection:
        before = alerts.state_of(connection, alert)
        if before.state != "open":
            return Turned(False, before.state, before.who)
        _step(
            connection,
            before,
            NewStep(
                what="taken",
                state="taken",
                at=now_ms,
                times=before.times,
                who=who,
            ),
        )
        for help_id in calls.of_alert(connection, alert):
            calls.tell(connection, help_id, "coming", now_ms)
            due.off(connection, "call", help_id)
    return Turned(True, "taken", who)


def done(
    store: Writes, alert: int, outcome: str, note: str | None, who: str, now_ms: int
) -> Turned:
    """ "Done", with what came of it; raises UnknownAlert, BadTurn."""
    who = _name(who)
    if outcome not in OUTCOMES:
        raise BadTurn(f"{outcome!r} is no outcome; known: {', '.join(OUTCOMES)}")
    if note is not None and len(note) > MAX_NOTE:
        raise BadTurn(f"a note may have {MAX_NOTE} characters; this has {len(note)}")
    with store.write() as connection:
        before = alerts.state_of(connection, alert)
        if before.state not in ("open", "taken"):
            return Turned(False, before.state, before.who)
        _step(
            connection,
            before,
            NewStep(
                what="done",
                state="done",
                at=now_ms,
                times=before.times,
                who=who,
                outcome=outcome,
                note=note or None,
            ),
        )
        for help_id in calls.of_alert(connection, alert):
            calls.tell(connection, help_id, "done", now_ms)
            due.off(connection, "call", help_id)
    return Turned(True, "done", who)


def _step(connection: sqlite3.Connection, before: Step, new: NewStep) -> None:
    alerts.add_step(connection, before.alert, new)


def _name(who: str) -> str:
    """A person's name as shown to colleagues; raises BadTurn."""
    name = " ".join(who.split())
    if not 1 <= len(name) <= MAX_WHO:
        raise BadTurn(f"say who takes it, in 1 to {MAX_WHO} characters")
    return name

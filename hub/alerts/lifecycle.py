"""How an alert lives once raised: taken, kept, let go, done, cleared, reopened.

Every turn is a row written in one transaction with what follows from it, so two tablets
that press at once get one winner, and a restart finds everything where it was.
"""

import sqlite3
from contextlib import AbstractContextManager
from typing import Any, Protocol

from msgspec import Struct

from contract.errors import HeedError
from hub.alerts import ladder, tills
from hub.store import alert_grounds, alerts, calls, due
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
REOPEN_MS = 12 * 60 * 60_000
"""An alert of another day is not opened again; a new one tells more."""
LOOK_MS = 60_000
OPEN = ("open", "taken")


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


def take(store: Writes, alert: int, who: str, now_ms: int) -> Turned:
    """ "I'll take it"; raises UnknownAlert, BadTurn."""
    who = _name(who)
    with store.write() as connection:
        before = alerts.state_of(connection, alert)
        if before.state != "open":
            return Turned(False, before.state, before.who)
        _turn(connection, before, "taken", "taken", now_ms, who=who)
        ladder.hold(connection, alert, now_ms)
        _tell_callers(connection, alert, "coming", now_ms)
    return Turned(True, "taken", who)


def keep(store: Writes, alert: int, who: str, now_ms: int) -> Turned:
    """ "Still on it": whoever has it keeps it; raises UnknownAlert, BadTurn."""
    who = _name(who)
    with store.write() as connection:
        before = alerts.state_of(connection, alert)
        if before.state != "taken":
            return Turned(False, before.state, before.who)
        _turn(connection, before, "kept", "taken", now_ms, who=before.who or who)
        ladder.hold(connection, alert, now_ms)
    return Turned(True, "taken", before.who)


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
        if before.state not in OPEN:
            return Turned(False, before.state, before.who)
        _turn(
            connection,
            before,
            "done",
            "done",
            now_ms,
            who=who,
            outcome=outcome,
            note=note or None,
        )
        ladder.stop(connection, alert)
        tills.done(connection, before, outcome, now_ms)
        _tell_callers(connection, alert, "done", now_ms)
    return Turned(True, "done", who)


def reopen(store: Writes, alert: int, who: str, now_ms: int) -> Turned:
    """It has not ended after all: a new round begins; raises UnknownAlert, BadTurn."""
    who = _name(who)
    with store.write() as connection:
        before = alerts.state_of(connection, alert)
        if before.state in OPEN:
            return Turned(False, before.state, before.who)
        touchpoint, _ = alert_grounds.place_of(connection, alert)
        if now_ms - before.at > REOPEN_MS:
            raise BadTurn("this ended too long ago to be opened again")
        other = alerts.open_alert(connection, before.kind, touchpoint, before.subject)
        if other is not None:
            raise BadTurn("there is a newer alert of the same kind at this place")
        alerts.reopen(connection, alert)
        _new_round(connection, before, "reopened", now_ms)
    return Turned(True, "open", None)


def clear(connection: sqlite3.Connection, alert: int, at: int) -> None:
    """The cause is gone."""
    before = alerts.state_of(connection, alert)
    if before.state in OPEN:
        _turn(connection, before, "cleared", "cleared", at)
        ladder.stop(connection, alert)


def remind(connection: sqlite3.Connection, alert: int, now: int) -> None:
    """Whoever took it is asked how it goes; it is about to be open again."""
    before = alerts.state_of(connection, alert)
    if before.state == "taken":
        _turn(connection, before, "reminded", "taken", now, who=before.who)


def expire(connection: sqlite3.Connection, alert: int, now: int) -> None:
    """Nothing came of it: it is open again, and a new round begins."""
    before = alerts.state_of(connection, alert)
    if before.state == "taken":
        _new_round(connection, before, "expired", now)


def _new_round(
    connection: sqlite3.Connection, before: Step, what: str, now: int
) -> None:
    plan = ladder.plan_of(connection, before.alert)
    detail = {**before.detail, **ladder.round_detail(plan, now)}
    step = _turn(connection, before, what, "open", now, detail=detail)
    ladder.let_go(connection, before.alert)
    ladder.begin(connection, step, before.alert, now)
    due.at(connection, "ease", str(before.alert), now + LOOK_MS)


def _turn(
    connection: sqlite3.Connection,
    before: Step,
    what: str,
    state: str,
    at: int,
    **more: Any,
) -> int:
    more.setdefault("detail", ladder.next_of(before))
    new = NewStep(
        what=what, state=state, at=at, times=before.times, cause=before.cause, **more
    )
    return alerts.add_step(connection, before.alert, new)


def _tell_callers(
    connection: sqlite3.Connection, alert: int, state: Any, now_ms: int
) -> None:
    for help_id in calls.of_alert(connection, alert):
        calls.tell(connection, help_id, state, now_ms)
        due.off(connection, "call", help_id)


def _name(who: str) -> str:
    """A person's name as shown to colleagues; raises BadTurn."""
    name = " ".join(who.split())
    if not 1 <= len(name) <= MAX_WHO:
        raise BadTurn(f"say who takes it, in 1 to {MAX_WHO} characters")
    return name

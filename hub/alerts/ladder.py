"""Climbing: who is told of an alert, one after the other, until somebody takes it.

Who and when is frozen into the alert as it begins. Where an alert stands is read from
its last step, and the next step up is a due time in the store: a restart neither
forgets one nor takes it twice.
"""

import sqlite3
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from hub.alerts.policy import Policy, Quiet
from hub.alerts.rules import holds
from hub.alerts.watches import Scope
from hub.store import alert_grounds, alerts, calendar, channels, due, sends
from hub.store.alerts import NewStep, Step
from hub.store.sends import NewSend


class Frozen(Struct, frozen=True, kw_only=True):
    """One step up, as it was decided when the alert began."""

    who: str
    after_s: int
    """Seconds after the beginning of a round."""
    channels: list[int]
    """Channels that reach them."""


class Plan(Struct, frozen=True, kw_only=True):
    """All of it, kept with the alert."""

    steps: list[Frozen]
    quiet: Quiet | None
    take_lasts_s: int
    remind_s: int


OLD_PLAN = Plan(steps=[], quiet=None, take_lasts_s=600, remind_s=480)
"""For alerts from before there were ladders."""


def freeze(
    connection: sqlite3.Connection, alert: int, kind: str, policy: Policy
) -> Plan:
    """Keep with a new alert what holds for it from now on."""
    _, sample = alert_grounds.place_of(connection, alert)
    reach = {
        who: [] if sample else channels.of_rung(connection, who)
        for who in channels.RUNGS
    }
    plan = Plan(
        steps=[
            Frozen(who=rung.who, after_s=rung.after_s, channels=reach[rung.who])
            for rung in policy.ladder_of(kind).schedule()
        ],
        quiet=policy.quiet,
        take_lasts_s=policy.take_lasts_s,
        remind_s=policy.remind_s,
    )
    alert_grounds.keep_ladder(connection, alert, msgspec.json.encode(plan))
    return plan


def plan_of(connection: sqlite3.Connection, alert: int) -> Plan:
    """What was decided when the alert began."""
    body = alert_grounds.ladder_of(connection, alert)
    return OLD_PLAN if body is None else msgspec.json.decode(body, type=Plan)


def round_detail(plan: Plan, at: int) -> dict[str, Any]:
    """What the first step of a round says: the floor knows, and who is next."""
    return {"told": ["floor"], "next": _next(plan, 1, at)}


def begin(connection: sqlite3.Connection, step: int, alert: int, at: int) -> None:
    """A round begins with this step: tell the floor's channels, wait for the next."""
    plan = plan_of(connection, alert)
    kind = alerts.state_of(connection, alert).kind
    if plan.steps:
        _tell(connection, plan, 0, (alert, step, kind, at))
    if len(plan.steps) > 1:
        when = at + plan.steps[1].after_s * 1000
        due.at(connection, "climb", str(alert), when)


def climb(connection: sqlite3.Connection, alert: int, due_at: int, now: int) -> None:
    """Take the step up that was due at `due_at`, and set the time of the next."""
    before = alerts.state_of(connection, alert)
    plan = plan_of(connection, alert)
    place = len(before.detail.get("told", ()))
    if before.state != "open" or place >= len(plan.steps):
        return
    rung = plan.steps[place]
    step = alerts.add_step(
        connection,
        alert,
        NewStep(
            what="climbed",
            state="open",
            at=now,
            times=before.times,
            cause=before.cause,
            detail={
                **before.detail,
                "told": [*before.detail["told"], rung.who],
                "next": _next(plan, place + 1, due_at - rung.after_s * 1000),
            },
        ),
    )
    _tell(connection, plan, place, (alert, step, before.kind, now))
    if place + 1 < len(plan.steps):
        wait_ms = (plan.steps[place + 1].after_s - rung.after_s) * 1000
        due.at(connection, "climb", str(alert), due_at + wait_ms)


def hold(connection: sqlite3.Connection, alert: int, at: int) -> None:
    """Somebody took it: nobody else is told until that runs out."""
    plan = plan_of(connection, alert)
    due.off(connection, "climb", str(alert))
    due.at(connection, "remind", str(alert), at + plan.remind_s * 1000)
    due.at(connection, "expire", str(alert), at + plan.take_lasts_s * 1000)


def let_go(connection: sqlite3.Connection, alert: int) -> None:
    """It is open again: nobody holds it."""
    for what in ("remind", "expire"):
        due.off(connection, what, str(alert))


def stop(connection: sqlite3.Connection, alert: int) -> None:
    """It has ended: nothing is due any more."""
    for what in ("climb", "remind", "expire", "ease", "over"):
        due.off(connection, what, str(alert))


def is_quiet(quiet: Quiet | None, kind: str, local: datetime) -> bool:
    """Are these hours in which nobody is told of this kind (pure)?"""
    if quiet is None or kind in quiet.except_for or quiet.from_min == quiet.to_min:
        return False
    scope = Scope(from_min=quiet.from_min, to_min=quiet.to_min)
    return holds(scope, local)


def _tell(
    connection: sqlite3.Connection,
    plan: Plan,
    place: int,
    what: tuple[int, int, str, int],
) -> None:
    alert, step, kind, at = what
    rung = plan.steps[place]
    if not rung.channels:
        return
    zone = calendar.zone_of(connection) or ZoneInfo("UTC")
    quiet = is_quiet(plan.quiet, kind, datetime.fromtimestamp(at / 1000, zone))
    for channel in channels.on_duty(connection, rung.channels):
        new = NewSend(
            alert=alert, step=step, channel=channel, rung=rung.who, at=at, quiet=quiet
        )
        sends.add(connection, new)


def _next(plan: Plan, place: int, began: int) -> dict[str, Any] | None:
    if place >= len(plan.steps):
        return None
    rung = plan.steps[place]
    return {"who": rung.who, "at": began + rung.after_s * 1000}


def next_of(before: Step) -> dict[str, Any]:
    """What a step says of the ladder once nobody else is told."""
    return {**before.detail, "next": None}

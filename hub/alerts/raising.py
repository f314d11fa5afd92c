"""How an alert begins, is refreshed by more of the same, and ends by itself.

One alert a kind and touchpoint; many of one kind at once become one; after an end its
rule stays silent for a while.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from contract.events import Queue
from hub.alerts import ladder, lifecycle, rules
from hub.alerts.book import Book, Happened
from hub.alerts.charting import Charting
from hub.alerts.rules import Cause
from hub.alerts.watches import MERGED, Charted, Rule
from hub.store import alert_grounds, alerts, calendar, calls, devices, due, minutes
from hub.store.alerts import Begun, NewStep, Step

STORM = 3
"""So many untaken alerts of one kind at other places, and more join the oldest."""
STORM_MS = 10 * 60_000
AGAIN_MS = 60_000
"""A window or a line that still calls for somebody says so once a minute."""
LOOK_MS = 60_000
"""How often an alert is looked at for whether its cause is gone."""
SLOW = frozenset({"mood", "theme", "line", "till", "blind", "happy"})
"""Kinds whose cause lasts; of the others each event is one more customer."""
QUEUES = ("line", "till", "blind")


def raise_all(connection: sqlite3.Connection, causes: list[Cause], book: Book) -> None:
    """Raise or refresh one alert for each kind and touchpoint among the causes."""
    grouped: dict[tuple[str, int], list[Cause]] = {}
    for cause in causes:
        grouped.setdefault((cause.kind, cause.touchpoint), []).append(cause)
    # The till first: it says what to do about the line.
    for group in sorted(grouped.values(), key=lambda group: group[0].kind == "line"):
        alert = _raise(connection, group, book)
        for cause in group:
            if cause.help is not None and alert is not None:
                what_for = str(cause.detail.get("for", "help"))
                call = calls.Call(cause.help, cause.device, cause.at, what_for)
                calls.note(connection, call, alert)


def raise_silent(
    connection: sqlite3.Connection,
    place: tuple[int, str],
    device: int,
    at: int,
    book: Book,
) -> None:
    """A device (touchpoint, name) has been away for too long; once until it is back."""
    touchpoint, name = place
    rule = book.on("silent")
    if rule is None or alerts.open_alert(connection, "silent", touchpoint, name):
        return
    cause = Cause(
        kind="silent", rule=rule.id, touchpoint=touchpoint, event="", at=at,
        device=device,
    )  # fmt: skip
    host = _storm(connection, cause)
    if host is not None:
        _join(connection, host, cause, 1, name)
    else:
        _begin(connection, cause, 1, book, subject=name)


def back(connection: sqlite3.Connection, alert: int, at: int, book: Book) -> None:
    """A silent device is back; others that had joined its alert stand alone again."""
    joined = alerts.state_of(connection, alert).detail.get("joined", [])
    lifecycle.clear(connection, alert, at)
    for touchpoint, name in joined:
        known = devices.known(connection, name)
        if known is not None and not devices.is_online(connection, known[0]):
            raise_silent(connection, (touchpoint, name), known[0], at, book)


def _raise(
    connection: sqlite3.Connection, group: list[Cause], book: Book
) -> int | None:
    last, times = group[-1], len(group)
    alert = alerts.open_alert(connection, last.kind, last.touchpoint, "")
    if alert is not None:
        _refresh(connection, alert, last, times)
        _await_end(connection, alert, last, book)
        return alert
    if _cools(connection, last, book) or _is_said(connection, last):
        return None
    host = _storm(connection, last)
    if host is not None:
        _join(connection, host, last, times, "")
        return host.alert
    return _begin(connection, last, 1 if last.kind in SLOW else times, book)


def _begin(
    connection: sqlite3.Connection,
    cause: Cause,
    times: int,
    book: Book,
    subject: str = "",
) -> int:
    alert = alerts.begin(
        connection,
        Begun(
            kind=cause.kind,
            touchpoint=cause.touchpoint,
            subject=subject,
            at=cause.at,
            rule=cause.rule,
            visit=cause.visit,
        ),
    )
    plan = ladder.freeze(connection, alert, cause.kind, book.policy)
    detail = {**cause.detail, "last": cause.at, **ladder.round_detail(plan, cause.at)}
    step = alerts.add_step(
        connection, alert, _step(cause, "raised", "open", times, detail)
    )
    ladder.begin(connection, step, alert, cause.at)
    _await_end(connection, alert, cause, book)
    return alert


def _refresh(
    connection: sqlite3.Connection, alert: int, cause: Cause, times: int
) -> None:
    before = alerts.state_of(connection, alert)
    slow = cause.kind in SLOW
    if slow and cause.at - before.detail.get("last", 0) < AGAIN_MS:
        return
    # A new customer's call is not covered by a colleague who is busy with another one.
    again = cause.kind == "help" and before.state == "taken"
    times = before.times if slow else before.times + times
    detail = {**before.detail, **cause.detail, "last": cause.at}
    if not again:
        new = _step(cause, "refreshed", before.state, times, detail, before.who)
        alerts.add_step(connection, alert, new)
        return
    plan = ladder.plan_of(connection, alert)
    detail |= ladder.round_detail(plan, cause.at)
    step = alerts.add_step(
        connection, alert, _step(cause, "raised", "open", times, detail)
    )
    ladder.let_go(connection, alert)
    ladder.begin(connection, step, alert, cause.at)


def _join(
    connection: sqlite3.Connection, host: Step, cause: Cause, times: int, subject: str
) -> None:
    """One more place of a storm: the oldest alert stands for it too."""
    joined = host.detail.get("joined", [])
    if [cause.touchpoint, subject] not in joined:
        joined = [*joined, [cause.touchpoint, subject]]
    elif cause.at - host.detail.get("last", 0) < AGAIN_MS:
        return
    places = [alert_grounds.place_name(connection, number) for number, _ in joined]
    detail = {
        **host.detail,
        "last": cause.at,
        "joined": joined,
        "places": sorted(set(places)),
    }
    new = _step(cause, "refreshed", host.state, host.times + times, detail, host.who)
    alerts.add_step(connection, host.alert, new)


def _step(
    cause: Cause,
    what: str,
    state: str,
    times: int,
    detail: dict[str, Any],
    who: str | None = None,
) -> NewStep:
    return NewStep(
        what=what, state=state, at=cause.at, times=times, who=who,
        cause=cause.event or None, detail=detail,
    )  # fmt: skip


def _cools(connection: sqlite3.Connection, cause: Cause, book: Book) -> bool:
    rule = book.rules.get(cause.rule)
    if rule is None or rule.cool_down_s == 0:
        return False
    ended = alerts.ended_at(connection, cause.kind, cause.touchpoint)
    return ended is not None and cause.at - ended < rule.cool_down_s * 1000


def _is_said(connection: sqlite3.Connection, cause: Cause) -> bool:
    """A long line says nothing new where another till is asked for already."""
    if cause.kind != "line":
        return False
    return alerts.open_alert(connection, "till", cause.touchpoint, "") is not None


def _storm(connection: sqlite3.Connection, cause: Cause) -> Step | None:
    """The alert that a new one of a storm joins, or none if there is no storm."""
    if cause.kind not in MERGED:
        return None
    since = cause.at - STORM_MS
    found = alerts.untaken(connection, cause.kind, cause.touchpoint, since)
    if len(found) < STORM:
        return None
    return alerts.state_of(connection, found[0])


def ease(
    connection: sqlite3.Connection, happened: Iterable[Happened], book: Book, now: int
) -> None:
    """End what a waiting line or a camera called for, once it is gone."""
    queues = {
        (one.touchpoint, one.event.zone): one.event
        for one in happened
        if isinstance(one.event, Queue)
    }
    if not queues:
        return
    for alert, touchpoint in alerts.open_of_kinds(connection, QUEUES):
        if not any(place == touchpoint for place, _ in queues):
            continue
        step = alerts.state_of(connection, alert)
        rule = book.rules.get(step.rule)
        queue = queues.get((touchpoint, str(step.detail.get("zone", ""))))
        if rule is None or queue is None:
            continue
        if rules.queue_eased(rule.watch, queue):
            lifecycle.clear(connection, alert, now)


def look_again(
    connection: sqlite3.Connection, alert: int, now: int, book: Book
) -> None:
    """Is what a window called for gone? Each minute."""
    step = alerts.state_of(connection, alert)
    rule = book.rules.get(step.rule)
    if step.state not in lifecycle.OPEN or rule is None or not _is_watched(rule):
        return
    if step.state == "open" and _eased(connection, step, book, now):
        lifecycle.clear(connection, alert, now)
    else:
        due.at(connection, "ease", str(alert), now + LOOK_MS)


def end(connection: sqlite3.Connection, alert: int, now: int) -> None:
    """Nothing more came for as long as its rule says: over, unless somebody has it."""
    step = alerts.state_of(connection, alert)
    if step.state == "open":
        lifecycle.clear(connection, alert, now)
    elif step.state == "taken":
        due.at(connection, "over", str(alert), now + LOOK_MS)


def _await_end(
    connection: sqlite3.Connection, alert: int, cause: Cause, book: Book
) -> None:
    rule = book.rules.get(cause.rule)
    if rule is not None and _is_watched(rule):
        due.at(connection, "ease", str(alert), cause.at + LOOK_MS)
    if rule is not None and rule.clear_after_s is not None:
        due.at(connection, "over", str(alert), cause.at + rule.clear_after_s * 1000)


def _is_watched(rule: Rule) -> bool:
    """Is there something to look at again until it is gone?"""
    return rule.watch.windowed or isinstance(rule.watch, Charted)


def _eased(connection: sqlite3.Connection, step: Step, book: Book, now: int) -> bool:
    rule = book.rules[step.rule]
    touchpoint, _ = alert_grounds.place_of(connection, step.alert)
    if isinstance(rule.watch, Charted):
        charting = Charting(connection, book, now, calendar.clock_of(connection))
        return charting.is_over(rule, touchpoint, step.detail)
    length = int(getattr(rule.watch, "minutes", 0))
    found = minutes.windows(connection, [touchpoint], [length], now)
    spoken = found[touchpoint][length]
    return rules.window_eased(rule.watch, rules.merged(spoken, rule.scope))

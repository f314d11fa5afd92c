"""The waits: everybody who buys joins the shortest line, and some give up.

A line for each till, first come first served (Lindley's recursion). Nobody sees these
waits; moods and the camera's figures follow from them.
"""

import math
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from msgspec import Struct

from contract.events import Queue, WaitBin
from provisioning.simulate import hours
from provisioning.simulate.hours import HOUR_S
from provisioning.simulate.incidents import Incident
from provisioning.simulate.plan import Plan

BUYERS = 0.85
"""Share of the visitors who go to a till."""
BUSY = 0.74
"""How busy the tills are on an average day's busiest hour: so the shop was planned."""
SERVICE_S = (8.0, 180.0)
SERVICE_SPREAD = 0.55
PATIENCE_S = 540.0
"""Half of the customers give up after this long."""
PATIENCE_SPREAD = 0.5
PERIOD_S = 300
BINS_S = (60.0, 120.0, 300.0, 600.0)
CROWD = 8
"""From so many people on, a camera counts roughly."""


class Stay(Struct, frozen=True):
    """One visitor's time in the shop, in seconds of the day's wall clock."""

    arrives: float
    """When they joined the line, or came in."""
    till: int | None
    """Which line; none for somebody who only looked around."""
    wait_s: float
    """How long they stood in line."""
    leaves: float
    """When they were done, or gave up."""
    served: bool


def service_s(plan: Plan) -> float:
    """Seconds that a till needs for one customer, on average."""
    average = plan.per_day * BUYERS / sum(hours.HOURS.values())
    busiest = average * max(hours.HOURS.values())
    return min(max(BUSY * plan.tills * HOUR_S / busiest, SERVICE_S[0]), SERVICE_S[1])


def stays(plan: Plan, day: date, incident: Incident | None) -> list[Stay]:
    """Everybody who came, by the time of their coming."""
    chance = plan.random(day, "line")
    mean = math.log(service_s(plan)) - SERVICE_SPREAD**2 / 2
    free = [0.0] * plan.tills
    shifts = hours.shifts(plan, day)
    found: list[Stay] = []
    for at in hours.arrivals(plan, day):
        if chance.random() >= BUYERS:
            leaves = at + chance.uniform(60, 600)
            found.append(Stay(at, None, 0.0, leaves, False))
            continue
        going_on = incident is not None and incident.covers(at)
        kind = incident.kind if incident is not None and going_on else None
        shift = shifts[hours.half(at)]
        tills = hours.tills_open(plan, day, at, shift) - (kind.tills if kind else 0)
        till = min(range(max(1, tills)), key=lambda till: max(free[till], at))
        wait = max(0.0, free[till] - at)
        patience = chance.lognormvariate(math.log(PATIENCE_S), PATIENCE_SPREAD)
        service = chance.lognormvariate(mean, SERVICE_SPREAD)
        if wait > patience:
            found.append(Stay(at, till, patience, at + patience, False))
            continue
        free[till] = at + wait + service * (kind.slower if kind else 1.0)
        found.append(Stay(at, till, wait, free[till], True))
    return found


def seen(
    plan: Plan, day: date, till: int, people: list[Stay]
) -> Iterator[tuple[float, Queue]]:
    """What a camera over a till's line would say, each with its second of the day."""
    opens, closes = hours.opening(day)
    chance = plan.random(day, "camera", till)
    blind = chance.uniform(opens, closes) if chance.random() < 0.1 else -1.0
    periods: dict[int, list[Stay]] = {}
    for one in people:
        if one.till == till:
            first = int(one.arrives // PERIOD_S)
            for period in range(first, int((one.arrives + one.wait_s) // PERIOD_S) + 1):
                periods.setdefault(period, []).append(one)
    for period in range(int(opens // PERIOD_S), int(closes // PERIOD_S)):
        end = (period + 1) * PERIOD_S
        if blind >= 0 and 0 <= end - blind < HOUR_S:
            yield end, _blind(till)
        else:
            yield end, _figures(till, end - PERIOD_S, end, periods.get(period, []))


def _blind(till: int) -> Queue:
    return Queue(
        zone=f"till-{till + 1}", period_s=PERIOD_S, state="blind", why_blind="covered"
    )


def _figures(till: int, begin: float, end: float, mine: list[Stay]) -> Queue:
    standing = [
        (max(one.arrives, begin), min(one.arrives + one.wait_s, end))
        for one in mine
        if one.arrives < end and one.arrives + one.wait_s > begin
    ]
    mean = sum(until - since for since, until in standing) / (end - begin)
    most = max((sum(a <= s < b for a, b in standing) for s, _ in standing), default=0)
    called = [one for one in mine if begin <= one.arrives + one.wait_s < end]
    served = [one.wait_s for one in called if one.served]
    last = max(mine, default=None, key=lambda one: one.arrives)
    left = 0.0 if last is None else max(0.0, last.arrives + last.wait_s - end)
    return Queue(
        zone=f"till-{till + 1}",
        period_s=PERIOD_S,
        state="rough" if most > CROWD else "seen",
        mean=round(mean, 2),
        max=most,
        band=round(0.3 + 0.1 * mean, 2),
        waiting=sum(until >= end for _, until in standing),
        estimated_wait_s=round(left, 1),
        waits=_histogram(served),
        arrived=sum(begin <= one.arrives < end for one in mine),
        served=len(served),
        left_unserved=len(called) - len(served),
    )


def _histogram(waits: list[float]) -> list[WaitBin]:
    edges = (0.0, *BINS_S, math.inf)
    return [
        WaitBin(
            up_to_s=None if high == math.inf else high,
            people=sum(low <= wait < high for wait in waits),
        )
        for low, high in pairwise(edges)
    ]

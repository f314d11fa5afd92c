"""When people come: opening hours, weekdays, rushes, and who is on shift."""

import math
from datetime import date

from msgspec import Struct

from provisioning.simulate.plan import Plan

HOUR_S = 3600.0
OPEN = {5: (8, 18), 6: (9, 14)}
"""Opening hours where a weekday (Monday is 0) has its own."""
OPEN_ELSE = (8, 19)
WEEKDAYS = (0.82, 0.85, 0.9, 1.0, 1.25, 1.5, 0.68)
"""Visitors by weekday, against the average day; their mean is 1."""
HOURS = {8: 1.1, 9: 0.8, 10: 0.7, 11: 0.9, 12: 1.7, 13: 1.5, 14: 0.8, 15: 0.7, 16: 0.9,
         17: 1.6, 18: 1.1}  # fmt: skip
"""Visitors by hour, against the day's average hour: before work, noon, after work."""
RUSH = 1.05
"""Hours from this weight on are planned with all tills open."""
NOISE = 0.12
"""Days differ by about this share for no reason that the model knows."""
SHORT_HANDED = 0.12
"""Share of shifts with a colleague fewer than planned."""
SHIFT_ENDS = 13.5
"""When the second shift begins, in hours."""


class Shift(Struct, frozen=True):
    """The colleagues of half a day."""

    short: bool
    """True if there is one fewer than planned."""
    mood: float
    """How much lighter (or heavier) a customer's heart gets by them."""


def opening(day: date) -> tuple[float, float]:
    """From when to when the shop is open, in seconds of the day's wall clock."""
    opens, closes = OPEN.get(day.weekday(), OPEN_ELSE)
    return opens * HOUR_S, closes * HOUR_S


def rates(plan: Plan, day: date) -> dict[int, float]:
    """Visitors expected in each open hour, chance aside."""
    opens, closes = (int(s / HOUR_S) for s in opening(day))
    weights = {hour: HOURS[hour] for hour in range(opens, closes)}
    whole = plan.per_day * WEEKDAYS[day.weekday()]
    return {h: whole * weight / sum(weights.values()) for h, weight in weights.items()}


def arrivals(plan: Plan, day: date) -> list[float]:
    """When each visitor comes, in seconds of the day: a Poisson process by the hour."""
    chance = plan.random(day, "arrivals")
    busy = math.exp(chance.gauss(0.0, NOISE))
    found: list[float] = []
    for hour, visitors in rates(plan, day).items():
        at, end = hour * HOUR_S, (hour + 1) * HOUR_S
        while (at := at + chance.expovariate(visitors * busy / HOUR_S)) < end:
            found.append(at)
    return found


def shifts(plan: Plan, day: date) -> tuple[Shift, Shift]:
    """Who is on before and after noon; the same two teams meet each weekday."""
    return _shift(plan, day, 0), _shift(plan, day, 1)


def half(at_s: float) -> int:
    """Which of the two shifts is on at a moment."""
    return int(at_s >= SHIFT_ENDS * HOUR_S)


def _shift(plan: Plan, day: date, half: int) -> Shift:
    team = plan.random("team", day.weekday(), half)
    short = plan.random(day, "shift", half).random() < SHORT_HANDED
    return Shift(short, team.uniform(-0.25, 0.3) - (0.25 if short else 0.0))


def tills_open(plan: Plan, day: date, at_s: float, shift: Shift) -> int:
    """How many tills are staffed: all in a rush, half of them else."""
    opens, closes = opening(day)
    hour = int(min(max(at_s, opens), closes - 1) / HOUR_S)
    planned = plan.tills if HOURS[hour] >= RUSH else math.ceil(plan.tills / 2)
    return max(1, planned - (1 if shift.short and planned > 1 else 0))

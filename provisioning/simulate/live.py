"""A made-up till's traffic through the real line: its events go into an outbox, live.

The model's clock starts in a rush and runs as fast as asked; the hours in which the
shop is closed are left out.
"""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import uuid_utils
from msgspec import Struct

from contract.errors import HeedError
from contract.events import Event, Health
from device import settings as wiring
from device.outbox.outbox import Outbox
from provisioning.simulate import hours, shop
from provisioning.simulate.hours import HOUR_S
from provisioning.simulate.plan import Moment, Plan

SPEED = (0.1, 3_600.0)
MINUTES = (0.1, 1_440.0)
NAMES = 1_000
"""More visits than are ever open at once."""
STARTS_H = 12
RUSH_DAY = 5
"""The model starts on a Saturday's noon."""


class BadPace(HeedError, ValueError):
    """A speed or a time that makes no sense."""


class Pace(Struct, frozen=True, kw_only=True):
    """How fast, and for how long."""

    speed: float = 1.0
    """How many of the model's seconds pass in one of ours."""
    minutes: float = 10.0
    """How many of our minutes."""

    def __post_init__(self) -> None:
        for name, (least, most) in (("speed", SPEED), ("minutes", MINUTES)):
            value = getattr(self, name)
            if not least <= value <= most:
                raise BadPace(f"--{name} can be {least:g} to {most:g}, not {value:g}")


def run(settings: wiring.Device, plan: Plan, pace: Pace, stop: threading.Event) -> int:
    """Put events until the time is over or `stop`; returns how many.

    Raises NotStored.
    """
    outbox = Outbox(settings)
    try:
        return _put_all(outbox, plan, pace, stop)
    finally:
        outbox.close()


def _put_all(outbox: Outbox, plan: Plan, pace: Pace, stop: threading.Event) -> int:
    began, done = time.monotonic(), 0
    own = Renamed()
    for after_s, event in traffic(plan):
        due_s = after_s / pace.speed
        if due_s > pace.minutes * 60:
            stop.wait(max(0.0, began + pace.minutes * 60 - time.monotonic()))
            break
        if stop.wait(max(0.0, began + due_s - time.monotonic())):
            break
        outbox.put(own.event(event))
        done += 1
    return done


def traffic(plan: Plan) -> Iterator[tuple[float, Event]]:
    """The first till's events without end, each with its seconds since the start."""
    day = plan.until + timedelta(days=(RUSH_DAY - plan.until.weekday()) % 7)
    passed_s = 0.0
    begins_s = STARTS_H * HOUR_S
    while True:
        midnight = plan.midnight(day)
        closes_s = hours.opening(day)[1]
        for moment in shop.day(plan, day).moments:
            at_s = (moment.at - midnight) / 1000
            if _of_customers(moment) and begins_s <= at_s < closes_s:
                yield passed_s + at_s - begins_s, moment.event
        passed_s += closes_s - begins_s
        day += timedelta(days=1)
        begins_s = hours.opening(day)[0]


def _of_customers(moment: Moment) -> bool:
    """The uplink tells of the device itself."""
    return moment.place == 0 and not isinstance(moment.event, Health)


class Renamed:
    """Events with visits and calls of their own, so that each run is another one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def event(self, event: Event) -> Event:
        """The same event under new ids."""
        facts: Any = event
        new = {
            name: self._name(getattr(facts, name))
            for name in ("visit", "help")
            if hasattr(facts, name)
        }
        return msgspec.structs.replace(event, **new) if new else event

    def _name(self, id: str) -> str:
        if id not in self._names and len(self._names) >= NAMES:
            del self._names[next(iter(self._names))]
        return self._names.setdefault(id, str(uuid_utils.uuid7()))

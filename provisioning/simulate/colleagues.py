"""The made-up colleagues: they take alerts after a while and say what came of it."""

import heapq
import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

from hub.alerts import lifecycle
from hub.store import alerts, sample
from provisioning.simulate.plan import Plan

TAKE_S = {"help": (45.0, 0.6), "unhappy": (80.0, 0.8), "silent": (2400.0, 0.5)}
OTHER_S = (150.0, 0.8)
"""Half of the alerts are taken after this long, and how much that differs."""
OVERLOOKED = 0.08
"""Share of the alerts that nobody has time for."""
OVERLOOKED_S = (900.0, 3600.0)
DONE_S = (140.0, 0.7)
OUTCOMES = {
    "help": {"solved": 7, "explained": 4, "customer_left": 1, "false_alarm": 1},
    "unhappy": {
        "explained": 4,
        "solved": 3,
        "customer_left": 3,
        "nothing_to_do": 2,
        "refunded": 1,
    },
    "silent": {"solved": 3, "nothing_to_do": 1},
}
WHO = "Team"


class Same:
    """A store within one write transaction: what the hub's code writes stays in it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """The transaction that is open anyway."""
        yield self._connection


class _Turn(NamedTuple):
    at: int
    alert: int
    kind: str
    what: Literal["take", "done"]


class Colleagues:
    """What they are about to do, by time."""

    def __init__(self, plan: Plan) -> None:
        self._chance = plan.random("colleagues")
        self._turns: list[_Turn] = []
        self._planned: set[int] = set()

    @property
    def next_at(self) -> float:
        """When somebody does something next, ms."""
        return self._turns[0].at if self._turns else math.inf

    @property
    def idle(self) -> bool:
        """Is nothing left to be done?"""
        return not self._turns

    def look(self, connection: sqlite3.Connection, now: int) -> None:
        """Notice alerts that nobody has taken."""
        for step in sample.open_alerts(connection):
            if step.state == "open" and step.alert not in self._planned:
                self._planned.add(step.alert)
                wait = self._wait_ms(step.kind)
                turn = _Turn(now + wait, step.alert, step.kind, "take")
                heapq.heappush(self._turns, turn)

    def act(self, connection: sqlite3.Connection, now: int) -> None:
        """Do what is due."""
        while self._turns and self._turns[0].at <= now:
            turn = heapq.heappop(self._turns)
            self._do(connection, turn, turn.at)

    def settle(self, connection: sqlite3.Connection, now: int) -> None:
        """Finish everything at once, so that nothing of the past stays open."""
        self.look(connection, now)
        while self._turns:
            self._do(connection, heapq.heappop(self._turns), now)

    def _do(self, connection: sqlite3.Connection, turn: _Turn, at: int) -> None:
        store = Same(connection)
        if turn.what == "take":
            turned = lifecycle.take(store, turn.alert, WHO, at)
            self._planned.discard(turn.alert)
            if turned.won:
                spread = self._lognormal(*DONE_S)
                turn = turn._replace(at=at + spread, what="done")
                heapq.heappush(self._turns, turn)
        elif alerts.state_of(connection, turn.alert).state == "taken":
            outcomes = OUTCOMES.get(turn.kind, OUTCOMES["unhappy"])
            (outcome,) = self._chance.choices(list(outcomes), list(outcomes.values()))
            lifecycle.done(store, turn.alert, outcome, None, WHO, at)

    def _wait_ms(self, kind: str) -> int:
        if self._chance.random() < OVERLOOKED:
            return int(self._chance.uniform(*OVERLOOKED_S) * 1000)
        return self._lognormal(*TAKE_S.get(kind, OTHER_S))

    def _lognormal(self, median_s: float, spread: float) -> int:
        return int(self._chance.lognormvariate(math.log(median_s), spread) * 1000)

"""A made-up waiting line of which everything is known: who came, waited, left.

People join at random, more at rush hours; tills are staffed for that and one more opens
when the line is long; service takes a log-normal time; some give up.
"""

import heapq
import math
import random
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

HOUR_S: Final = 3600.0
STEP_S: Final = 1.0
"""Seconds between two looks at the line."""
RUSH: Final = 0.5
"""How many more come in a rush, and fewer between, as a share."""
FULL: Final = 1.0
"""Load of a till for which the shop plans."""
WALK_OUT_S: Final = 4.0
"""Seconds for which those who go are still seen, outside of the zones."""


class Shop(Struct, frozen=True, kw_only=True):
    """What kind of line it is."""

    arrivals_per_hour: float = 110.0
    """On average; a rush has half as many again."""
    service_s: float = 75.0
    """Mean time at the till."""
    service_spread: float = 0.4
    """Its standard deviation, as a share of the mean."""
    tills: int = 3
    """Tills that can open."""
    open_at: int = 15
    """People waiting at which one more till opens than was planned."""
    patience_s: float = 1500.0
    """Mean time after which somebody gives up, if not served before."""


class Customer(Struct):
    """One customer and what became of it."""

    number: int
    joined_s: float
    patience_s: float
    service_s: float
    called_s: float | None = None
    left_s: float | None = None
    till: int | None = None

    @property
    def wait_s(self) -> float | None:
        """Time in the line of somebody who was served."""
        return None if self.called_s is None else self.called_s - self.joined_s


class State(Struct):
    """The line at one moment."""

    at_s: float
    line: list[Customer]
    """Who waits, first first."""
    served: list[Customer]
    """Who is at a till."""
    leaving: list[Customer]
    """Who walks out."""


class World:
    """Lets time pass in a shop, the same for the same seed."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self._shop = shop
        self._random = random.Random(seed)
        self._tills = [True] + [False] * (shop.tills - 1)
        self._busy: dict[int, Customer] = {}
        self._ends: list[tuple[float, int]] = []
        self._line: list[Customer] = []
        self._leaving: list[Customer] = []
        self._next_s = 0.0
        self.customers: list[Customer] = []
        """Everybody who ever came."""

    def run(self, hours: float) -> Iterator[State]:
        """The line every STEP_S; the same lists go on changing."""
        self._next_s = self._gap_s(0.0)
        for step in range(int(hours * HOUR_S / STEP_S)):
            at_s = step * STEP_S
            self._end_services(at_s)
            self._give_up(at_s)
            self._arrive(at_s)
            self._open_and_close(at_s)
            self._call(at_s)
            self._leaving = [
                one for one in self._leaving if at_s - (one.left_s or 0) < WALK_OUT_S
            ]
            yield State(at_s, self._line, list(self._busy.values()), self._leaving)

    def _gap_s(self, at_s: float) -> float:
        """Time to the next customer."""
        return self._random.expovariate(self._per_s(at_s))

    def _per_s(self, at_s: float) -> float:
        """Customers a second; rushes come every two hours."""
        rush = 1 + RUSH * math.sin(2 * math.pi * at_s / (2 * HOUR_S))
        return self._shop.arrivals_per_hour * rush / HOUR_S

    def _arrive(self, at_s: float) -> None:
        while self._next_s <= at_s:
            self._line.append(self._customer(self._next_s))
            self._next_s += max(self._gap_s(self._next_s), 1e-3)

    def _customer(self, at_s: float) -> Customer:
        spread = math.sqrt(math.log(1 + self._shop.service_spread**2))
        customer = Customer(
            number=len(self.customers),
            joined_s=at_s,
            patience_s=self._random.expovariate(1 / self._shop.patience_s),
            service_s=self._shop.service_s
            * math.exp(self._random.gauss(-(spread**2) / 2, spread)),
        )
        self.customers.append(customer)
        return customer

    def _end_services(self, at_s: float) -> None:
        while self._ends and self._ends[0][0] <= at_s:
            ended_s, till = heapq.heappop(self._ends)
            customer = self._busy.pop(till)
            customer.left_s = ended_s
            self._leaving.append(customer)

    def _give_up(self, at_s: float) -> None:
        for customer in list(self._line):
            if at_s - customer.joined_s > customer.patience_s:
                customer.left_s = at_s
                self._line.remove(customer)
                self._leaving.append(customer)

    def _open_and_close(self, at_s: float) -> None:
        """Tills are staffed for the hour's customers, and one more for a long line."""
        load = self._per_s(at_s) * self._shop.service_s
        planned = min(max(1, math.ceil(load / FULL)), self._shop.tills)
        for till, is_open in enumerate(self._tills):
            if till < planned:
                self._tills[till] = True
            elif is_open and not self._line:
                self._tills[till] = till in self._busy
        if len(self._line) >= self._shop.open_at and not all(self._tills):
            self._tills[self._tills.index(False)] = True

    def _call(self, at_s: float) -> None:
        for till, is_open in enumerate(self._tills):
            if is_open and till not in self._busy and self._line:
                customer = self._line.pop(0)
                customer.called_s, customer.till = at_s, till
                self._busy[till] = customer
                heapq.heappush(self._ends, (at_s + customer.service_s, till))

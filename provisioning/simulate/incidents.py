"""What happens to a shop on some days, and what customers then say."""

from datetime import date

from msgspec import Struct

from provisioning.simulate.hours import HOUR_S, opening
from provisioning.simulate.plan import Plan

SHARE_OF_DAYS = 0.35
"""Days on which something happens."""


class Kind(Struct, frozen=True, kw_only=True):
    """One thing that can happen."""

    name: str
    hours: tuple[float, float]
    """How long it lasts, from and to."""
    mood: float
    """What it does to a customer's mood, in the model's own measure."""
    reasons: dict[str, float]
    """How many times likelier a reason is chosen."""
    slower: float = 1.0
    """How many times longer a till needs for one customer."""
    tills: int = 0
    """Tills that can't be opened."""
    only: float = 1.0
    """Share of the customers that it concerns."""


KINDS = (
    Kind(
        name="card machine down",
        hours=(1.0, 3.0),
        mood=-0.9,
        reasons={"waiting": 3.0, "something-else": 6.0},
        slower=1.7,
        only=0.7,
    ),
    Kind(
        name="a spill",
        hours=(0.75, 1.5),
        mood=-1.1,
        reasons={"tidiness": 25.0},
        only=0.5,
    ),
    Kind(
        name="a coach party",
        hours=(1.0, 2.0),
        mood=0.0,
        reasons={"waiting": 2.0},
        slower=1.2,
        tills=1,
    ),
    Kind(
        name="a friendly day",
        hours=(9.0, 11.0),
        mood=1.0,
        reasons={"service": 4.0},
    ),
    Kind(
        name="the promotion is out of stock",
        hours=(4.0, 8.0),
        mood=-1.4,
        reasons={"choice": 14.0, "price": 2.0},
        only=0.35,
    ),
)


class Incident(Struct, frozen=True):
    """One thing that happened, in seconds of the day's wall clock."""

    kind: Kind
    begins: float
    ends: float

    def covers(self, at_s: float) -> bool:
        """Is it going on?"""
        return self.begins <= at_s < self.ends


def of_day(plan: Plan, day: date) -> Incident | None:
    """What happens on a day, if anything."""
    chance = plan.random(day, "incident")
    if chance.random() >= SHARE_OF_DAYS:
        return None
    kind = chance.choice(KINDS)
    opens, closes = opening(day)
    lasts = min(chance.uniform(*kind.hours) * HOUR_S, closes - opens)
    begins = chance.uniform(opens, max(opens, closes - lasts))
    return Incident(kind, begins, begins + lasts)

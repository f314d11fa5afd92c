"""What colleagues counted by eye beside the camera: the device's own record of it."""

from typing import Final, Protocol

import msgspec
from msgspec import Struct

KEY: Final = "counts"
MOST: Final = 500
"""So many counts are remembered, the newest."""
ENOUGH: Final = 5
"""Below so many, no error is told."""


class Facts(Protocol):
    """Where the device keeps small facts: the outbox."""

    def latest(self, key: str) -> bytes | None:
        """The fact last kept under `key`, or none."""

    def keep_latest(self, key: str, value: bytes) -> None:
        """Keep a fact; raises NotStored."""


class Error(Struct, frozen=True, kw_only=True):
    """How far the camera is off in this shop."""

    n: int
    """How often somebody counted."""
    off: float | None = None
    """Mean absolute error in people; none below ENOUGH counts."""
    within: float | None = None
    """Share of counts with at most one person off, 0 to 1; none below ENOUGH."""


Pair = tuple[int, int]
"""What the colleague saw, and what the camera counted."""


def pairs(facts: Facts) -> list[Pair]:
    """All that is remembered, oldest first."""
    content = facts.latest(KEY)
    return msgspec.json.decode(content, type=list[Pair]) if content else []


def remember(facts: Facts, pair: Pair) -> list[Pair]:
    """Add one; gives all. Raises NotStored."""
    known = [*pairs(facts), pair][-MOST:]
    facts.keep_latest(KEY, msgspec.json.encode(known))
    return known


def forget_last(facts: Facts) -> list[Pair]:
    """The last one was a slip; gives all others. Raises NotStored."""
    known = pairs(facts)[:-1]
    facts.keep_latest(KEY, msgspec.json.encode(known))
    return known


def error(known: list[Pair]) -> Error:
    """The error that they show."""
    n = len(known)
    if n < ENOUGH:
        return Error(n=n)
    away = [abs(people - camera) for people, camera in known]
    return Error(n=n, off=sum(away) / n, within=sum(one <= 1 for one in away) / n)

"""Which taps look like play: pure rules over the taps of the last minute.

A flagged answer is kept and counted apart, never thrown away. The limits are ours: a
visit takes 5 seconds or more, so one screen cannot serve more than twelve a minute.
"""

import threading
from collections import deque
from collections.abc import Mapping, Sequence

from msgspec import Struct

MINUTE_S = 60.0
ALTERNATING_TAPS = 4


class Tap(Struct, frozen=True, kw_only=True):
    """One face tapped."""

    visit: str
    """Whose tap."""
    step: str
    """The page's key of the step."""
    value: int
    """Which face."""
    at_s: float
    """When, on a clock that never jumps, in seconds."""


class Limits(Struct, frozen=True, kw_only=True):
    """Where play begins; each can be set by its name in Settings.thresholds."""

    repeat_s: float = 5.0
    """The same face in another visit within this many seconds is a repeat."""
    alternation_s: float = 10.0
    """Four taps to and fro between two faces within this are an alternation."""
    burst_per_minute: float = 12.0
    """More ratings than this in a minute are a burst."""


def limits(thresholds: Mapping[str, float]) -> Limits:
    """The limits with those replaced that the owner has set."""
    known = {
        name: value
        for name, value in thresholds.items()
        if name in Limits.__struct_fields__
    }
    return Limits(**known)


def broken_rule(earlier: Sequence[Tap], tap: Tap, limits: Limits) -> str | None:
    """The rule that `tap` breaks after the `earlier` ones, oldest first, or none."""
    if _repeats(earlier, tap, limits.repeat_s):
        return "repeat"
    if _alternates(earlier, tap, limits.alternation_s):
        return "alternation"
    last_minute = sum(1 for old in earlier if tap.at_s - old.at_s < MINUTE_S)
    return "burst" if last_minute + 1 > limits.burst_per_minute else None


def _repeats(earlier: Sequence[Tap], tap: Tap, within_s: float) -> bool:
    return any(
        old.value == tap.value
        and old.visit != tap.visit
        and tap.at_s - old.at_s < within_s
        for old in earlier
    )


def _alternates(earlier: Sequence[Tap], tap: Tap, within_s: float) -> bool:
    if len(earlier) < ALTERNATING_TAPS - 1:
        return False
    taps = [*earlier[-(ALTERNATING_TAPS - 1) :], tap]
    first, second, third, fourth = (each.value for each in taps)
    return (
        first == third
        and second == fourth
        and first != second
        and tap.at_s - taps[0].at_s < within_s
    )


class RecentTaps:
    """The taps of the last minute, so that each new one can be judged."""

    def __init__(self) -> None:
        self._taps: deque[Tap] = deque(maxlen=1000)
        self._lock = threading.Lock()

    def judge(self, tap: Tap, limits: Limits) -> str | None:
        """The rule broken, or none; a retry of a known step is not judged again."""
        with self._lock:
            while self._taps and tap.at_s - self._taps[0].at_s >= MINUTE_S:
                self._taps.popleft()
            if any(
                old.visit == tap.visit and old.step == tap.step for old in self._taps
            ):
                return None
            rule = broken_rule(list(self._taps), tap, limits)
            self._taps.append(tap)
            return rule

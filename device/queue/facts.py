"""What the camera's process leaves for the device's other processes to show."""

from typing import Protocol

import msgspec
from msgspec import Struct, structs

from contract.events import Health
from device.outbox.outbox import Outbox

KEY = "camera"
FRESH_MS = 150_000
"""What is older is not shown: the camera's process may be gone."""
LEAST_S = 10.0
"""Seconds between two writes of other numbers: each one reaches the card."""
MOST_S = 60.0
"""Seconds after which the facts are written though nothing changed."""


class CameraFacts(Struct, frozen=True, kw_only=True):
    """The line at one moment; no picture, only numbers."""

    at_ms: int
    """When, by the device's clock."""
    says: str
    """Which detector is in use."""
    dropped: int
    """Frames dropped since the process began."""
    why_blind: str | None
    """Why the line cannot be seen, or none."""
    rough: bool
    """True if the figures are rough."""
    people: int | None
    """People in the waiting area; none when blind."""
    waiting: int | None
    """Units that wait; none when blind."""
    wait_s: float | None
    """What someone joining now would wait, in seconds, to the next half minute."""
    trouble: str | None = None
    """What is wrong with the camera, or none."""


class Board:
    """Writes the facts where they changed, and now and then where not."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._written: CameraFacts | None = None
        self._written_s = -MOST_S

    def show(self, facts: CameraFacts, now_s: float, *, at_once: bool = False) -> None:
        """Leave the facts if they are worth a write; raises NotStored."""
        since_s = now_s - self._written_s
        if not (at_once or self._other_state(facts)) and since_s < (
            MOST_S if self._same(facts) else LEAST_S
        ):
            return
        self._written, self._written_s = facts, now_s
        self._outbox.keep_latest(KEY, msgspec.json.encode(facts))

    def _other_state(self, facts: CameraFacts) -> bool:
        return self._written is None or facts.why_blind != self._written.why_blind

    def _same(self, facts: CameraFacts) -> bool:
        return self._written is not None and facts == structs.replace(
            self._written, at_ms=facts.at_ms, dropped=facts.dropped
        )


class Latest(Protocol):
    """Where the device's small shared facts are: the outbox."""

    def latest(self, key: str) -> bytes | None:
        """The fact last kept under `key`, or none."""


def facts(source: Latest, now_ms: int) -> CameraFacts | None:
    """The facts, or none where there is no camera or it is not running."""
    content = source.latest(KEY)
    if content is None:
        return None
    try:
        found = msgspec.json.decode(content, type=CameraFacts)
    except msgspec.DecodeError:
        return None
    return found if abs(now_ms - found.at_ms) <= FRESH_MS else None


class Reporter:
    """Adds what the camera's process says of itself to a device's health."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._dropped = 0

    def told(self, health: Health) -> Health:
        """The health event with the camera's part, where there is a camera."""
        found = facts(self._outbox, self._outbox.now().time_ms)
        if found is None:
            return health
        dropped = found.dropped - self._dropped
        self._dropped = found.dropped
        says = found.says or "none yet"
        if found.why_blind is not None:
            says = f"{says}; blind: {found.why_blind}"
        return structs.replace(
            health,
            models={**health.models, "people": says},
            # Fewer than before: that process began anew.
            frames_dropped=dropped if dropped >= 0 else found.dropped,
        )

"""What the kiosk's process leaves of its panel for the device's health."""

from typing import Final, Protocol

KEY: Final = "panel"
LONGEST: Final = 300


class Facts(Protocol):
    """Where the device's processes share small facts: the outbox."""

    def latest(self, key: str) -> bytes | None:
        """The fact last kept under `key`, or none."""

    def keep_latest(self, key: str, value: bytes) -> None:
        """Keep a fact; raises NotStored."""


def leave(facts: Facts, why: str | None) -> None:
    """Leave why the panel cannot be used, or that it can; raises NotStored."""
    facts.keep_latest(KEY, (why or "")[:LONGEST].encode())


def trouble(facts: Facts) -> str | None:
    """Why the panel cannot be used, or none."""
    return (facts.latest(KEY) or b"").decode(errors="replace") or None

"""A row of the outbox: what it is worth, and how it looks on the line."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from contract.events import (
    SEQUENCE_DIGITS,
    Comment,
    Envelope,
    Event,
    Health,
    Help,
    Passed,
    Queue,
    Rating,
    encode_envelope,
)

HELP: Final = 0
URGENT: Final = 1
UNHAPPY: Final = 2
CUSTOMERS: Final = 3
SAMPLES: Final = 4
"""Queue, passers-by and health: the only rows that may be dropped."""

COLUMNS: Final = "sequence, id, type, time_ms, synced, boot, uptime_ms, priority, data"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Row(Struct, frozen=True):
    """One row that waits, in the order of COLUMNS."""

    sequence: int
    id: str
    type: str
    time_ms: int
    synced: int
    boot: str
    uptime_ms: int
    priority: int
    data: bytes

    def envelope(self, device: str, outbox: str) -> bytes:
        """The CloudEvent as it is published; raises ValueError if damaged."""
        return encode_envelope(
            Envelope(
                id=self.id,
                source=f"/devices/{device}/{outbox}",
                type=self.type,
                time=_EPOCH + timedelta(milliseconds=self.time_ms),
                sequence=f"{self.sequence:0{SEQUENCE_DIGITS}d}",
                clocksynced=bool(self.synced),
                bootid=self.boot,
                uptimems=str(self.uptime_ms),
                data=msgspec.Raw(self.data),
            )
        )


def priority(event: Event) -> int:
    """Which place in the line an event gets; the lowest number goes first."""
    match event:
        case Help():
            return HELP
        case Comment(urgent=urgent) if urgent is not None:
            return URGENT
        case Rating(value=value, scale=scale) if value * 2 <= scale:
            return UNHAPPY
        case Queue() | Passed() | Health():
            return SAMPLES
    return CUSTOMERS


def visit_and_step(event: Event) -> tuple[str | None, str | None]:
    """The keys that name a customer's step for ever, or none for a sample."""
    facts: Any = event
    return getattr(facts, "visit", None), getattr(facts, "step", None)

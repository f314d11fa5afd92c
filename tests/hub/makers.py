"""Events as a device would send them, for the hub's tests."""

import itertools
from datetime import UTC, datetime
from typing import Any

import msgspec
import uuid_utils

from contract import topics
from contract.events import (
    Comment,
    Correction,
    Envelope,
    Event,
    Help,
    Rating,
    Reasons,
    encode_data,
    encode_envelope,
)
from contract.link import Arrived
from hub.ingest.batch import Batch, Result
from hub.ingest.reading import Garbage, Incoming, read
from hub.store import devices
from hub.store.store import Store

NOW = 1_795_000_000_000
"""A moment in 2026, ms."""
BOOT = "11111111-1111-4111-8111-111111111111"


def uuid() -> str:
    """A UUIDv7, as a device makes them."""
    return str(uuid_utils.uuid7())


def rating(value: int = 4, visit: str | None = None, **more: Any) -> Rating:
    """An answer to the built-in question."""
    fields: dict[str, Any] = {"step": "face", "question": "today", **more}
    return Rating(
        visit=visit or uuid(),
        survey="standard",
        survey_version=1,
        scale=4,
        value=value,
        language="en",
        **fields,
    )


def call(visit: str | None = None, help_id: str | None = None, **more: Any) -> Help:
    """A customer's call for help."""
    return Help(visit=visit or uuid(), help=help_id or uuid(), step="help", **more)


def reasons(visit: str, *choices: str) -> Reasons:
    """What a visit was about."""
    return Reasons(visit=visit, step="reasons", choices=list(choices))


class Sender:
    """A device's outbox as the hub sees it: numbers, boots and a clock of its own."""

    def __init__(
        self, device: str = "till-1", outbox: str = "0123456789abcdef"
    ) -> None:
        self.device = device
        self.source = f"/devices/{device}/{outbox}"
        self.boot = BOOT
        self.began = NOW - 3_600_000
        """When its boot began in truth, ms."""
        self.clock_off = 0
        """How far its clock is ahead of the truth, ms."""
        self.synced = True
        self._numbers = itertools.count(1)

    def payload(self, event: Event, at: int = NOW, **more: Any) -> bytes:
        """One event as it comes over the line, made at `at` in truth."""
        fields: dict[str, Any] = {
            "id": uuid(),
            "source": self.source,
            "type": event.type,
            "time": datetime.fromtimestamp((at + self.clock_off) / 1000, UTC),
            "sequence": f"{next(self._numbers):019d}",
            "clocksynced": self.synced,
            "bootid": self.boot,
            "uptimems": str(at - self.began),
            "data": msgspec.Raw(encode_data(event)),
        }
        return encode_envelope(Envelope(**(fields | more)))

    def incoming(self, event: Event, at: int = NOW, **more: Any) -> Incoming:
        """One event as ingest hands it to a batch."""
        found = read(arrived(self.device, self.payload(event, at, **more)))
        assert not isinstance(found, Garbage), found.reason
        return found


def arrived(device: str, payload: bytes) -> Arrived:
    """A payload on a device's events topic."""
    return Arrived(topics.events(device), payload, False, 1, 1)


def store_all(
    store: Store, incoming: list[Incoming], now: int = NOW
) -> dict[str, Result]:
    """Store a batch and return what the devices are told."""
    with store.write() as connection:
        batch = Batch(connection, now)
        batch.store(incoming)
    return batch.results


def approve(store: Store, device: str = "till-1", touchpoint: str = "Till 1") -> None:
    """Let a device in."""
    with store.write() as connection:
        devices.approve(connection, device, touchpoint, NOW)


def answers_counted(store: Store) -> dict[int, int]:
    """How many answers of each value are counted, flagged ones as -value."""
    rows = store.connection().execute(
        "SELECT CASE WHEN flagged THEN -value ELSE value END, sum(n)"
        " FROM answer_counts GROUP BY 1 HAVING sum(n) != 0"
    )
    return dict(rows.fetchall())


def comment(text: str | None = "The queue was long", **more: Any) -> Comment:
    """A typed comment that software read as a complaint on waiting, unless said."""
    fields: dict[str, Any] = {
        "visit": uuid(),
        "step": "words",
        "source": "typed",
        "language": "en",
        "score": -0.6,
        "label": "negative",
        "emotions": ["frustration"],
        "themes": ["waiting"],
        "scored": True,
        **more,
    }
    return Comment(text=text, **fields)


def unscored(why: str = "unsure", text: str | None = "Hmm", **more: Any) -> Comment:
    """A comment that software did not score."""
    nothing: dict[str, Any] = {
        "score": None,
        "label": None,
        "emotions": [],
        "themes": [],
    }
    return comment(text, scored=False, why_not=why, **nothing, **more)


def put_right(visit: str, **said: Any) -> Comment:
    """What a customer says of how a comment was read."""
    return Comment(
        visit=visit,
        step="check",
        source="typed",
        language="en",
        why_not="correction",
        correction=Correction(**said),
    )

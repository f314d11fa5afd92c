"""Events on the wire: CloudEvents 1.0 in structured JSON.

The `data` of the envelope is the JSON of one struct of `contract.kinds` or of
`contract.sights`, and nothing else. https://github.com/cloudevents/spec (v1.0.2).
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from contract.errors import BadMessage, UnknownType
from contract.kinds import (
    END,
    Comment,
    Correction,
    Count,
    Dropped,
    Event,
    Health,
    Help,
    Key,
    Language,
    Outcome,
    Rating,
    Reasons,
    Recovery,
    Seconds,
    Share,
    Uuid,
)
from contract.sights import Counted, Passed, Queue, Uncounted, WaitBin

__all__ = [
    "KINDS",
    "MAX_EVENT_BYTES",
    "SEQUENCE_DIGITS",
    "Comment",
    "Correction",
    "Count",
    "Counted",
    "Dropped",
    "Envelope",
    "Event",
    "Health",
    "Help",
    "Key",
    "Language",
    "Outcome",
    "Passed",
    "Queue",
    "Rating",
    "Reasons",
    "Recovery",
    "Seconds",
    "Share",
    "Uncounted",
    "Uuid",
    "WaitBin",
    "decode_envelope",
    "decode_event",
    "encode_data",
    "encode_envelope",
]

KINDS: dict[str, type[Event]] = {
    kind.type: kind
    for kind in (
        Rating,
        Reasons,
        Comment,
        Outcome,
        Help,
        Recovery,
        Queue,
        Counted,
        Uncounted,
        Passed,
        Health,
    )
}
"""Every kind of event by its type name."""

SEQUENCE_DIGITS = 19
MAX_EVENT_BYTES = 16_000
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading JSON raises: not as it should be, broken UTF-8, nested too deeply."""


class Envelope(Struct, frozen=True, kw_only=True):
    """A CloudEvent of any type, its `data` not yet read."""

    specversion: Literal["1.0"] = "1.0"
    """Version of the CloudEvents specification."""
    id: Uuid
    """UUIDv7, made before the event is first written."""
    source: Annotated[
        str, Meta(pattern="^/devices/[a-z0-9][a-z0-9-]{0,62}/[0-9a-f]{16}" + END)
    ]
    """`/devices/{device}/{outbox}`; the outbox's id is random per file."""
    type: Annotated[
        str, Meta(pattern=r"^[a-z0-9]+(\.[a-z0-9_]+)+" + END, max_length=80)
    ]
    """Kind and version of the event."""
    time: Annotated[datetime, Meta(tz=True)]
    """When it happened by the device's clock, UTC."""
    datacontenttype: Literal["application/json"] = "application/json"
    """What `data` is."""
    sequence: Annotated[str, Meta(pattern="^[0-8][0-9]{18}" + END)]
    """The outbox's number of this event; a hole is a loss."""
    clocksynced: bool
    """True if the device's clock was set by a time server at that moment."""
    bootid: Uuid
    """The device's boot, as the kernel names it."""
    uptimems: Annotated[str, Meta(pattern="^[0-9]{1,18}" + END)]
    """Milliseconds since that boot; text, as CloudEvents' integers end at 2^31."""
    data: msgspec.Raw
    """The event, as its struct says."""

    def __post_init__(self) -> None:
        try:
            self.time.astimezone(UTC)
        except OverflowError as error:
            raise ValueError(
                f"time {self.time} lies outside of all calendars"
            ) from error


_read_envelope = msgspec.json.Decoder(Envelope).decode
_read_data = {name: msgspec.json.Decoder(kind).decode for name, kind in KINDS.items()}
_encode = msgspec.json.Encoder().encode


def encode_data(event: Event) -> bytes:
    """The event's `data` as JSON."""
    return _encode(event)


def encode_envelope(envelope: Envelope) -> bytes:
    """The whole CloudEvent as JSON."""
    return _encode(envelope)


def decode_envelope(payload: bytes) -> Envelope:
    """Read a CloudEvent without its data; raises BadMessage."""
    try:
        str(
            payload, "utf-8"
        )  # msgspec leaves what it does not read, `data`, unchecked.
        return _read_envelope(payload)
    except UNREADABLE as error:
        raise BadMessage(f"not a Heed event: {error}") from error


def decode_event(envelope: Envelope) -> Event:
    """Read the data of an envelope; raises UnknownType or BadMessage."""
    return decode_data(envelope.type, envelope.data)


def decode_data(type: str, data: bytes | msgspec.Raw) -> Event:
    """Read an event's data; raises UnknownType or BadMessage."""
    read = _read_data.get(type)
    if read is None:
        raise UnknownType(type)
    try:
        return read(data)
    except UNREADABLE as error:
        raise BadMessage(f"not a sound {type}: {error}") from error

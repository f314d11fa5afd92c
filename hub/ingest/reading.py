"""What arrives on an events topic, read and checked before the store sees it."""

import re

import msgspec
from msgspec import Struct

from contract import topics
from contract.errors import BadMessage, BadTopic, UnknownType
from contract.events import (
    MAX_EVENT_BYTES,
    Comment,
    Envelope,
    Event,
    decode_envelope,
    decode_event,
    encode_data,
)
from contract.link import Arrived
from hub.placing import Made

MAX_SEQUENCE = 2**63 - 1
"""What an SQLite integer holds."""
MAX_PAYLOAD_BYTES = MAX_EVENT_BYTES + 2_000


class Incoming(Struct, frozen=True):
    """A sound event of a device, of a known kind or not."""

    device: str
    id: str
    outbox: str
    """The outbox's id."""
    sequence: int
    boot: str
    made: Made
    type: str
    event: Event | None
    """None where this version does not know the type."""
    data: bytes


class Garbage(Struct, frozen=True):
    """What can't be taken, and why."""

    device: str | None
    """Whose topic it came on, if that much is sound."""
    id: str | None
    """The event's id, if that much is sound."""
    topic: str
    payload: bytes
    reason: str


class _OnlyId(Struct):
    id: str = ""


_ID = re.compile("[0-9a-f-]{36}")


def read(arrived: Arrived) -> Incoming | Garbage:
    """Read one message; never raises."""
    device: str | None = None
    try:
        device, _ = topics.parse(arrived.topic)
        if len(arrived.payload) > MAX_PAYLOAD_BYTES:
            raise BadMessage(
                f"{len(arrived.payload)} bytes; an event may have {MAX_PAYLOAD_BYTES}"
            )
        envelope = decode_envelope(arrived.payload)
        return _incoming(device, envelope)
    except (BadMessage, BadTopic) as error:
        return Garbage(
            device, _id(arrived.payload), arrived.topic, arrived.payload, str(error)
        )


def without_words(incoming: Incoming) -> bytes:
    """An event's data as it is kept: words stand in a place of their own."""
    event = incoming.event
    if isinstance(event, Comment) and event.text is not None:
        return encode_data(msgspec.structs.replace(event, text=None))
    return incoming.data


def _incoming(device: str, envelope: Envelope) -> Incoming:
    _, _, claimed, outbox = envelope.source.split("/")
    if claimed != device:
        raise BadMessage(f"the event says it is from {claimed!r}, its topic {device!r}")
    sequence = int(envelope.sequence)
    if sequence > MAX_SEQUENCE:
        raise BadMessage(f"sequence {sequence} is above {MAX_SEQUENCE}")
    try:
        event = decode_event(envelope)
    except UnknownType:
        event = None
    return Incoming(
        device,
        envelope.id,
        outbox,
        sequence,
        envelope.bootid,
        Made(
            int(envelope.time.timestamp() * 1000),
            int(envelope.uptimems),
            envelope.clocksynced,
        ),
        envelope.type,
        event,
        bytes(envelope.data),
    )


def _id(payload: bytes) -> str | None:
    try:
        found = msgspec.json.decode(payload[:MAX_PAYLOAD_BYTES], type=_OnlyId).id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if _ID.fullmatch(found) else None

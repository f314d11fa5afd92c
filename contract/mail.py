"""What a link tells its owner, and what the owner asks of it."""

from queue import SimpleQueue
from typing import Final

from msgspec import Struct


class Connected(Struct, frozen=True):
    """The broker accepted us and our subscriptions; nothing arrives before this."""


class Disconnected(Struct, frozen=True):
    """The connection ended; publishes without a Delivered are undecided."""

    reason: str


class Arrived(Struct, frozen=True, gc=False):
    """A message came in; `mid` is what `ack` wants, 0 where nothing is owed."""

    topic: str
    payload: bytes
    retain: bool
    mid: int
    session: int
    """Which connection it came on; an ack for an older one is void."""


class Delivered(Struct, frozen=True):
    """The broker answered a publish."""

    token: object
    refused: str | None
    """The broker's reason for refusing (MQTT 5), or none."""


class Poke(Struct, frozen=True):
    """Somebody wants the owner of the mailbox to look around."""


Mail = Connected | Disconnected | Arrived | Delivered | Poke
Mailbox = SimpleQueue[Mail]


class Publish(Struct, frozen=True):
    """Send this at QoS 1."""

    topic: str
    payload: bytes
    retain: bool
    token: object


class Ack(Struct, frozen=True):
    """Tell the broker that these messages of one connection are safe."""

    session: int
    mids: list[int]


class Cut(Struct, frozen=True):
    """End this connection; the link makes another."""


FAREWELL: Final = object()
"""The token of a last word: waited for before leaving, and told to nobody."""

Order = Publish | Ack | Cut

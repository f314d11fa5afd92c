"""The port through which a message reaches somebody, and what can be said by it."""

from typing import Any, Protocol

from msgspec import Struct

from contract.errors import HeedError
from hub.trouble import Trouble


class NotTaken(HeedError, ConnectionError):
    """A message did not reach the channel; it may later."""


class BadAddress(Trouble):
    """An address that no channel can use, whatever happens."""


class Message(Struct, frozen=True, kw_only=True):
    """What somebody is told."""

    key: str
    """The same however often it is sent."""
    title: str
    """What and where."""
    body: str
    """Since when, who was told before, and the words where they may leave."""
    facts: dict[str, Any] = {}
    """The same for programs."""


class Notifier(Protocol):
    """A channel."""

    def send(self, message: Message) -> str:
        """Send it and say how it was taken; raises NotTaken."""


class Memory:
    """A channel that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> str:
        """Keep it."""
        self.sent.append(message)
        return "kept"

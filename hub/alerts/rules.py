"""Which event calls for a human (pure).

First form: an unhappy face, and a customer's call. What was flagged as play never
calls anybody.
"""

from typing import Literal

from msgspec import Struct

from contract.events import Event, Help, Rating

Kind = Literal["unhappy", "help", "silent"]


class Cause(Struct, frozen=True):
    """One event that calls for a human."""

    kind: Kind
    """What happened."""
    touchpoint: int
    """Where."""
    event: str
    """The event's id."""
    at: int
    """When, ms."""
    device: int
    """Which device it came from."""
    help: str | None = None
    """The customer's call, if it is one."""


def is_unhappy(rating: Rating) -> bool:
    """True for a face of the lower half."""
    return rating.value * 2 <= rating.scale


def kind_of(event: Event) -> Kind | None:
    """The alert that an event asks for, or none."""
    if isinstance(event, Rating):
        return "unhappy" if event.misuse is None and is_unhappy(event) else None
    if isinstance(event, Help):
        return None if event.withdrawn else "help"
    return None

"""The lamp that shines while somebody is listened to."""

from collections.abc import Callable

Lamp = Callable[[bool], None]
"""Switches it on or off; raises OSError where that cannot be done."""


def no_lamp(is_on: bool) -> None:
    """There is none."""

"""Presence: is the hub there, which one is it, and does it want our rows?"""

from collections.abc import Sequence
from typing import Final

from contract.messages import Receipt, Status
from device.uplink.window import MOST

ONE_ROW: Final = (1, 1, 1, 1, 1)
"""What goes as a question while the hub has not approved this device."""


class Presence:
    """What is known of broker and hub at this moment."""

    def __init__(self, held_retry_s: float) -> None:
        self.connected = False
        self._held_retry_s = held_retry_s
        self._hub: Status | None = None
        self._held = False
        self._held_until = 0.0

    @property
    def there(self) -> bool:
        """True if broker and hub are there and take this device's rows."""
        return self.connected and self._hub is not None and not self._held

    def broken(self) -> None:
        """The connection ended; the hub speaks up again on the next one."""
        self.connected = False
        self._hub = None

    def heard(self, status: Status) -> bool:
        """The hub's own word; true if what it was sent before may be lost."""
        before, self._hub = self._hub, status if status.state == "online" else None
        self._held_until = 0.0
        if self._hub is None:
            return False
        return before is None or (before.boot, before.hub) != (status.boot, status.hub)

    def is_from(self, receipt: Receipt) -> bool:
        """Is this receipt from the hub that is there?"""
        return self._hub is not None and receipt.hub == self._hub.hub

    def held(self, now: float) -> None:
        """The hub has not approved this device: ask again later."""
        self._held = True
        self._held_until = now + self._held_retry_s

    def welcome(self) -> None:
        """The hub takes this device's rows."""
        self._held = False

    def may_send(self, now: float) -> Sequence[int] | None:
        """How many rows may be on their way, by priority; none at all if not now."""
        if not self.connected or self._hub is None or now < self._held_until:
            return None
        return ONE_ROW if self._held else MOST

    def next_at(self) -> float:
        """When a device that is held asks again."""
        return self._held_until

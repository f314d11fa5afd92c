"""When something happened, though a device's clock may be unset or wrong (pure).

A Pi has no battery clock. What it always knows is its uptime, so a boot has one
unknown: when it began. Two things tell it. A device that is connected says its uptime
now, which gives the beginning to within the network's delay (`live`). Events made with
a set clock give it for boots that ended before anything was sent (`base`). Failing both
there is only an upper limit: nothing arrives before it was made.
"""

from msgspec import Struct

TOLERANCE_MS = 2 * 60_000
"""A clock this far ahead of ours is still believed."""
LATE_MS = 10 * 60_000
"""Past this an event raises no live alert; also how far a set clock may be off."""


class Boot(Struct, frozen=True):
    """What is known of when a device's boot began, ms by the hub's clock."""

    bound: int
    """At the latest."""
    base: int | None = None
    """As events with a set clock say; none so far."""
    live: bool = False
    """True if `bound` was taken from a connected device."""

    def began(self) -> int:
        """The best guess."""
        if self.live or self.base is None:
            return self.bound
        return min(self.base, self.bound + TOLERANCE_MS)


class Made(Struct, frozen=True):
    """What an event says of its own time."""

    claimed: int
    """The device's clock, ms since 1970."""
    uptime: int
    """Milliseconds since the device's boot."""
    synced: bool
    """True if the device says that its clock was set."""


class Placed(Struct, frozen=True):
    """Where an event stands in time."""

    at: int
    """Milliseconds since 1970 by the hub's clock."""
    estimated: bool
    """True if the device's own clock was not used."""


def learn(boot: Boot | None, made: Made, arrived: int) -> Boot:
    """What is known of the boot after one more event."""
    limit = arrived - made.uptime
    bound = limit if boot is None else min(boot.bound, limit)
    base = None if boot is None else boot.base
    live = boot is not None and boot.live
    if made.synced and made.claimed <= arrived + TOLERANCE_MS:
        said = made.claimed - made.uptime
        base = said if base is None else max(base, said)
    return Boot(bound=bound, base=base, live=live)


def learn_live(boot: Boot | None, uptime: int, arrived: int) -> Boot:
    """What is known of the boot once its device, connected, says its uptime."""
    base = None if boot is None else boot.base
    return Boot(bound=arrived - uptime, base=base, live=True)


def place(boot: Boot, made: Made, arrived: int) -> Placed:
    """When an event happened, given what is known of its boot."""
    guess = min(boot.began() + made.uptime, arrived)
    if made.synced and made.claimed <= arrived + TOLERANCE_MS:
        if abs(made.claimed - guess) <= LATE_MS:
            return Placed(min(made.claimed, arrived), False)
        if boot.base is None and not boot.live:
            return Placed(made.claimed, False)
    return Placed(guess, True)

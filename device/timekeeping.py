"""What time it is here, and how far that is believed.

A Pi has no battery clock: until a time server set it, the wall clock may say anything.
So each stamp also carries the kernel's boot and the time since then, which nobody sets.
"""

import ctypes
import functools
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from device.settings import Clock

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
NOT_BEFORE_MS = 1_735_689_600_000
"""2025-01-01: no clock that was ever set shows an earlier time."""
NOT_AFTER_MS = 253_402_300_799_999
"""The last millisecond of the year 9999; later ones cannot be written down."""

_TIME_ERROR = 5
_TIMEX_BYTES = 512


class Stamp(Struct, frozen=True):
    """One moment, as the device sees it."""

    time_ms: int
    """The wall clock, ms since 1970 UTC."""
    synced: bool
    """True if that clock was set by a time server."""
    boot: str
    """The boot, as the kernel names it."""
    uptime_ms: int
    """Milliseconds since that boot, sleep included."""


def stamp(clock: Clock, now_ns: Callable[[], int] = time.time_ns) -> Stamp:
    """The present moment."""
    time_ms = min(max(now_ns() // 1_000_000, 0), NOT_AFTER_MS)
    return Stamp(
        time_ms=time_ms,
        synced=time_ms >= NOT_BEFORE_MS and (clock.trusted or _synced()),
        boot=_boot(),
        uptime_ms=uptime_ms(),
    )


def uptime_ms() -> int:
    """Milliseconds since boot, sleep included."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def age_ms(earlier: Stamp, now: Stamp) -> int:
    """Milliseconds between two stamps, by the uptime where the boot is the same."""
    if earlier.boot == now.boot:
        return max(now.uptime_ms - earlier.uptime_ms, 0)
    return max(now.time_ms - earlier.time_ms, 0)


@functools.cache
def _boot() -> str:
    return BOOT_ID.read_text().strip()


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _synced() -> bool:
    """Does the kernel (adjtimex(2)) or systemd's time client say so?"""
    answer = _libc().adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return (0 <= answer < _TIME_ERROR) or SYNCHRONIZED.exists()

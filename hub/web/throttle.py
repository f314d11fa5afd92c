"""Slows down guessing at the passphrase, by address and over all addresses.

Nobody is made to wait inside the hub: who comes too soon is told when to come again.
Kept in memory; a restart forgets it, and a guesser can't restart the hub.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import AddressValueError, IPv6Address

from msgspec import Struct

FREE_PER_ADDRESS = 3
FREE_IN_ALL = 20
LONGEST_PER_ADDRESS_S = 300.0
LONGEST_IN_ALL_S = 30.0
FORGOTTEN_AFTER_S = 3600.0
MOST_ADDRESSES = 1000


class _Failures(Struct):
    n: int = 0
    last: float = 0.0

    def wait_s(self, now: float, free: int, longest: float) -> float:
        if self.n < free:
            return 0.0
        delay = min(longest, 2.0 ** min(self.n - free + 1, 12))
        return max(0.0, self.last + delay - now)

    def add(self, now: float) -> None:
        if now - self.last > FORGOTTEN_AFTER_S:
            self.n = 0
        self.n += 1
        self.last = now


class Throttle:
    """Counts failures; the delay doubles with each one past the first few."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.verifying = threading.Lock()
        """Held while a passphrase is checked: 19 MiB each, so one at a time."""
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._all = _Failures()
        self._by_address: OrderedDict[str, _Failures] = OrderedDict()
        self._good: OrderedDict[str, None] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Seconds that this address has to wait before the next try."""
        key, now = _key(address), self._monotonic()
        with self._lock:
            own = self._by_address.get(key, _Failures())
            wait = own.wait_s(now, FREE_PER_ADDRESS, LONGEST_PER_ADDRESS_S)
            # Strangers must not keep out a tablet that has signed in before.
            if key not in self._good:
                total = self._all.wait_s(now, FREE_IN_ALL, LONGEST_IN_ALL_S)
                wait = max(wait, total)
            return wait

    def failed(self, address: str) -> None:
        """A wrong passphrase came from this address."""
        key, now = _key(address), self._monotonic()
        with self._lock:
            self._all.add(now)
            self._by_address.setdefault(key, _Failures()).add(now)
            self._by_address.move_to_end(key)
            if len(self._by_address) > MOST_ADDRESSES:
                self._by_address.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """The right one came from this address."""
        key = _key(address)
        with self._lock:
            self._by_address.pop(key, None)
            self._good[key] = None
            if len(self._good) > MOST_ADDRESSES:
                self._good.popitem(last=False)


def _key(address: str) -> str:
    """One key for all addresses that one household or office gets under IPv6."""
    try:
        six = IPv6Address(address)
    except AddressValueError:
        return address
    if six.ipv4_mapped is not None:
        return str(six.ipv4_mapped)
    return six.exploded[:19]

"""Slows down guessing at passphrases: by address, by name, and in total.

Nobody is made to wait inside the hub: who comes too soon is told when to come again.
Kept in memory; a restart forgets it, and a guesser can't restart the hub.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import AddressValueError, IPv6Address

from msgspec import Struct

FREE_PER_ADDRESS = 3
FREE_PER_NAME = 6
FREE_IN_ALL = 20
LONGEST_PER_ADDRESS_S = 300.0
LONGEST_PER_NAME_S = 120.0
LONGEST_IN_ALL_S = 30.0
FORGOTTEN_AFTER_S = 3600.0
MOST_ADDRESSES = 1000
MOST_NAMES = 1000
LONGEST_TURN_S = 2.0


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
        self._by_name: OrderedDict[str, _Failures] = OrderedDict()
        self._good: OrderedDict[str, None] = OrderedDict()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """One passphrase is worked on at a time; false if others take too long."""
        got = self.verifying.acquire(timeout=LONGEST_TURN_S)
        try:
            yield got
        finally:
            if got:
                self.verifying.release()

    def wait_s(self, address: str, name: str) -> float:
        """Seconds to wait before this address may try that name again."""
        key, now = _key(address), self._monotonic()
        with self._lock:
            own = self._by_address.get(key, _Failures())
            wait = own.wait_s(now, FREE_PER_ADDRESS, LONGEST_PER_ADDRESS_S)
            # Strangers must not keep out a tablet that has signed in before.
            if key not in self._good:
                named = self._by_name.get(_name(name), _Failures())
                total = self._all.wait_s(now, FREE_IN_ALL, LONGEST_IN_ALL_S)
                by_name = named.wait_s(now, FREE_PER_NAME, LONGEST_PER_NAME_S)
                wait = max(wait, total, by_name)
            return wait

    def failed(self, address: str, name: str) -> None:
        """A wrong passphrase for that name came from this address."""
        now = self._monotonic()
        with self._lock:
            self._all.add(now)
            _add(self._by_address, _key(address), now, MOST_ADDRESSES)
            _add(self._by_name, _name(name), now, MOST_NAMES)

    def succeeded(self, address: str, name: str) -> None:
        """The right one came from this address."""
        key = _key(address)
        with self._lock:
            self._by_address.pop(key, None)
            self._by_name.pop(_name(name), None)
            self._good[key] = None
            if len(self._good) > MOST_ADDRESSES:
                self._good.popitem(last=False)


def _add(
    failures: OrderedDict[str, _Failures], key: str, now: float, most: int
) -> None:
    failures.setdefault(key, _Failures()).add(now)
    failures.move_to_end(key)
    if len(failures) > most:
        failures.popitem(last=False)


def _name(name: str) -> str:
    return name.casefold()[:80]


def _key(address: str) -> str:
    """One key for all addresses that one household or office gets under IPv6."""
    try:
        six = IPv6Address(address)
    except AddressValueError:
        return address
    if six.ipv4_mapped is not None:
        return str(six.ipv4_mapped)
    return six.exploded[:19]


class Bucket:
    """Lets so many things through at once, then one each few seconds."""

    def __init__(
        self,
        most: int,
        every_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._every_s, self._monotonic = most, every_s, monotonic
        self._lock = threading.Lock()
        self._left, self._at = float(most), monotonic()

    def take(self) -> bool:
        """May one more pass?"""
        with self._lock:
            now = self._monotonic()
            gained = (now - self._at) / self._every_s
            self._left, self._at = min(self._most, self._left + gained), now
            if self._left < 1:
                return False
            self._left -= 1
            return True

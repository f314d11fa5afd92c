"""Faults of the page's own program, told to the kiosk's log without anybody's words.

A message could quote what a customer typed, so only the error's name and its place in
our files are taken; and at most a few a minute, so that a page gone wild fills no disk.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from contract.errors import HeedError
from contract.kinds import END, Count

log = logging.getLogger(__name__)

MAX_BYTES = 1000
PER_MINUTE = 10
MINUTE_S = 60.0


class BadFault(HeedError, ValueError):
    """What was posted does not name an error and its place."""


class Fault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One error in the page."""

    name: Annotated[str, Meta(pattern="^([A-Z][A-Za-z]{0,30})?Error" + END)]
    """Its class, such as TypeError."""
    file: Annotated[str, Meta(pattern=r"^[a-z]{1,20}\.js" + END)] | None = None
    """Which of our files."""
    line: Count = 0
    """Line in it, from 1."""
    column: Count = 0
    """Column in it, from 1."""
    screen: Annotated[str, Meta(pattern="^[a-z-]{1,20}" + END)] | None = None
    """What the page showed."""


_decode = msgspec.json.Decoder(Fault).decode


def read_fault(body: bytes) -> Fault:
    """Read a report; raises BadFault, which quotes nothing of it."""
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        known = ", ".join(Fault.__struct_fields__)
        raise BadFault(f"post one JSON object of {known}; no messages") from None


class Faults:
    """Writes the page's errors to the log, a few a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minute = clock()
        self._told = 0

    def tell(self, fault: Fault) -> None:
        """Log one fault, or nothing once a minute had its share."""
        with self._lock:
            now = self._clock()
            if now - self._minute >= MINUTE_S:
                self._minute, self._told = now, 0
            self._told += 1
            told = self._told
        if told <= PER_MINUTE:
            log.error(
                "The page has a %s at %s:%d:%d while it shows %s",
                *(fault.name, fault.file or "unknown", fault.line, fault.column),
                fault.screen or "nothing yet",
            )
        elif told == PER_MINUTE + 1:
            log.error("The page has more errors; the rest of this minute is left out")

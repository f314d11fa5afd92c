"""Steps that could not be committed, kept in memory and tried again in order.

On a full disk nothing may be thanked for, yet what was tapped should still arrive once
there is room. Up to a hundred steps wait here; a thread runs only while some do.
"""

import logging
import threading
from typing import Protocol

from contract.errors import DatabaseError, NotStored, TooLarge
from contract.events import Event

log = logging.getLogger(__name__)

MAX_STEPS = 100
RETRY_S = 1.0


class Answer(Protocol):
    """What the outbox says of a stored event."""

    @property
    def id(self) -> str:
        """The event's id."""

    @property
    def sequence(self) -> int:
        """Its number in the line."""

    @property
    def repeated(self) -> bool:
        """True if this visit and step were stored before."""

    @property
    def data(self) -> bytes:
        """The JSON that is stored."""


class Outbox(Protocol):
    """Where steps are committed."""

    def put(self, event: Event) -> Answer:
        """Commit an event; raises NotStored or TooLarge."""

    def has_visit(self, visit: str, type: str) -> bool:
        """Is an event of that type stored for the visit?"""


class NotYetStored(NotStored):
    """Nothing could be committed; `kept` says whether the step waits in memory."""

    def __init__(self, kept: bool, why: str) -> None:
        super().__init__(why)
        self.kept = kept


class Pending:
    """The way into the outbox that holds on to what the disk refuses."""

    def __init__(
        self,
        outbox: Outbox,
        stop: threading.Event,
        *,
        retry_s: float = RETRY_S,
        limit: int = MAX_STEPS,
    ) -> None:
        self._outbox = outbox
        self._stop = stop
        self._retry_s = retry_s
        self._limit = limit
        self._lock = threading.Lock()
        self._steps: dict[tuple[str, str], Event] = {}
        self._retrying = False

    def put(self, visit: str, step: str, event: Event) -> Answer:
        """Commit behind everything that waits already; raises NotYetStored."""
        with self._lock:
            try:
                self._store_waiting()
                return self._outbox.put(event)
            except NotStored as error:
                kept = self._keep(visit, step, event)
                raise NotYetStored(kept, str(error)) from error

    def has_visit(self, visit: str, type: str) -> bool:
        """Is an event of that type stored for the visit, or waiting here?"""
        with self._lock:
            if any(
                key[0] == visit and event.type == type
                for key, event in self._steps.items()
            ):
                return True
        try:
            return self._outbox.has_visit(visit, type)
        except DatabaseError:
            log.exception("Earlier steps cannot be looked up; the step is let through")
            return True

    def waiting(self) -> int:
        """How many steps wait in memory."""
        with self._lock:
            return len(self._steps)

    def _keep(self, visit: str, step: str, event: Event) -> bool:
        key = (visit, step)
        if key in self._steps:
            return True
        if len(self._steps) >= self._limit:
            return False
        if not self._steps:
            log.error("Nothing can be committed; steps are kept in memory")
        self._steps[key] = event
        if not self._retrying:
            self._retrying = True
            threading.Thread(target=self._retry, name="pending", daemon=True).start()
        return True

    def _store_waiting(self) -> None:
        """Commit what waits, oldest first; raises NotStored at the first refusal."""
        stored = 0
        for key, event in list(self._steps.items()):
            try:
                self._outbox.put(event)
                stored += 1
            except TooLarge:
                log.exception("A kept step is too large and is dropped")
            del self._steps[key]
        if stored:
            log.warning("There is room again; %d kept steps are stored", stored)

    def _retry(self) -> None:
        while not self._stop.wait(self._retry_s):
            if self._retried():
                return
        with self._lock:
            if self._steps:
                log.error("%d kept steps could not be stored", len(self._steps))

    def _retried(self) -> bool:
        """Try once; true when nothing waits any more and the thread may end."""
        with self._lock:
            try:
                self._store_waiting()
            except NotStored:
                return False
            except Exception:
                log.exception("Storing the kept steps failed; trying on")
                return False
            self._retrying = False
            return True

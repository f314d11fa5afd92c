"""What the customer is told of a call for someone, and when it changes."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

import msgspec
from msgspec import Struct

from contract.database import Watcher
from contract.errors import DatabaseError
from contract.messages import Notice

log = logging.getLogger(__name__)

State = Literal[
    "sending", "sent", "coming", "done", "nobody", "cannot_be_sent", "withdrawn"
]
FINAL: tuple[State, ...] = ("done", "withdrawn")

SEND_WITHIN_S = 8.0
HEARTBEAT_S = 1.0
"""Also how soon the place of a page that left is free again."""
MAX_CALLS = 100
LINK = "link"


class Link(Struct, frozen=True):
    """Whether the hub can be reached, as the uplink last knew."""

    online: bool


_decode_link = msgspec.json.Decoder(Link).decode


class Mailbox(Protocol):
    """Where notices and the link's state are read: the outbox."""

    def latest(self, key: str) -> bytes | None:
        """The fact last kept under `key`, or none."""

    def notices(self, help_id: str) -> list[Notice]:
        """What became of a call, so far."""

    def watcher(self) -> Watcher:
        """Wakes whoever waits for a change."""


class Waited(Struct, frozen=True, kw_only=True):
    """How far a call has come on our side."""

    seconds: float
    """Since the call was made."""
    timeout_s: float
    """How long a call waits for a colleague before the till is offered."""
    online: bool | None
    """Is the hub reachable? None where nobody knows yet."""
    withdrawn: bool = False
    """Did the customer take it back?"""


def state_of(notices: Sequence[Notice], waited: Waited) -> State:
    """What is true of a call; "sent" only once the hub has said so."""
    said = {notice.state for notice in notices}
    if waited.withdrawn:
        return "withdrawn"
    if "done" in said:
        return "done"
    if "coming" in said:
        return "coming"
    if "nobody" in said:
        return "nobody"
    if "sent" in said:
        return "nobody" if waited.seconds >= waited.timeout_s else "sent"
    if waited.online is False or waited.seconds >= SEND_WITHIN_S:
        return "cannot_be_sent"
    return "sending"


class Calls:
    """The calls made at this screen since the program started, and their state."""

    def __init__(
        self,
        mailbox: Mailbox,
        timeout_s: Callable[[], float],
        stop: threading.Event,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._mailbox = mailbox
        self._timeout_s = timeout_s
        self._stop = stop
        self._clock = clock
        self._lock = threading.Lock()
        self._made: OrderedDict[str, float] = OrderedDict()
        self._withdrawn: OrderedDict[str, None] = OrderedDict()

    def made(self, help_id: str, withdrawn: bool = False) -> None:
        """Note that a call was made, or taken back, now."""
        with self._lock:
            self._made.setdefault(help_id, self._clock())
            if withdrawn:
                self._withdrawn[help_id] = None
            for calls in (self._made, self._withdrawn):
                while len(calls) > MAX_CALLS:
                    calls.popitem(last=False)

    def state(self, help_id: str) -> State:
        """What is true of the call now; one not known is taken as made just now."""
        self.made(help_id)
        now = self._clock()
        with self._lock:
            made, withdrawn = self._made.get(help_id, now), help_id in self._withdrawn
        waited = Waited(
            seconds=now - made,
            timeout_s=self._timeout_s(),
            online=self._online(),
            withdrawn=withdrawn,
        )
        try:
            return state_of(self._mailbox.notices(help_id), waited)
        except DatabaseError:
            log.exception("What became of a call cannot be read just now")
            return state_of([], waited)

    def follow(self, help_id: str) -> Iterator[State | None]:
        """Each new state as it comes, none as a heartbeat; ends with the call."""
        watcher = self._mailbox.watcher()
        with watcher.listening():
            last: State | None = None
            spoke = self._clock()
            while not self._stop.is_set():
                version = watcher.version()
                state = self.state(help_id)
                if state != last or self._clock() - spoke >= HEARTBEAT_S:
                    yield state if state != last else None
                    last, spoke = state, self._clock()
                if state in FINAL:
                    return
                watcher.wait(version, HEARTBEAT_S / 2)

    def _online(self) -> bool | None:
        try:
            found = self._mailbox.latest(LINK)
            return None if found is None else _decode_link(found).online
        except (DatabaseError, msgspec.DecodeError, UnicodeDecodeError):
            log.exception("The link's state cannot be read; it counts as not known")
            return None

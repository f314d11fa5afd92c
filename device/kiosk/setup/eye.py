"""Counting by eye at the same moment as the camera, and taking the last count back."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, Protocol

import msgspec
from flask import Response
from msgspec import Meta, Struct

from contract.errors import NotStored
from contract.events import Counted, Event, Uncounted, Uuid
from device.kiosk.setup import counts
from device.kiosk.setup.answers import answer, problem
from device.queue.window import NoWindow, look

UNDO_S: Final = 300.0
"""How long the last count can be taken back: one notices a slip at once."""
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError)


class Put(Protocol):
    """What a committed event is known by."""

    id: str


class Outbox(counts.Facts, Protocol):
    """What counting needs of the outbox."""

    def put(self, event: Event) -> Any:
        """Commit an event, and give its `Put`; raises NotStored."""


class _Seen(Struct, frozen=True, forbid_unknown_fields=True):
    people: Annotated[int, Meta(ge=0, le=500)]
    key: Annotated[str, Meta(min_length=8, max_length=40)]


class _Back(Struct, frozen=True, forbid_unknown_fields=True):
    count: Uuid


class _Last(Struct, frozen=True):
    """The last count, whose answer is given again to whoever asks again."""

    key: str
    id: str
    at_s: float
    told: dict[str, Any]


class Eye:
    """Takes counts and takes them back; any thread may call."""

    def __init__(
        self,
        outbox: Outbox,
        camera: Path,
        zone: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`camera`: the socket of its process; `zone`: the line's name in events."""
        self._outbox = outbox
        self._camera = camera
        self._zone = zone
        self._clock = clock
        self._lock = threading.Lock()
        self._last: _Last | None = None
        self._taken_back = ""

    def count(self, body: bytes) -> Response:
        """A colleague's number; the camera's for the same moment is the answer."""
        try:
            seen = msgspec.json.decode(body, type=_Seen)
        except UNREADABLE:
            return problem(400, "bad_count")
        with self._lock:
            # Asked again because the answer got lost, it counts once.
            if self._last is not None and self._last.key == seen.key:
                return answer(self._last.told)
            return self._counted(seen)

    def take_back(self, body: bytes) -> Response:
        """The last count was a slip: it counts no more, here and at the hub."""
        try:
            id = msgspec.json.decode(body, type=_Back).count
        except UNREADABLE:
            return problem(400, "bad_count")
        with self._lock:
            if id == self._taken_back:
                return answer({"error": counts.error(counts.pairs(self._outbox))})
            last = self._last
            late = last is None or self._clock() - last.at_s > UNDO_S
            if late or last is None or last.id != id:
                return problem(409, "too_late")
            try:
                self._outbox.put(Uncounted(zone=self._zone, count=id))
                known = counts.forget_last(self._outbox)
            except NotStored as error:
                return problem(503, "not_stored", why=str(error))
            self._last, self._taken_back = None, id
            return answer({"error": counts.error(known)})

    def _counted(self, seen: _Seen) -> Response:
        """Ask the camera for the same moment, and keep both numbers."""
        try:
            live = look(self._camera).live
        except NoWindow as error:
            return problem(503, "no_view", why=str(error))
        if live.people is None:
            return problem(409, "count_blind", why=live.why_blind)
        event = Counted(
            zone=self._zone, people=seen.people, camera=live.people, rough=live.rough
        )
        try:
            put: Put = self._outbox.put(event)
            known = counts.remember(self._outbox, (seen.people, live.people))
        except NotStored as error:
            return problem(503, "not_stored", why=str(error))
        told = {
            "counted": live.people,
            "error": counts.error(known),
            "count": put.id,
            "undo_s": UNDO_S,
        }
        self._last = _Last(seen.key, put.id, self._clock(), told)
        return answer(told)

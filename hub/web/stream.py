"""The floor's event stream: each alert step once, to every tablet, as it is committed.

Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
One reader follows the store for all tablets and encodes a step once; a tablet's thread
sends what is past its own place, and reads the store itself only to catch up.
"""

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec

from hub.store.alerts import Step, last_step, steps_after
from hub.store.store import Store

log = logging.getLogger(__name__)

BEAT_S = 2.0
"""A tablet calls itself offline after 4.5 s without a word."""
RECENT = 1000
"""Encoded steps kept for all tablets together."""
MOST_AT_ONCE = 500
"""Steps read from the store in one go."""
LOOK_S = 1.0
"""How often the reader looks at devices, and whether anybody still listens."""


def frame(event: str, data: bytes, id: int | None = None) -> bytes:
    """One event of the stream; `data` is JSON on one line."""
    number = b"" if id is None else b"id: %d\n" % id
    return b"event: %s\n%sdata: %s\n\n" % (event.encode(), number, data)


def step_frame(step: Step) -> bytes:
    """A step as an event, its number being the id."""
    return frame("step", msgspec.json.encode(step), step.step)


def resume_point(connection: sqlite3.Connection, asked: str | None) -> int | None:
    """The step to go on after, or none if the number is not that of a step."""
    if asked is None or not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return None
    number = int(asked)
    found = steps_after(connection, number - 1, limit=1) if number > 0 else []
    return number if found and found[0].step == number else None


class News(NamedTuple):
    """What a tablet has to be told."""

    frames: list[bytes]
    """Events to send, oldest first."""
    place: int
    """The last step among them, or where the tablet stood before."""
    devices: bytes
    """The devices in words as JSON, as they are now."""
    behind: bool
    """True if the tablet must first catch up from the store."""


class Feed:
    """Follows the store while any tablet listens."""

    def __init__(
        self,
        store: Store,
        places: int,
        devices: Callable[[sqlite3.Connection], bytes],
    ) -> None:
        self._store = store
        self._places = places
        self._read_devices = devices
        self._changed = threading.Condition()
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=RECENT)
        self._base: int | None = None
        self._last = 0
        self._devices = b""
        self._tablets = 0
        self._closed = False
        self._thread = threading.Thread(
            target=self._run, name="floor-feed", daemon=True
        )

    def start(self) -> None:
        """Start the reader's thread."""
        self._thread.start()

    def close(self) -> None:
        """End all streams and the reader."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def enter(self) -> bool:
        """Take a tablet's place if one is free; `leave` gives it back."""
        with self._changed:
            if self._tablets >= self._places or self._closed:
                return False
            self._tablets += 1
            self._changed.notify_all()
            return True

    def leave(self) -> None:
        """Give a tablet's place back."""
        with self._changed:
            self._tablets -= 1

    @property
    def free(self) -> int:
        """Places that are free."""
        with self._changed:
            return self._places - self._tablets

    @property
    def closed(self) -> bool:
        """True once the streams have to end."""
        with self._changed:
            return self._closed

    def wake(self) -> None:
        """Let every stream look whether its tablet is still there."""
        with self._changed:
            self._changed.notify_all()

    def wait(
        self, place: int, devices: bytes, gone: Callable[[], bool], timeout_s: float
    ) -> News:
        """Wait for anything after `place` or other than `devices`."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self._closed
                    or gone()
                    or (self._base is not None and self._last > place)
                    or self._devices not in (b"", devices)
                ),
                timeout_s,
            )
            told = self._devices or devices
            if self._base is None or self._last <= place:
                return News([], place, told, behind=False)
            if place < self._base:
                return News([], place, told, behind=True)
            return News(self._after(place), self._last, told, behind=False)

    def _after(self, place: int) -> list[bytes]:
        frames: deque[bytes] = deque()
        for number, data in reversed(self._recent):
            if number <= place:
                break
            frames.appendleft(data)
        return list(frames)

    def _run(self) -> None:
        while self._somebody_listens():
            try:
                with self._store.watcher().listening():
                    self._follow()
            except Exception:
                log.exception("The floor's stream lost the store; trying again")
                self._pause()

    def _somebody_listens(self) -> bool:
        with self._changed:
            self._base = None
            self._recent.clear()
            self._changed.wait_for(lambda: self._tablets > 0 or self._closed)
            return not self._closed

    def _pause(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed, LOOK_S)

    def _follow(self) -> None:
        """Read what is new until nobody listens any more."""
        connection, watcher = self._store.connection(), self._store.watcher()
        with self._changed:
            self._base = self._last = last_step(connection)
        look_at = 0.0
        while True:
            version = watcher.version()
            steps = steps_after(connection, self._last, limit=MOST_AT_ONCE)
            self._tell(steps)
            if time.monotonic() >= look_at:
                look_at = time.monotonic() + LOOK_S
                self._tell_devices(self._read_devices(connection))
            with self._changed:
                if self._closed or self._tablets == 0:
                    return
            if len(steps) < MOST_AT_ONCE:
                watcher.wait(version, LOOK_S)

    def _tell(self, steps: list[Step]) -> None:
        if not steps:
            return
        frames = [(step.step, step_frame(step)) for step in steps]
        with self._changed:
            for each in frames:
                if len(self._recent) == RECENT:
                    self._base = self._recent[0][0]
                self._recent.append(each)
            self._last = frames[-1][0]
            self._changed.notify_all()

    def _tell_devices(self, devices: bytes) -> None:
        with self._changed:
            if devices != self._devices:
                self._devices = devices
                self._changed.notify_all()


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """All reads of the block see the store at one moment."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")

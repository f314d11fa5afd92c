"""Only the newest frame: a thread reads, older frames are dropped and counted.

A camera that is unplugged is opened again and again; one that hangs in a read cannot be
helped from here, and whoever asks sees how long ago the last frame came.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from device.queue.sources import FrameSource
from models.people.opencv import Frame, NoVideo

log = logging.getLogger(__name__)

RETRY_S: Final = (1.0, 2.0, 5.0, 10.0)
"""Seconds before the camera is opened again; the last value stays."""


class Newest:
    """Reads a source in a thread of its own until closed."""

    def __init__(self, open_source: Callable[[], FrameSource]) -> None:
        self._open = open_source
        self._changed = threading.Condition()
        self._frame: tuple[Frame, float] | None = None
        self._dropped = 0
        self._closing = threading.Event()
        self.ended = False
        """True once a file came to its end."""
        self.trouble: str | None = None
        """Why no frames come, or none."""
        self._seen_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def take(self, timeout_s: float) -> tuple[Frame, float] | None:
        """The newest frame that was not taken yet and its time; none if none came."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._frame is not None or self.ended, timeout_s
            )
            frame, self._frame = self._frame, None
            return frame

    def dropped(self) -> int:
        """Frames dropped since the last time."""
        with self._changed:
            dropped, self._dropped = self._dropped, 0
            return dropped

    def silent_s(self) -> float:
        """Seconds since the last frame came."""
        with self._changed:
            return time.monotonic() - self._seen_s

    def close(self, timeout_s: float = 2.0) -> None:
        """Stop reading; a read that hangs is left to the end of the process."""
        self._closing.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        tries = 0
        while not self._closing.is_set():
            try:
                tries = self._read_one_source(tries)
            except NoVideo as error:
                self._lost(error)
                self._closing.wait(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1
            if self.ended:
                return

    def _read_one_source(self, tries: int) -> int:
        source = self._open()
        try:
            while not self._closing.is_set():
                read = source.read()
                if read is None:
                    with self._changed:
                        self.ended = True
                        self._changed.notify_all()
                    return 0
                self._keep(read)
        finally:
            source.close()
        return tries

    def _keep(self, read: tuple[Frame, float]) -> None:
        with self._changed:
            if self._frame is not None:
                self._dropped += 1
            self._frame = read
            self._seen_s = time.monotonic()
            self._changed.notify_all()
        if self.trouble is not None:
            log.info("Frames come again")
            self.trouble = None

    def _lost(self, error: NoVideo) -> None:
        if self.trouble is None:
            log.warning("No frames: %s", error)
        self.trouble = str(error)

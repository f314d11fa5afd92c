"""The camera's process answers the kiosk's through a socket of this machine's files.

Only while somebody asks is there anything to show, and it lies in memory alone.
"""

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import msgspec

from contract.errors import HeedError
from device.queue.view import View

log = logging.getLogger(__name__)

ASK: Final = b"view"
MAX_BYTES: Final = 100_000
WATCHED_S: Final = 5.0
"""Seconds after the last question for which answers are kept ready."""
LOOK_UP_S: Final = 0.5
"""How often the thread looks up whether it should end."""
ANSWER_S: Final = 3.0
"""How long an answer may take: a frame must come first."""


class NoWindow(HeedError, ConnectionError):
    """The camera's process does not answer."""


class Window:
    """The camera's side: answers in a thread of its own until closed."""

    def __init__(self, path: Path) -> None:
        """Open it; where that fails the camera goes on without."""
        self._path = path
        self._changed = threading.Condition()
        self._view: View | None = None
        self._asked_s = -WATCHED_S
        self._closing = False
        self._socket = self._opened()
        self._thread = threading.Thread(target=self._run, name="window", daemon=True)
        if self._socket is not None:
            self._thread.start()

    def is_watched(self) -> bool:
        """Did somebody ask a moment ago?"""
        with self._changed:
            return time.monotonic() - self._asked_s < WATCHED_S

    def show(self, view: View) -> None:
        """Answer with this from now on."""
        with self._changed:
            self._view = view
            self._changed.notify_all()

    def close(self) -> None:
        """Answer no more."""
        self._closing = True
        if self._socket is not None:
            self._thread.join(2 * LOOK_UP_S + ANSWER_S)
            self._socket.close()
            self._path.unlink(missing_ok=True)

    def _opened(self) -> socket.socket | None:
        opened = socket.socket(socket.AF_UNIX)
        try:
            if self._path.is_socket():
                self._path.unlink()
            with _near(self._path) as near:
                opened.bind(near)
            self._path.chmod(0o660)
            opened.listen(4)
            opened.settimeout(LOOK_UP_S)
            return opened
        except OSError as error:
            opened.close()
            log.warning("The set-up page will not see this camera: %s", error)
            return None

    def _run(self) -> None:
        assert self._socket is not None
        while not self._closing:
            with contextlib.suppress(OSError, EOFError):
                visitor, _ = self._socket.accept()
                visitor.setblocking(True)
                with Connection(visitor.detach()) as line:
                    self._answer(line)

    def _answer(self, line: Connection) -> None:
        if not line.poll(ANSWER_S) or line.recv_bytes(100) != ASK:
            return
        with self._changed:
            self._asked_s, self._view = time.monotonic(), None
            self._changed.wait_for(lambda: self._view is not None, ANSWER_S)
            view = self._view
        line.send_bytes(b"" if view is None else msgspec.json.encode(view))


def look(path: Path) -> View:
    """What the camera sees now; raises NoWindow where it does not answer."""
    try:
        with _line(path) as line:
            line.send_bytes(ASK)
            if not line.poll(2 * ANSWER_S):
                raise NoWindow("the camera's program does not answer in time")
            answer = line.recv_bytes(MAX_BYTES)
        return msgspec.json.decode(answer, type=View)
    except (OSError, EOFError) as error:
        raise NoWindow(f"the camera's program does not answer ({error})") from error
    except msgspec.DecodeError as error:
        raise NoWindow("the camera's program sees no frame") from error


def _line(path: Path) -> Connection:
    """A line to the camera's process; raises OSError."""
    ours = socket.socket(socket.AF_UNIX)
    try:
        ours.settimeout(ANSWER_S)
        with _near(path) as near:
            ours.connect(near)
        ours.setblocking(True)
    except OSError:
        ours.close()
        raise
    return Connection(ours.detach())


@contextlib.contextmanager
def _near(path: Path) -> Iterator[str]:
    """A short name of the path: a socket's own may have 107 bytes at most."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)

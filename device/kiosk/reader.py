"""Who understands words for the kiosk: a child process that may die or hang.

The threads that answer touches wait for it no longer than they say. A child that is
late is killed and another one started, with a growing pause; meanwhile nobody
understands, and whoever asks is told so at once.
"""

import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from models.words.reading import Words

log = logging.getLogger(__name__)

COMMAND: Final = (sys.executable, "-m", "models.words.serve")
START_WITHIN_S: Final = 30.0
"""How long the model may take to load."""
PAUSES_S: Final = (0.2, 1.0, 5.0, 30.0)
"""Before another start, by how many ended in a row."""
LOOK_S: Final = 0.03
"""How often it is looked whether another child is there."""
TURN_S: Final = 0.5
"""How long a question waits for the one before it."""
READ_BYTES: Final = 65_536


class Reader(Protocol):
    """Understands words, or says that it can't just now."""

    def understand(self, text: str, language: str, within_s: float) -> Words | None:
        """What the text says with details hidden; none if that takes longer."""

    def is_there(self) -> bool:
        """Is anybody there to understand?"""


class NoReader:
    """Where no words are asked for, or no model is installed."""

    def understand(self, text: str, language: str, within_s: float) -> Words | None:
        """Nothing is understood."""
        return None

    def is_there(self) -> bool:
        """Nobody is."""
        return False


class _Answer(msgspec.Struct):
    number: int
    words: Words


class Late(TimeoutError):
    """The child did not answer in time, or is gone."""


class ChildReader:
    """Keeps a child that understands; `close` ends it."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = list(command)
        self._turn = threading.Lock()
        self._closed = threading.Event()
        self._gone = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._number = 0
        self._failures = 0
        self._keeper = threading.Thread(target=self._keep, name="reader", daemon=True)
        self._keeper.start()

    def is_there(self) -> bool:
        """Has a child loaded its model?"""
        return self._child is not None

    def understand(self, text: str, language: str, within_s: float) -> Words | None:
        """Ask the child, and the next one if it fails; one question at a time."""
        end = time.monotonic() + within_s
        if not self._turn.acquire(timeout=min(TURN_S, within_s)):
            return None
        try:
            # Words that end two children in a row are not tried on a third.
            return self._try(text, language, end) or self._try(text, language, end)
        finally:
            self._turn.release()

    def _try(self, text: str, language: str, end: float) -> Words | None:
        while (child := self._child) is None:
            if not self._is_coming() or time.monotonic() > end:
                return None
            self._closed.wait(LOOK_S)
        try:
            return self._ask(child, text, language, end)
        except (Late, OSError, msgspec.DecodeError) as error:
            log.warning("Words are not understood just now: %s", type(error).__name__)
            self._drop()
            return None

    def _is_coming(self) -> bool:
        """May another child be there in a moment?"""
        return not self._closed.is_set() and self._failures <= 1

    def close(self) -> None:
        """End the child and start no other."""
        self._closed.set()
        self._drop()
        self._keeper.join(timeout=5)

    def _ask(
        self, child: "subprocess.Popen[bytes]", text: str, language: str, end: float
    ) -> Words:
        self._number += 1
        asked = {"number": self._number, "text": text, "language": language}
        assert child.stdin is not None
        child.stdin.write(msgspec.json.encode(asked) + b"\n")
        child.stdin.flush()
        answer = msgspec.json.decode(_line(child, end), type=_Answer)
        if answer.number != self._number:
            raise Late("an answer to another question")
        return answer.words

    def _drop(self) -> None:
        """Kill the child; the keeper starts the next."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
        self._gone.set()

    def _keep(self) -> None:
        while not self._closed.is_set():
            self._gone.clear()
            child = self._start()
            try:
                _line(child, time.monotonic() + START_WITHIN_S)
                self._child = child
                began = time.monotonic()
                log.info("Words are understood")
                self._watch(child)
                is_lasting = time.monotonic() - began > PAUSES_S[-1]
                self._failures = 0 if is_lasting else self._failures + 1
            except (Late, OSError):
                self._failures += 2
            self._child = None
            child.kill()
            child.communicate()
            if self._failures:
                self._closed.wait(PAUSES_S[min(self._failures, len(PAUSES_S)) - 1])

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )

    def _watch(self, child: "subprocess.Popen[bytes]") -> None:
        """Until the child ends by itself or was dropped."""
        while not self._gone.wait(0.2):
            if child.poll() is not None:
                log.warning(
                    "The process that understands words ended; starting another"
                )
                return


def _line(child: "subprocess.Popen[bytes]", end: float) -> bytes:
    """The child's next line; raises Late."""
    assert child.stdout is not None
    found = b""
    while not found.endswith(b"\n"):
        left = end - time.monotonic()
        if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
            raise Late("no answer in time")
        part = os.read(child.stdout.fileno(), READ_BYTES)
        if not part:
            raise Late("the process has ended")
        found += part
    return found

"""Keeps a child process that understands words, and that may die or hang.

Whoever asks waits no longer than they say. A child that is late is killed and another
one started, with a growing pause; meanwhile whoever asks is told so at once. The child
is there from the start, or comes with the first question and ends when idle.
"""

import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, Protocol

import msgspec

from contract.errors import HeedError
from models.words.asking import Answer, Compare, Compared, Question
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
"""How long a question waits for the one before it, unless told otherwise."""
READ_BYTES: Final = 65_536


class Reader(Protocol):
    """Understands words, or says that it can't just now."""

    def understand(self, question: Question, within_s: float) -> Words | None:
        """What a text says with details hidden; none if that takes longer."""

    def is_there(self) -> bool:
        """Is anybody there to understand?"""


class NoReader:
    """Where no words are asked for, or no model is installed."""

    def understand(self, question: Question, within_s: float) -> Words | None:
        """Nothing is understood."""
        return None

    def is_there(self) -> bool:
        """Nobody is."""
        return False


class NotUnderstood(HeedError, RuntimeError):
    """Nobody answered: no model is there, or it took too long."""

    def __init__(self, why: Literal["no_model", "late"]) -> None:
        super().__init__(f"the words were not read: {why}")
        self.why: Literal["no_model", "late"] = why


class Late(TimeoutError):
    """The child did not answer in time."""


class Gone(ConnectionError):
    """The child has ended, or does not speak as it should."""


class ChildReader:
    """Keeps a child that understands; `close` ends it."""

    def __init__(
        self,
        command: Sequence[str] | Callable[[], Sequence[str]] = COMMAND,
        idle_s: float | None = None,
        turn_s: float = TURN_S,
    ) -> None:
        """With `idle_s` the child begins when asked, and ends so long after."""
        self._command = command if callable(command) else lambda: command
        self._idle_s = idle_s
        self._turn_s = turn_s
        self._turn = threading.Lock()
        self._closed = threading.Event()
        self._gone = threading.Event()
        self._wanted = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._number = 0
        self._failures = 0
        self._used = 0.0
        self._keeper = threading.Thread(target=self._keep, name="reader", daemon=True)
        self._keeper.start()

    def is_there(self) -> bool:
        """Has a child loaded its model?"""
        return self._child is not None

    def understand(self, question: Question, within_s: float) -> Words | None:
        """What the child understands; none where it can't in time."""
        try:
            return self.ask(question, within_s).words
        except NotUnderstood:
            return None

    def compare(
        self,
        texts: Sequence[str],
        themes: Mapping[str, Sequence[str]],
        within_s: float,
    ) -> Compared:
        """How alike texts are to themes' examples; raises NotUnderstood."""
        wanted = Compare(list(texts), {key: list(row) for key, row in themes.items()})
        found = self.ask(Question(compare=wanted), within_s).compared
        if found is None:
            raise NotUnderstood("no_model")
        return found

    def ask(self, question: Question, within_s: float) -> Answer:
        """Ask the child, and the next one if it fails; raises NotUnderstood."""
        end = time.monotonic() + within_s
        if not self._turn.acquire(timeout=min(self._turn_s, within_s)):
            raise NotUnderstood("late")
        try:
            self._wanted.set()
            # Words that end two children in a row are not tried on a third.
            for _ in range(2):
                answer = self._try(question, end)
                if answer is not None:
                    return answer
        finally:
            self._used = time.monotonic()
            self._turn.release()
        raise NotUnderstood("late" if time.monotonic() >= end else "no_model")

    def restart(self) -> None:
        """The next question is for a fresh child."""
        with self._turn:
            self._drop()

    def close(self) -> None:
        """End the child and start no other."""
        self._closed.set()
        self._wanted.set()
        self._drop()
        self._keeper.join(timeout=5)

    def _try(self, question: Question, end: float) -> Answer | None:
        while (child := self._child) is None:
            if not self._is_coming() or time.monotonic() > end:
                return None
            self._closed.wait(LOOK_S)
        try:
            return self._ask(child, question, end)
        except (Late, OSError, msgspec.DecodeError) as error:
            log.warning("Words are not understood just now: %s", type(error).__name__)
            self._drop()
            return None

    def _is_coming(self) -> bool:
        """May another child be there in a moment?"""
        return not self._closed.is_set() and self._failures <= 1

    def _ask(
        self, child: "subprocess.Popen[bytes]", question: Question, end: float
    ) -> Answer:
        self._number += 1
        asked = msgspec.structs.replace(question, number=self._number)
        assert child.stdin is not None
        child.stdin.write(msgspec.json.encode(asked) + b"\n")
        child.stdin.flush()
        answer = msgspec.json.decode(_line(child, end), type=Answer)
        if answer.number != self._number:
            raise Gone("an answer to another question")
        return answer

    def _drop(self) -> None:
        """Kill the child; the keeper starts the next."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
        self._gone.set()

    def _keep(self) -> None:
        while not self._closed.is_set():
            if self._idle_s is not None:
                self._wanted.wait()
                if self._closed.is_set():
                    return
            self._keep_one()
            if self._failures:
                self._closed.wait(PAUSES_S[min(self._failures, len(PAUSES_S)) - 1])

    def _keep_one(self) -> None:
        """From a child's start to its end."""
        self._gone.clear()
        try:
            child = self._start()
        except OSError as error:
            log.warning("No process that reads words could be started: %s", error)
            self._failures += 2
            self._wanted.clear()
            return
        try:
            _line(child, time.monotonic() + START_WITHIN_S)
            self._used = began = time.monotonic()
            self._child = child
            log.info("Words are understood")
            was_idle = self._watch(child)
            is_lasting = was_idle or time.monotonic() - began > PAUSES_S[-1]
            self._failures = 0 if is_lasting else self._failures + 1
        except (Late, OSError):
            self._failures += 2
            self._wanted.clear()
        self._child = None
        child.kill()
        child.communicate()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )

    def _watch(self, child: "subprocess.Popen[bytes]") -> bool:
        """Until the child ends by itself or was dropped; true where it was idle."""
        while not self._gone.wait(0.2):
            if child.poll() is not None:
                log.warning(
                    "The process that understands words ended; starting another"
                )
                return False
            if self._is_idle():
                return True
        return False

    def _is_idle(self) -> bool:
        """Has nobody asked for so long? Then the child is taken away."""
        if self._idle_s is None or time.monotonic() - self._used < self._idle_s:
            return False
        if not self._turn.acquire(blocking=False):
            return False
        try:
            self._wanted.clear()
            self._child = None
            return True
        finally:
            self._turn.release()


def _line(child: "subprocess.Popen[bytes]", end: float) -> bytes:
    """The child's next line; raises Late or Gone."""
    assert child.stdout is not None
    found = b""
    while not found.endswith(b"\n"):
        left = end - time.monotonic()
        if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
            raise Late("no answer in time")
        part = os.read(child.stdout.fileno(), READ_BYTES)
        if not part:
            raise Gone("the process has ended")
        found += part
    return found

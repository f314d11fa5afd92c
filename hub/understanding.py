"""Words understood on the hub, in a child process that comes when asked and goes again.

Colleagues tell of a customer a few times a day, so no model stays in memory, and one
that hangs or dies costs nothing but that answer.
"""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

import models.words
from contract.errors import HeedError
from models.words.asking import Compared, Question
from models.words.process import COMMAND, ChildReader, NotUnderstood
from models.words.reading import Words, is_read

log = logging.getLogger(__name__)

FACTS: Final = "words.json"
"""Priors and threshold fitted to this shop, in the hub's folder."""
INSTALLED: Final = Path(models.words.__file__).parent / "english" / FACTS
WITHIN_S: Final = 15.0
"""For loading the model, which takes a second or two, and reading."""
TURN_S: Final = 5.0
"""So long one question waits for another."""
IDLE_S: Final = 60.0
"""So long the child waits for the next question."""

Why = Literal["no_model", "late", "language"]


class NotRead(HeedError, RuntimeError):
    """Words could not be read, so nothing personal in them can be hidden."""

    def __init__(self, why: Why) -> None:
        super().__init__(f"the words were not read: {why}")
        self.why: Why = why


class _Fitted(msgspec.Struct):
    files: dict[str, str]


def fitted_facts(folder: Path) -> Path | None:
    """The facts fitted to this shop, if they are for the model that is installed."""
    ours, installed = (_fitted(path) for path in (folder / FACTS, INSTALLED))
    if ours is None or installed is None:
        return None
    if ours.files != installed.files:
        log.warning(
            "%s was fitted to another model and is not used; run 'heed calibrate"
            " words' again",
            folder / FACTS,
        )
        return None
    return folder / FACTS


def _fitted(path: Path) -> _Fitted | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Fitted)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        log.warning("%s can't be read and is not used: %s", path, error)
        return None


class Understander:
    """Reads words for pages and own themes; give all threads the same one."""

    def __init__(
        self,
        folder: Path,
        command: Sequence[str] = COMMAND,
        within_s: float = WITHIN_S,
        idle_s: float = IDLE_S,
    ) -> None:
        """`folder` is the hub's, where facts fitted to this shop may lie."""
        self._folder = folder
        self._command = list(command)
        self._within_s = within_s
        self._idle_s = idle_s
        self._lock = threading.Lock()
        self._child: ChildReader | None = None
        self._facts: tuple[Path, int] | None = None

    def understand(
        self, text: str, language: str, own_words: Collection[str] = ()
    ) -> Words:
        """The words with details hidden and what they say; raises NotRead."""
        if not is_read(language):
            raise NotRead("language")
        question = Question(text=text, language=language, allowed=list(own_words))
        try:
            words = self._reader().ask(question, self._within_s).words
        except NotUnderstood as error:
            raise NotRead(error.why) from error
        if words is None:
            raise NotRead("no_model")
        return words

    def compare(
        self,
        texts: Sequence[str],
        themes: Mapping[str, Sequence[str]],
        within_s: float | None = None,
    ) -> Compared:
        """How alike redacted texts are to themes' examples; raises NotRead."""
        try:
            reader = self._reader()
            return reader.compare(texts, themes, within_s or self._within_s)
        except NotUnderstood as error:
            raise NotRead(error.why) from error

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.close()

    def _reader(self) -> ChildReader:
        """The child's keeper; a child that read by other facts is replaced."""
        facts = fitted_facts(self._folder)
        now = None if facts is None else (facts, facts.stat().st_mtime_ns)
        with self._lock:
            if self._child is None:
                self._child = ChildReader(self._start, self._idle_s, TURN_S)
            elif now != self._facts:
                self._child.restart()
            self._facts = now
            return self._child

    def _start(self) -> list[str]:
        facts = fitted_facts(self._folder)
        more = ["--facts", str(facts)] if facts else []
        return [*self._command, *more, "--folder", str(self._folder)]

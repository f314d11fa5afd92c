"""Words understood on the hub: a child process for each question, ended when late.

Colleagues tell of a customer a few times a day, so no model is kept in memory, and one
that hangs or dies costs nothing but that answer.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

import models.words
from contract.errors import HeedError
from models.words.reading import LANGUAGES, Words

log = logging.getLogger(__name__)

COMMAND: Final = (sys.executable, "-m", "models.words.serve")
FACTS: Final = "words.json"
"""Priors and threshold fitted to this shop, in the hub's folder."""
INSTALLED: Final = Path(models.words.__file__).parent / "english" / FACTS
WITHIN_S: Final = 15.0
"""For loading the model, which takes a second or two, and reading."""
TURN_S: Final = 5.0
"""So long one question waits for another."""

Why = Literal["no_model", "late", "language"]


class NotRead(HeedError, RuntimeError):
    """Words could not be read, so nothing personal in them can be hidden."""

    def __init__(self, why: Why) -> None:
        super().__init__(f"the words were not read: {why}")
        self.why: Why = why


class _Answer(msgspec.Struct):
    number: int
    words: Words


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
    """Reads words for the pages; give all threads the same one."""

    def __init__(
        self,
        folder: Path,
        command: Sequence[str] = COMMAND,
        within_s: float = WITHIN_S,
    ) -> None:
        """`folder` is the hub's, where facts fitted to this shop may lie."""
        self._folder = folder
        self._command = list(command)
        self._within_s = within_s
        self._turn = threading.Lock()

    def understand(self, text: str, language: str) -> Words:
        """The words with details hidden and what they say; raises NotRead."""
        if language.partition("-")[0] not in LANGUAGES:
            raise NotRead("language")
        if not self._turn.acquire(timeout=TURN_S):
            raise NotRead("late")
        try:
            return self._ask(text, language)
        finally:
            self._turn.release()

    def _ask(self, text: str, language: str) -> Words:
        facts = fitted_facts(self._folder)
        command = [*self._command, *(["--facts", str(facts)] if facts else [])]
        question = {"number": 1, "text": text, "language": language}
        try:
            done = subprocess.run(
                command,
                input=msgspec.json.encode(question) + b"\n",
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self._within_s,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            log.warning("The process that reads words was late and was ended")
            raise NotRead("late") from error
        except OSError as error:
            log.warning("No process that reads words could be started (%s)", error)
            raise NotRead("no_model") from error
        lines = done.stdout.splitlines()
        try:
            return msgspec.json.decode(lines[1], type=_Answer).words
        except (IndexError, msgspec.DecodeError) as error:
            log.warning(
                "The process that reads words ended with status %d and no answer",
                done.returncode,
            )
            raise NotRead("no_model") from error

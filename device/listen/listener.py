"""Who may listen, with which model, through which microphone; one press at a time."""

import threading
from pathlib import Path

from device.listen.lamp import Lamp, no_lamp
from device.listen.listening import Limits, Listening
from device.listen.models import CannotListen, Models, Readiness
from device.listen.sources import AudioSource
from models.speech.doubt import Sureness
from models.speech.press import Press
from models.speech.process import RecognizerProcess
from models.speech.talk import Load

STARTS_WITHIN_S = 3.0
"""How long a press waits for the recognizer's process, before the microphone opens."""


class Listener:
    """Listens when a button is pressed; otherwise the microphone is closed."""

    def __init__(
        self,
        source: AudioSource,
        models: Models,
        process: RecognizerProcess,
        limits: Limits | None = None,
        sureness: Sureness | None = None,
        sentence_silence_s: float | None = None,
        lamp: Lamp = no_lamp,
    ) -> None:
        self._lamp = lamp
        self._source = source
        self._models = models
        self._process = process
        self._limits = limits or Limits()
        self._sureness = sureness or Sureness()
        self._sentence_silence_s = sentence_silence_s
        self._lock = threading.Lock()
        self._is_started = False
        self._now: Listening | None = None
        self._number = 0

    def knows(self, language: str) -> bool:
        """Is there a model for a language?"""
        return self._models.find(language) is not None

    def ready(self, language: str) -> Readiness:
        """Can one speak in this language? If so its model is made ready."""
        model = self._models.find(language)
        if model is None or self._process.refusal(str(model)):
            return "off"
        self._start_process()
        self._process.warm(self._load(model))
        if not self._source.is_there():
            return "no_microphone"
        return "ready" if self._process.state == "ready" else "starting"

    def begin(self, language: str) -> tuple[int, Listening]:
        """Listen; gives a number for it. Raises CannotListen."""
        model = self._models.find(language)
        if model is None:
            raise CannotListen("no_model")
        self._start_process()
        with self._lock:
            if self._now is not None:
                self._now.discard()
                self._now.join()
            self._number += 1
            self._now = Listening(
                self._source,
                lambda: self._recognizer(model),
                self._limits,
                self._sureness,
                self._lamp,
            )
            self._now.start()
            return self._number, self._now

    def get(self, number: int) -> Listening | None:
        """The listening of that number, if it is the one under way."""
        with self._lock:
            return self._now if number == self._number else None

    @property
    def is_open(self) -> bool:
        """Is the microphone open, or about to be?"""
        with self._lock:
            return self._now is not None and self._now.is_open

    @property
    def recognizer_pid(self) -> int | None:
        """Number of the recognizer's process; none while there is none."""
        return self._process.pid

    def close(self) -> None:
        """Close the microphone and end the recognizer."""
        with self._lock:
            if self._now is not None:
                self._now.discard()
                self._now.join()
        self._process.close()

    def _recognizer(self, model: Path) -> Press:
        """A fresh one, also where its process is just being started again."""
        self._process.wait_until_ready(STARTS_WITHIN_S)
        return self._process.press(str(model), self._sentence_silence_s)

    def _start_process(self) -> None:
        with self._lock:
            if not self._is_started:
                self._process.start()
                self._is_started = True

    def _load(self, model: Path) -> Load:
        return Load(model=str(model), sentence_silence_s=self._sentence_silence_s)

"""What is asked: the owner's Settings where there are some, else our own survey."""

import functools
import logging
import threading
from collections.abc import Iterator
from typing import Protocol

from contract import messages
from contract.errors import BadMessage, DatabaseError, NotStored
from contract.messages import Answer, Settings, Survey
from device.kiosk.words import catalog
from models.words.labels import FEELINGS, THEMES

log = logging.getLogger(__name__)

LANGUAGES = ("en", "es", "de", "fr")
FACES = 4
UNHAPPY = ("waiting", "staff", "choice", "price", "tidiness", "something-else")
HAPPY = ("service", "quick", "choice", "price", "tidiness", "something-else")
SETTINGS = "settings"
SETTINGS_BEFORE = "settings_before"


class Facts(Protocol):
    """Where the device keeps the settings in use."""

    def latest(self, key: str) -> bytes | None:
        """The fact last kept under `key`, or none."""

    def keep_latest(self, key: str, value: bytes) -> None:
        """Keep a fact; raises NotStored."""


@functools.cache
def built_in() -> Settings:
    """The settings of a kiosk that no hub has given any yet."""
    faces = [f"face-{place}" for place in range(1, FACES + 1)]
    return Settings(
        revision=0,
        languages=list(LANGUAGES),
        survey=Survey(
            key="built-in",
            version=1,
            question_key="today",
            question=_labels("question"),
            faces=[Answer(key=key, label=_labels(key)) for key in faces],
            unhappy_reasons=[
                Answer(key=key, label=_labels(f"unhappy {key}")) for key in UNHAPPY
            ],
            happy_reasons=[
                Answer(key=key, label=_labels(f"happy {key}")) for key in HAPPY
            ],
        ),
    )


def _labels(part: str) -> dict[str, str]:
    return {language: catalog(language)[f"survey {part}"] for language in LANGUAGES}


class Surveys:
    """The settings in use, and the ones before, which an open visit may still show."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._lock = threading.Lock()
        self._seen: bytes | None = None
        self._current = built_in()
        self._before = self._read(facts.latest(SETTINGS_BEFORE)) or built_in()

    def current(self) -> Settings:
        """The settings in use now; a bad revision leaves the last good ones."""
        with self._lock:
            try:
                found = self._facts.latest(SETTINGS)
            except DatabaseError as error:
                log.warning("The settings cannot be read just now: %s", error)
                return self._current
            if found != self._seen:
                self._take(found)
            return self._current

    def shown(self) -> list[Settings]:
        """Settings that some page may still show, the newest first."""
        current = self.current()
        with self._lock:
            return [current, self._before, built_in()]

    def _take(self, found: bytes | None) -> None:
        earlier, self._seen = self._seen, found
        settings = self._read(found)
        if settings is None:
            return
        if earlier is not None:
            self._before = self._current
            try:
                self._facts.keep_latest(SETTINGS_BEFORE, messages.encode(self._before))
            except NotStored:
                log.warning("No room to note the settings that were in use before")
        self._current = settings
        log.info("Settings revision %d are in use", settings.revision)

    def _read(self, found: bytes | None) -> Settings | None:
        if found is None:
            return None
        try:
            settings = messages.decode(found, Settings)
        except BadMessage as error:
            log.warning("The settings are not used: %s", error)
            return None
        for where, name, known in unknown_names(settings):
            log.warning("%s names %r, which there is not; known are %s",
                        where, name, ", ".join(known))  # fmt: skip
        return settings


def unknown_names(settings: Settings) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Where settings name a theme or feeling that software can't read, and which."""
    for number, line in enumerate(settings.thanks, 1):
        named = (("theme", line.theme, THEMES), ("feeling", line.feeling, FEELINGS))
        for what, name, known in named:
            if name is not None and name not in known:
                yield f"thanks {number} of the settings, {what},", name, known

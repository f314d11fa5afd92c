"""What is asked: the owner's Settings where there are some, else our own survey."""

import functools
import logging
import threading
from importlib import resources
from typing import Protocol

import msgspec
from msgspec import Struct

from contract import messages
from contract.errors import BadMessage, DatabaseError, NotStored
from contract.messages import Answer, Settings, Survey

log = logging.getLogger(__name__)

LANGUAGES = ("en", "es", "de", "fr")
SETTINGS = "settings"
SETTINGS_BEFORE = "settings_before"


class SurveyWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The built-in survey in one language."""

    question: str
    """The one question."""
    faces: list[str]
    """The faces' names, worst first."""
    unhappy: dict[str, str]
    """Reasons after an unhappy face, by key."""
    happy: dict[str, str]
    """Reasons after a happy face, by key."""


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """All that the kiosk says in one language, from `words/`."""

    name: str
    """The language's name in itself."""
    page: dict[str, str]
    """What stands on the page, by key."""
    survey: SurveyWords
    """The built-in survey."""


class Facts(Protocol):
    """Where the device keeps the settings in use."""

    def latest(self, key: str) -> bytes | None:
        """The fact last kept under `key`, or none."""

    def keep_latest(self, key: str, value: bytes) -> None:
        """Keep a fact; raises NotStored."""


@functools.cache
def words(language: str) -> Words | None:
    """Our wording in a language, or none where we have not written it."""
    if language not in LANGUAGES:
        return None
    file = resources.files(__package__) / "words" / f"{language}.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Words)


def page_words(language: str) -> dict[str, str]:
    """What stands on the page in a language; English where we have not written it."""
    found = words(language) or words("en")
    return found.page if found else {}


def own_name(language: str) -> str:
    """A language's name in itself; its code where we have not written it."""
    found = words(language)
    return found.name if found else language


@functools.cache
def built_in() -> Settings:
    """The settings of a kiosk that no hub has given any yet."""
    known = {language: w.survey for language in LANGUAGES if (w := words(language))}
    english = known["en"]
    return Settings(
        revision=0,
        languages=list(LANGUAGES),
        survey=Survey(
            key="built-in",
            version=1,
            question_key="today",
            question={language: w.question for language, w in known.items()},
            faces=[
                Answer(
                    key=f"face-{place + 1}",
                    label={language: w.faces[place] for language, w in known.items()},
                )
                for place in range(len(english.faces))
            ],
            unhappy_reasons=[
                Answer(
                    key=key.replace("_", "-"),
                    label={language: w.unhappy[key] for language, w in known.items()},
                )
                for key in english.unhappy
            ],
            happy_reasons=[
                Answer(
                    key=key.replace("_", "-"),
                    label={language: w.happy[key] for language, w in known.items()},
                )
                for key in english.happy
            ],
        ),
    )


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
            return messages.decode(found, Settings)
        except BadMessage as error:
            log.warning("The settings are not used: %s", error)
            return None

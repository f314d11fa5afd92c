"""Which model hears which language, and what is said where nobody can be heard."""

import logging
from pathlib import Path
from typing import Literal

from contract.errors import HeedError
from models.catalog import Catalog
from models.speech.recognize import language_in

log = logging.getLogger(__name__)

Readiness = Literal["ready", "starting", "no_microphone", "off"]


class CannotListen(HeedError, RuntimeError):
    """Nobody can be listened to just now; `why` says it in a word."""

    def __init__(self, why: str) -> None:
        super().__init__(f"nobody can be listened to just now: {why}")
        self.why = why


class Models:
    """Which model hears which language."""

    def __init__(self, catalog: Catalog, named: dict[str, str]) -> None:
        """`named` holds folders by language, before those of the catalog.

        A folder named as a model of another language is left out and logged.
        """
        self._catalog = catalog
        self._named = {
            language: folder
            for language, folder in named.items()
            if _fits(language, folder)
        }

    def __bool__(self) -> bool:
        """Is there any?"""
        return bool(self._named) or self._catalog.find("speech") is not None

    def find(self, language: str) -> Path | None:
        """The folder of a model for a language or its base; none without one."""
        for code in (language, language.partition("-")[0]):
            if code in self._named:
                return Path(self._named[code])
        return self._catalog.find("speech", language)


def _fits(language: str, folder: str) -> bool:
    knows = language_in(Path(folder).resolve().name)
    if knows is None or knows == language.partition("-")[0]:
        return True
    log.error(
        "listen.models names %s for %s, but that model knows %s; nobody can speak %s"
        " until the setting is right",
        *(folder, language, knows, language),
    )
    return False

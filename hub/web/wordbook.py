"""The floor page's fixed words in the language of whoever reads it."""

import functools
from importlib import resources

import msgspec
from flask import request

LANGUAGES = ("en", "es", "de", "fr")
COOKIE = "heed_language"


@functools.cache
def words(language: str) -> dict[str, str]:
    """All words of one of our languages, by key."""
    file = resources.files(__package__) / "words" / f"{language}.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])


def say(language: str, key: str, **values: object) -> str:
    """One sentence with its values filled in."""
    return words(language)[key].format(**values)


def chosen() -> str:
    """The language that this browser chose, or asks for; else English."""
    cookie = request.cookies.get(COOKIE, "")
    if cookie in LANGUAGES:
        return cookie
    return request.accept_languages.best_match(LANGUAGES) or "en"

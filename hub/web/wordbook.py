"""The floor page's fixed words in the language of whoever reads it."""

from flask import request

from hub.web import books

LANGUAGES = ("en", "es", "de", "fr")
COOKIE = "heed_language"


def words(language: str) -> dict[str, str]:
    """All words of one of our languages, by key."""
    return books.read("words", language)


def say(language: str, key: str, **values: object) -> str:
    """One sentence with its values filled in."""
    return words(language)[key].format(**values)


def chosen() -> str:
    """The language that this browser chose, or asks for; else English."""
    cookie = request.cookies.get(COOKIE, "")
    if cookie in LANGUAGES:
        return cookie
    return request.accept_languages.best_match(LANGUAGES) or "en"

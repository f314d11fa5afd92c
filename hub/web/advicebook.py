"""Guidance as it is shown: the shop's own words, else ours, by language."""

import sqlite3

from hub.store import guidance
from hub.web import books


def ours(language: str) -> dict[str, str]:
    """Our words by piece."""
    return books.read("advice", language)


def words(connection: sqlite3.Connection, language: str) -> dict[str, str]:
    """What is shown of each piece."""
    return ours(language) | guidance.own_words(connection, language)

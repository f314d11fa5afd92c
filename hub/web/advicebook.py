"""Guidance as it is shown: the shop's own words, else ours, by language."""

import functools
import sqlite3
from importlib import resources

import msgspec

from hub.store import guidance


@functools.cache
def ours(language: str) -> dict[str, str]:
    """Our words by piece."""
    file = resources.files(__package__) / "advice" / f"{language}.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])


def words(connection: sqlite3.Connection, language: str) -> dict[str, str]:
    """What is shown of each piece."""
    return ours(language) | guidance.own_words(connection, language)

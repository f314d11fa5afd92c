"""Our words in four languages: a folder of JSON files for each group of pages."""

import functools
from importlib import resources

import msgspec


@functools.cache
def read(book: str, language: str) -> dict[str, str]:
    """All words of a book (its folder) in one of our languages, by key."""
    file = resources.files(__package__) / book / f"{language}.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])

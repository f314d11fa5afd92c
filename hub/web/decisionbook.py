"""Words of the pages on which an owner decides on alerts, guidance and tablets."""

import functools
from importlib import resources

import msgspec

from hub.web import wordbook


@functools.cache
def words(language: str) -> dict[str, str]:
    """All words of one of our languages, by key."""
    file = resources.files(__package__) / "decisions" / f"{language}.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])


def chosen() -> tuple[str, dict[str, str]]:
    """The reader's language and its words."""
    language = wordbook.chosen()
    return language, words(language)

"""How themes, feelings, dangers and reasons are called, in the reader's language."""

import functools
from importlib import resources

import msgspec

from hub.web import wordbook


@functools.cache
def words(language: str) -> dict[str, str]:
    """All words of one of our languages, by key."""
    file = resources.files(__package__) / "said" / f"{language}.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])


def name(language: str, kind: str, key: str) -> str:
    """A `theme`, `feeling`, `urgent` or `source`; one's own is called as its key."""
    found = words(language).get(f"{kind}_{key}")
    return found or key.replace("-", " ").replace("_", " ").capitalize()


def why(language: str, key: str) -> str:
    """Why a human has to look at a comment."""
    known = words(language)
    return known.get(f"why_{key}", known["why_other"])


def chosen() -> tuple[str, dict[str, str]]:
    """The reader's language and its words."""
    language = wordbook.chosen()
    return language, words(language)

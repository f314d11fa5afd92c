"""The shop's own words: brands, products, its street, what colleagues are called.

They are names to a model and no secret to anybody in the shop. What is a number, a
card or an address on the net is hidden all the same, whatever is on the list.
"""

import functools
import re
from collections.abc import Collection
from typing import Final

MOST: Final = 200
"""Words and phrases of one shop."""
LONGEST: Final = 40
"""Characters of each."""
KINDS: Final = ("name", "address")
"""Kinds of details that may turn out to be the shop's own."""


def plain(word: str) -> str:
    """A word as it is compared: small letters, straight apostrophes, single blanks."""
    return " ".join(word.replace("’", "'").casefold().split())


def problem_of(word: str) -> str | None:
    """Why this can't be one of the shop's own words, or none."""
    if len(word) > LONGEST:
        return f"{word[:20]!r}… has {len(word)} characters; at most {LONGEST}"
    if sum(char.isalpha() for char in word) < 2:
        return f"{word!r} has fewer than two letters; a number is always hidden"
    if "@" in word or re.search(r"\d{4}", word):
        return f"{word!r} looks like a number or an address; those are always hidden"
    return None


def are_own(text: str, start: int, end: int, own: Collection[str]) -> bool:
    """Is a stretch the shop's own: whole, word by word, or part of a phrase of it?"""
    if not own:
        return False
    told, known = plain(text[start:end]), _known(frozenset(own))
    if told in known.words or told.removesuffix("'s") in known.words:
        return True
    words = [word.removesuffix("'s") for word in re.findall(r"[\w']+", told)]
    if words and all(w in known.words or f"{w}'s" in known.words for w in words):
        return True
    return any(
        found.start() <= start and end <= found.end()
        for found in known.phrases.finditer(text)
    )


class _Known:
    def __init__(self, own: frozenset[str]) -> None:
        self.words = frozenset(plain(word) for word in own)
        phrases = sorted((w for w in self.words if " " in w), key=len, reverse=True)
        parts = (
            re.escape(phrase).replace(r"\ ", r"\s+").replace("'", "['’]")
            for phrase in phrases
        )
        either = "|".join(parts) or r"(?!)"
        self.phrases = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


@functools.lru_cache(8)
def _known(own: frozenset[str]) -> _Known:
    return _Known(own)

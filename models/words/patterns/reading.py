"""A text made easy to match: its characters made plain, its words, its cues."""

import bisect
import functools
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[0-9]+")
DASHES = "‐‑‒–—―−﹣－"
QUOTES = "’‘ʼ`´"
FILE = Path(__file__).with_name("vocabulary.toml")
REACH = 8
"""Words between a cue and what it tells of, at most."""


class Word(NamedTuple):
    """A run of letters, or of digits; `start` and `end` count in `Reading.clean`."""

    text: str
    start: int
    end: int


class Reading:
    """A text with what hides nothing taken away; positions lead back to the original.

    `clean` has ASCII digits, plain dashes and quotes, and no invisible characters;
    `low` is the same in small letters; both have one character where `clean` has one.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        kept = [(plain(char), at) for at, char in enumerate(text) if shown(char)]
        self.clean = "".join(char for char, _ in kept)
        self._at = [at for _, at in kept]
        self.low = "".join(small(char) for char in self.clean)
        self.words = [
            Word(found.group(), found.start(), found.end())
            for found in WORD.finditer(self.low)
        ]
        self._starts = [word.start for word in self.words]
        self._cues = [cue_of(word.text) for word in self.words]
        for at, word in enumerate(self.words[2:], 2):
            told = [self.words[at - 2].text, self.words[at - 1].text, word.text]
            if told == ["d", "o", "b"]:
                self._cues[at] = ("birth",)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `clean` stands in the text."""
        after = self._at[end] if end < len(self._at) else len(self.text)
        return self._at[start], after

    def word_at(self, position: int) -> int:
        """Index of the first word that starts at or after a position of `clean`."""
        return bisect.bisect_left(self._starts, position)

    def close(self, index: int) -> bool:
        """Whether only light signs stand between this word and the next."""
        if index + 1 >= len(self.words):
            return False
        gap = self.clean[self.words[index].end : self.words[index + 1].start]
        if ". " in gap and self.words[index].text not in ("st", "no", "apt", "dr"):
            return False
        return len(gap) <= 3 and not gap.strip(" ,.-/()")

    def cue(self, index: int, kinds: frozenset[str], reach: int = REACH) -> str | None:
        """The kind of the nearest cue among `reach` words before a word."""
        for before in range(index - 1, max(index - 1 - reach, -1), -1):
            for kind in self._cues[before]:
                if kind in kinds:
                    return kind
        return None

    def cue_after(self, index: int, kind: str, reach: int = REACH) -> bool:
        """Whether a cue of that kind stands among `reach` words after a word."""
        return any(kind in held for held in self._cues[index + 1 : index + 1 + reach])


def shown(char: str) -> bool:
    """Whether a character takes part: not a zero-width one, nor a combining mark."""
    return char.isascii() or unicodedata.category(char) not in ("Cf", "Mn", "Me")


def plain(char: str) -> str:
    """The same character as it is typed plainly."""
    if char.isascii():
        return " " if char.isspace() or char < " " else char
    if char in DASHES:
        return "-"
    if char in QUOTES:
        return "'"
    if char.isspace() or unicodedata.category(char) == "Cc":
        return " "
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    same = unicodedata.normalize("NFKC", char)
    return same if len(same) == 1 else char


def small(char: str) -> str:
    """The small letter, where it is one."""
    lower = char.lower()
    return lower if len(lower) == 1 else char


@functools.cache
def vocabulary() -> dict[str, Any]:
    """The lists of `vocabulary.toml`."""
    return tomllib.loads(FILE.read_text("utf-8"))


@functools.cache
def words_of(name: str) -> frozenset[str]:
    """A list of words by its name."""
    return frozenset(vocabulary()["words"][name].split())


def cue_of(word: str) -> tuple[str, ...]:
    """The kinds that a word is a cue of; German names numbers in one word."""
    known = cues().get(word.removesuffix("'s"), ())
    compound = word.endswith(("nummer", "schein")) and len(word) > 8
    compound = compound and word not in ("hausnummer", "augenschein", "anschein")
    return known or (("id",) if compound else ())


@functools.cache
def cues() -> dict[str, tuple[str, ...]]:
    """The kinds of details that each word is a cue of."""
    held: dict[str, tuple[str, ...]] = {}
    for kind, listed in vocabulary()["cues"].items():
        for word in listed.split():
            held[word] = (*held.get(word, ()), kind)
    return held

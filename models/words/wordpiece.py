"""Texts into word pieces, as BERT's uncased models do, with places in the text.

Basic tokenization and greedy longest-match WordPiece after Devlin et al. (2019); proved
equal to the reference implementation in the tests.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from models.network import BadModel, read_model

LONGEST_WORD = 100
"""Longer words count as unknown."""
CJK = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class Pieces(Struct, frozen=True):
    """A text in pieces; the first and last are marks and stand nowhere in it."""

    ids: list[int]
    """Numbers of the pieces in the vocabulary."""
    spans: list[tuple[int, int]]
    """Start and end of each piece in the text, in characters; (0, 0) for a mark."""


class WordPiece:
    """A vocabulary and what it makes of a text."""

    def __init__(self, vocabulary: list[str]) -> None:
        """Raises BadModel where marks are missing or a piece stands twice."""
        self._numbers = {piece: at for at, piece in enumerate(vocabulary)}
        missing = [m for m in ("[UNK]", "[CLS]", "[SEP]") if m not in self._numbers]
        if missing or len(self._numbers) != len(vocabulary):
            raise BadModel(
                f"the vocabulary of {len(vocabulary)} pieces lacks {missing or 'none'} "
                f"or repeats some ({len(self._numbers)} differ); fetch or copy it anew"
            )
        self._unknown = self._numbers["[UNK]"]
        self._cache: dict[str, tuple[tuple[int, int], ...]] = {}

    @classmethod
    def read(cls, path: Path, sha256: str | None = None) -> "WordPiece":
        """From a file with a piece a line; raises BadModel."""
        try:
            return cls(read_model(path, sha256).decode().splitlines())
        except UnicodeDecodeError as error:
            raise BadModel(f"{path}: not text ({error}); copy it anew") from error

    def __len__(self) -> int:
        return len(self._numbers)

    def pieces(self, text: str, most: int) -> Pieces:
        """The text's pieces, at most `most` with the two marks; the rest is cut."""
        ids, spans = [self._numbers["[CLS]"]], [(0, 0)]
        for word, places in _words(text):
            for number, (start, end) in self._split(word):
                ids.append(number)
                spans.append((places[start], places[end - 1] + 1))
            if len(ids) >= most - 1:
                del ids[most - 1 :], spans[most - 1 :]
                break
        ids.append(self._numbers["[SEP]"])
        spans.append((0, 0))
        return Pieces(ids, spans)

    def _split(self, word: str) -> Iterator[tuple[int, tuple[int, int]]]:
        """Number, and start and end in the word, of each of its pieces."""
        found = self._longest(word) or ((self._unknown, len(word)),)
        start = 0
        for number, end in found:
            yield number, (start, end)
            start = end

    def _longest(self, word: str) -> tuple[tuple[int, int], ...]:
        """Number and end of each piece; none where the word can't be made of pieces."""
        if word in self._cache:
            return self._cache[word]
        pieces: list[tuple[int, int]] = []
        start = 0 if len(word) <= LONGEST_WORD else len(word) + 1
        while start < len(word):
            head = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(head + word[start:end])
                if number is not None:
                    pieces.append((number, end))
                    start = end
                    break
            else:
                pieces = []
                break
        if len(self._cache) < 20_000:
            self._cache[word] = tuple(pieces)
        return tuple(pieces)


def _words(text: str) -> Iterator[tuple[str, list[int]]]:
    """Each word in lower case without accents, and the place of each of its letters."""
    letters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        kind = _kind(character)
        if kind == "nothing":
            continue
        if kind != "letter" and letters:
            yield "".join(letters), places
            letters, places = [], []
        if kind == "alone":
            yield character, [at]
        elif kind == "letter":
            for letter in _plain(character):
                letters.append(letter)
                places.append(at)
    if letters:
        yield "".join(letters), places


def _plain(character: str) -> str:
    """Lower case and without accents; nothing for an accent that stands alone."""
    if character.isascii():
        return character.lower()
    apart = unicodedata.normalize("NFD", character).lower()
    return "".join(one for one in apart if unicodedata.category(one) != "Mn")


def _kind(character: str) -> str:
    """Is it a letter of a word, a word alone, a gap, or nothing at all?"""
    if character.isascii():
        if character.isalnum():
            return "letter"
        if character in " \t\n\r":
            return "gap"
        return "alone" if " " < character < "\x7f" else "nothing"
    code = ord(character)
    category = unicodedata.category(character)
    if code == 0xFFFD or category[0] == "C":
        return "nothing"
    if category[0] == "Z":
        return "gap"
    if category[0] == "P" or any(first <= code <= last for first, last in CJK):
        return "alone"
    return "letter"

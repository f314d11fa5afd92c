"""Numbers and letters told in words: "oh eight six", "k for kite four two"."""

import functools
from collections.abc import Iterator
from typing import NamedTuple

from models.words.patterns.reading import Reading, vocabulary, words_of

LANGUAGES = ("en", "es", "de", "fr")
SPELLING = ("for", "wie", "de", "comme")
HOMOPHONES = {"see": "c", "you": "u", "why": "y", "are": "r", "tea": "t", "pea": "p"}
LETTER_NAMES = {
    "ay": "a",
    "bee": "b",
    "cee": "c",
    "dee": "d",
    "gee": "g",
    "zed": "z",
    "zee": "z",
    "ixe": "x",
    "zett": "z",
    "ypsilon": "y",
}
GERMAN_LETTERS = {"ka": "k", "ha": "h", "jot": "j", "vau": "v", "ix": "x", "ef": "f"}
# Words of other languages that mean something else in the text's own.
BORN = ["d", "o", "b"]
FRENCH = frozenset(("vingt", "vingts"))


LONGEST = 60
"""Words of one run, at most; what goes on behind it is another."""


class Run(NamedTuple):
    """Number words and single letters that stand together.

    `shape` has a letter for each: d one digit, x a zero or a doubled digit, p a pair
    such as "forty" or "twelve", s "hundred" or "thousand", l a letter, n a letter by a
    word of the spelling alphabet, t what is typed in figures.
    """

    first: int
    last: int
    symbols: str
    shape: str

    @property
    def digits(self) -> str:
        """Its digits alone."""
        return "".join(symbol for symbol in self.symbols if symbol.isdigit())

    @property
    def letters(self) -> str:
        """Its letters alone."""
        return "".join(symbol for symbol in self.symbols if symbol.isalpha())


class Numerals:
    """What words mean in numbers in one language, and in others where it is plain."""

    def __init__(self, language: str) -> None:
        self.digits: dict[str, str] = {}
        self.pairs: dict[str, str] = {}
        self.tens: dict[str, str] = {}
        self.scales: dict[str, str] = {}
        self.repeats: dict[str, int] = {}
        own = language if language in LANGUAGES else "en"
        for other in LANGUAGES:
            if other != own:
                self._add(vocabulary()["numbers"][other], words_of("shared_numbers"))
        self._add(vocabulary()["numbers"][own], frozenset())
        self.dots = frozenset(vocabulary()["numbers"][own]["dots"].split())
        """Words for the dot in an address."""
        self.ats = frozenset(vocabulary()["numbers"][own]["ats"].split())
        """Words for the sign in an e-mail address."""
        self.alike = frozenset(vocabulary()["numbers"][own]["alike"].split())
        self._german()

    def _add(self, table: dict[str, str], without: frozenset[str]) -> None:
        for at, word in enumerate(table["digits"].split()):
            if word not in without:
                self.digits[word] = "0123456789"[at] if at < 10 else "1"
        self.digits |= {w: "0" for w in table["zeros"].split() if w not in without}
        for at, word in enumerate(table["teens"].split()):
            if word not in without:
                self.pairs[word] = f"{10 + at % 20:02}"
        for at, word in enumerate(table["tens"].split()):
            self.tens[word] = str(2 + at % 7)
        for word in table["scales"].split():
            if word not in without:
                self.scales[word] = "000" if word[0] in "tm" else "00"
        for word in table["repeat"].split():
            self.repeats[word] = 3 if word[0] == "t" and word != "t" else 2

    def _german(self) -> None:
        """German writes pairs in one word: zweiundvierzig."""
        ones = vocabulary()["numbers"]["de"]["ones"].split()
        tens = vocabulary()["numbers"]["de"]["tens"].split()[:8]
        for high, ten in enumerate(tens, 2):
            for low, one in enumerate(ones, 1):
                self.pairs[f"{one}und{ten}"] = f"{high}{low}"


@functools.cache
def numerals(language: str) -> Numerals:
    """The number words of a language."""
    return Numerals(language)


def typed(shape: str) -> bool:
    """Whether all that is a number in a run is in figures."""
    return "t" in shape and not set(shape) & set("dxps")


class Scanner:
    """Finds the runs of one text."""

    def __init__(self, reading: Reading, language: str = "en") -> None:
        self.reading = reading
        self.told = [word.text for word in reading.words]
        self.means = numerals(language)
        self.short = ("a", "i") if language == "en" else ("a", "i", "y", "e", "o")

    def runs(self) -> Iterator[Run]:
        """All runs, in order; those of figures alone are left to other patterns."""
        at = 0
        while at < len(self.told):
            run = None if self.told[at : at + 3] == BORN else self._run(at)
            if self.told[at : at + 3] == BORN:
                at += 3
            elif run is None:
                at += 1
            if run is None:
                continue
            at = run.last + 1
            trimmed = self._trimmed(run)
            if trimmed is not None and not typed(trimmed.shape):
                yield trimmed

    def _run(self, first: int) -> Run | None:
        symbols, shape, at, last = "", "", first, first - 1
        while at < min(len(self.told), first + LONGEST):
            found = self._symbol(at, bool(symbols))
            if found is None:
                step = self._gap(at, symbols)
                if not step or not symbols:
                    break
                at += step
                continue
            text, mark, after = found
            symbols, shape, last, at = symbols + text, shape + mark, after - 1, after
            if not self.reading.close(last):
                break
        return Run(first, last, symbols, shape) if symbols else None

    def _symbol(self, at: int, inside: bool) -> tuple[str, str, int] | None:
        """What the word at this place stands for, its mark and the next place."""
        word, means = self.told[at], self.means
        follow = self.told[at + 1] if self._near(at) else ""
        if word in means.repeats:
            return self._repeated(at, follow)
        if word == "o" and self._spelled(at, follow):
            return "o", "l", at + 1
        if word in means.digits:
            if word == "quatre" and follow in FRENCH:
                return "8", "p", at + 2
            return means.digits[word], "x" if means.digits[word] == "0" else "d", at + 1
        if word in means.pairs:
            return means.pairs[word], "p", at + 1
        if word in means.tens:
            return self._tens(at, follow)
        if word in means.scales and inside:
            return means.scales[word], "s", at + 1
        if word.isdigit():
            return word, "t", at + 1
        return self._letter(at, follow)

    def _spelled(self, at: int, follow: str) -> bool:
        """Whether a letter is spelled before or behind this word."""
        before = self.told[at - 1] if at and self._near(at - 1) else ""
        return any(len(one) == 1 and one.isalpha() for one in (before, follow))

    def _near(self, at: int) -> bool:
        return self.reading.close(at)

    def _repeated(self, at: int, follow: str) -> tuple[str, str, int] | None:
        if follow in ("you", "u"):
            return "w", "l", at + 2
        times = self.means.repeats[self.told[at]]
        digit = self.means.digits.get(follow)
        if digit is not None:
            return digit * times, "x" * times, at + 2
        if len(follow) == 1 and follow.isalnum():
            mark = "x" if follow.isdigit() else "l"
            return follow * times, mark * times, at + 2
        return None

    def _tens(self, at: int, follow: str) -> tuple[str, str, int]:
        ten = self.means.tens[self.told[at]]
        after = at + 1
        if follow in ("y", "et") and self._near(at + 1):
            after, follow = at + 2, self.told[at + 2]
        one = self.means.digits.get(follow)
        if one is not None and one != "0":
            return ten + one, "p", after + 1
        if (
            ten in "67"
            and follow in self.means.pairs
            and self.told[at]
            in (
                "soixante",
                "vingt",
            )
        ):
            return ten + self.means.pairs[follow][1], "p", after + 1
        return ten + "0", "p", at + 1

    def _letter(self, at: int, follow: str) -> tuple[str, str, int] | None:
        word = self.told[at]
        if word == "x" and follow == "ray":
            return "x", "n", at + 2
        if word in words_of("nato"):
            return word[0], "n", at + 1
        if self._grouped(at, word):
            return word, "l" * len(word), at + 1
        letter = LETTER_NAMES.get(word)
        if len(word) == 1 and word.isascii() and word.isalpha():
            letter = word
        if letter is None:
            letter = GERMAN_LETTERS.get(word) or self._alike(at, word)
            if letter is None:
                return None
        if follow in SPELLING and at + 2 < len(self.told) and self._near(at + 1):
            meant = self.told[at + 2]
            if meant[0] == letter and len(meant) > 2:
                return letter, "l", at + 3
        return letter, "l", at + 1

    def _grouped(self, at: int, word: str) -> bool:
        """Whether a word is letters of a plate written as one: "bx twenty one wlv"."""
        if not 2 <= len(word) <= 3 or not word.isascii() or set(word) & set("aeiouy"):
            return False
        if any(word in words_of(known) for known in ("units", "abbreviations", "stop")):
            return False
        return word.isalpha() and self.reading.cue(at, frozenset(("car",))) is not None

    def _alike(self, at: int, word: str) -> str | None:
        """The letter that a word sounds like, between two that are spelled."""
        letter = HOMOPHONES.get(word)
        if letter is None or not 0 < at < len(self.told) - 1:
            return None
        around = self.told[at - 1], self.told[at + 1]
        known = self.means.digits | self.means.pairs | self.means.tens
        return letter if all(len(w) == 1 or w in known for w in around) else None

    def _gap(self, at: int, symbols: str) -> int:
        """How many words may be passed over because the run goes on behind them."""
        if not self._near(at) or at + 1 >= len(self.told):
            return 0
        word = self.told[at]
        passed = word in words_of("connectors") or word in words_of("fillers")
        alike = word in self.means.alike and len(symbols) >= 3 and symbols.isdigit()
        if not passed and not alike:
            return 0
        beyond = self._symbol(at + 1, True)
        if beyond is None:
            both = word == "forward" and self.told[at + 1] in words_of("connectors")
            return 2 if both and at + 2 < len(self.told) else 0
        if word in words_of("connectors") or word == "and":
            return 1
        # A filler or a word that sounds like a digit needs digits on both sides.
        return 1 if symbols[-2:].isdigit() and beyond[0].isdigit() else 0

    def _trimmed(self, run: Run) -> Run | None:
        """Without a lone "a" or "i" at its ends that is a word, not a letter."""
        first, last, symbols, shape = run
        while symbols and self._is_word(first, symbols, shape):
            first, symbols, shape = first + 1, symbols[1:], shape[1:]
        while last > first and self.told[last] in self.short:
            if last + 1 >= len(self.told) or not self.reading.close(last):
                break
            if self.told[last] == "a" and len(symbols.strip("a0123456789")) > 1:
                break
            last, symbols, shape = last - 1, symbols[:-1], shape[:-1]
        return Run(first, last, symbols, shape) if symbols and first <= last else None

    def _is_word(self, first: int, symbols: str, shape: str) -> bool:
        told = self.told[first]
        if told not in self.short or shape[0] != "l":
            return False
        if self.told[first + 1 : first + 2] and self.told[first + 1] in SPELLING:
            return False
        follow = self.told[first + 1 : first + 2]
        if told == "i" and follow and len(follow[0]) > 1:
            return True
        return not symbols.strip("aiyeo0123456789")

"""Addresses with a house's number, and post codes, typed and told."""

import re
from collections.abc import Iterator

from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, words_of
from models.words.patterns.runs import numerals

SURE_IN_ONE = ("straße", "strasse", "gasse")
STREETS_IN_ONE = (*SURE_IN_ONE, "str", "weg", "allee", "platz", "ring")
GERMAN_FRONTS = frozenset(("am", "an", "im"))
LETTERS = r"[^\W\d_]"
POST_CODES = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}"
    r"|[AC-FHKNPRTV-Y](?:[0-9]{2}|6W) ?[AC-FHKNPRTV-Y0-9]{4}"
    r"|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])(?![\w-])"
)
CUED = re.compile(
    r"(?<![\w-])(?:[A-Za-z0-9]{2,4}[ -]?[A-Za-z0-9]{3,4}|[0-9]{4,6})(?![\w-])"
)
ADDRESS = frozenset(("address",))
LEADS = frozenset(("at", "to", "is", "it's", "address", "c'est", "le", "en", "la"))
AHEAD = 5
"""Words between a house's number and the kind of its street, at most."""


def places(reading: Reading, language: str = "en") -> Iterator[Found]:
    """Addresses and post codes."""
    yield from post_codes(reading)
    houses = Houses(reading, language)
    at = 0
    while at < len(reading.words):
        found = houses.at(at)
        if found is None:
            at += 1
            continue
        first, last = found
        start, end = reading.words[first].start, reading.words[last].end
        yield Found("address", start, end)
        at = last + 1


def post_codes(reading: Reading) -> Iterator[Found]:
    """Post codes by their shape, or any behind the word for one."""
    for found in POST_CODES.finditer(reading.clean):
        index = reading.word_at(found.start())
        watts = found.group().endswith("W") and found.group()[-2].isdigit()
        if not watts and reading.cue(index, frozenset(("id", "not")), 3) is None:
            yield Found("address", found.start(), found.end())
    for found in CUED.finditer(reading.low):
        index = reading.word_at(found.start())
        digits = sum(char.isdigit() for char in found.group())
        if digits >= 2 and reading.cue(index, frozenset(("code",)), 3):
            yield Found("address", found.start(), found.end())


class Houses:
    """Addresses with a number before the street, or behind it."""

    def __init__(self, reading: Reading, language: str) -> None:
        self.reading = reading
        self.told = [word.text for word in reading.words]
        self.means = numerals(language)
        self.german = language == "de"

    def at(self, first: int) -> tuple[int, int] | None:
        """First and last word of an address that begins here."""
        told = self.told
        if told[first] in words_of("streets_before"):
            front = told[first] not in GERMAN_FRONTS or (
                self.german and self._capital(first)
            )
            return self._front(first) if front else None
        behind = STREETS_IN_ONE if self.german else SURE_IN_ONE
        if _ends(told[first], behind) and self._capital(first):
            after = self._numbered(first + 1)
            near = after > first + 1 and self._apart(first) in (" ", ". ")
            return (first, self._beyond(after - 1)) if near else None
        flat = told[first] in words_of("flats")
        after = self._numbered(first + flat)
        if after == first + flat:
            return None
        last = self._street(first, after)
        if last is None:
            return None
        return self._before(first), self._beyond(last)

    def _numbered(self, at: int) -> int:
        """Behind the house's number, told or typed; the same place if none is here."""
        begun = at
        while at < len(self.told) and at < begun + 7:
            word = self.told[at]
            if at > begun and not self.reading.close(at - 1):
                break
            figure = word.isdigit() and len(word) <= 5
            number = word in self.means.digits or word in self.means.tens
            scale = at > begun and (word in self.means.scales or word == "and")
            letter = at > begun and len(word) == 1
            if not (figure or number or word in self.means.pairs or scale or letter):
                break
            at += 1
        ordinal = at < len(self.told) and self.told[at] in ("st", "nd", "rd", "th")
        return begun if ordinal and at == begun + 1 else at

    def _street(self, first: int, after: int) -> int | None:
        """The last word of the street's name, where one stands behind the number."""
        if (
            after < len(self.told)
            and self.told[after] in words_of("streets_before") - GERMAN_FRONTS
        ):
            return self._named(after + 1, AHEAD)
        kind = self._kind(first, after)
        if kind is None:
            lead = self.told[first - 1] if first else ""
            cue = self.reading.cue(first, ADDRESS, 5)
            return self._named(after, 4) if cue and lead in LEADS else None
        beyond = kind
        for at in range(kind + 1, min(kind + 3, len(self.told))):
            word = self.told[at]
            if not self.reading.close(at - 1) or word in words_of("stop"):
                break
            if word in words_of("streets") or (
                at == kind + 1 and word in words_of("maybe_streets")
            ):
                beyond = at
        return beyond

    def _kind(self, first: int, after: int) -> int | None:
        """Where the word for the kind of street stands."""
        lead = self.told[first - 1] if first else ""
        cue = self.reading.cue(first, ADDRESS, 7) is not None
        cue = cue or lead in ("at", "number", "flat")
        for at in range(after, min(after + AHEAD, len(self.told))):
            word = self.told[at]
            if (at > after and word in words_of("streets")) or _ends(word, SURE_IN_ONE):
                return at
            if (
                at > after
                and word in words_of("maybe_streets")
                and (cue or self._typed(after, at))
            ):
                return at
            if word in words_of("stop") and word not in words_of("inside_streets"):
                return None
            if word in words_of("units") or not self.reading.close(at - 1):
                return None
        return None

    def _typed(self, after: int, at: int) -> bool:
        """Whether the number is in figures and the kind of street has a capital."""
        start = self.reading.words[at].start
        return self.reading.clean[start].isupper() and self.told[after - 1].isdigit()

    def _named(self, at: int, most: int) -> int | None:
        """The last of up to `most` words of a name; None if it does not begin here."""
        last = None
        for word in range(at, min(at + most, len(self.told))):
            told = self.told[word]
            if not self.reading.close(word - 1) or told in words_of("units"):
                break
            if told in words_of("flats") or self._is_number(told):
                break
            if told in words_of("stop"):
                if told in words_of("inside_streets"):
                    continue
                break
            last = word
        return last

    def _before(self, first: int) -> int:
        """Back over "flat three" and "number"."""
        told = self.told
        for back in (3, 2, 1):
            if first - back >= 0 and told[first - back] in words_of("flats"):
                between = told[first - back + 1 : first]
                if all(self._is_number(word) or len(word) == 1 for word in between):
                    return first - back
        return first - 1 if first and told[first - 1] == "number" else first

    def _is_number(self, word: str) -> bool:
        means = self.means
        return (
            word.isdigit()
            or word in means.digits
            or word in means.tens
            or (word in means.pairs)
        )

    def _beyond(self, last: int) -> int:
        """On over a flat, a post code and towns behind commas."""
        told, listed = self.told, False
        while last + 1 < len(told):
            gap = self._apart(last)
            follow = told[last + 1]
            if follow in words_of("flats") and self._flat(last + 1) and len(gap) <= 2:
                last, listed = self._flat(last + 1), False
                continue
            capital = self._capital(last + 1)
            if gap == ", " and capital:
                here = follow not in words_of("stop") or self._capital(last + 2)
            elif listed and gap == " " and follow.isdigit() and len(follow) <= 2:
                here = self._closing(last + 1)
            elif gap == " " and capital:
                here = listed or coded_before(told[last])
            else:
                here = (
                    gap in (", ", " ") and follow.isdigit() and len(follow) in (4, 5, 6)
                )
            if not here:
                break
            last, listed = last + 1, gap == ", " or listed
        return last

    def _closing(self, at: int) -> bool:
        """Whether no other word follows at once: "Dublin 2."."""
        end = self.reading.words[at].end
        return not self.reading.clean[end : end + 2].strip(" ")[:1].isalnum()

    def _apart(self, at: int) -> str:
        """What stands between a word and the next."""
        words = self.reading.words
        return self.reading.clean[words[at].end : words[at + 1].start]

    def _capital(self, at: int) -> bool:
        words = self.reading.words
        return at < len(words) and self.reading.clean[words[at].start].isupper()

    def _flat(self, at: int) -> int:
        """The last word of "flat three" or "apt 3R"; 0 if it is none."""
        if at + 1 >= len(self.told) or not self.reading.close(at):
            return 0
        number = self.told[at + 1]
        if self._is_number(number) and at + 2 < len(self.told):
            joined = not self._apart(at + 1) and len(self.told[at + 2]) == 1
            return at + 2 if joined else at + 1
        lone = len(number) == 1 and number not in ("a", "i")
        return at + 1 if self._is_number(number) or lone else 0

    def _front(self, first: int) -> tuple[int, int] | None:
        """A street whose number stands behind its name: "Am Ziegelhof 9"."""
        for at in range(first + 1, min(first + 6, len(self.told))):
            if not self.reading.close(at - 1) or self.told[at] in words_of(
                "no_streets"
            ):
                return None
            after = self._numbered(at)
            if after > at:
                typed = self.told[at].isdigit()
                capital = self.reading.clean[
                    self.reading.words[first + 1].start
                ].isupper()
                sure = self.told[first] in words_of("streets")
                if sure or (typed and capital):
                    return first, self._beyond(after - 1)
                return None
            if self.told[at] in words_of("units"):
                return None
        return None


def coded_before(word: str) -> bool:
    """Whether a word may be a post code in figures."""
    return word.isdigit() and len(word) in (4, 5)


def _ends(word: str, endings: tuple[str, ...]) -> bool:
    """Whether a word is a street's name in one, as German has them."""
    return word.endswith(endings) and len(word) > 6

"""Phones, cards, bank accounts and dates typed in figures."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.words.patterns import checks
from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, words_of

GROUP = re.compile(r"[0-9]+")
BETWEEN = re.compile(r"[ .\-/()]{1,3}|\)|\(| \(0\) ?|\(0\)")
MONEY = frozenset("€£$¥₹₦")
YEAR = re.compile(r"(?:19|20)[0-9]{2}$")
HOURS = re.compile(r"(?:[01][0-9]|2[0-4])[0-5][0-9]")
ACCOUNT = re.compile(r"\b[A-Za-z]{2}[0-9]{2}(?=[ -]?[A-Za-z0-9])")
ASKS = frozenset(("phone", "card", "id", "birth", "number", "not", "ending", "code"))
DATE = re.compile(
    r"(?<![\w/.-])(?:[0-9]{1,2}([/.\- ])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})|"
    r"[0-9]{4}([/.-])[0-9]{1,2}\2[0-9]{1,2})(?![\w/-])"
)
MOST_PARTS = 6
"""Groups of a part that is a detail by itself, at most."""
MOST_GROUPS = 12
"""Groups of digits looked at together, at most."""
BORN_BEFORE = 2014
"""A full date before this year is taken for a birth date even without a cue."""


class Chain(NamedTuple):
    """Groups of digits with no more than light signs between them."""

    groups: list[str]
    spans: list[tuple[int, int]]
    """Where each group stands."""

    @property
    def start(self) -> int:
        """Where the first group begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Behind the last group."""
        return self.spans[-1][1]

    @property
    def digits(self) -> str:
        """All digits together."""
        return "".join(self.groups)

    def part(self, first: int, after: int) -> "Chain":
        """The groups from `first` to before `after`."""
        return Chain(self.groups[first:after], self.spans[first:after])


def figures(reading: Reading) -> Iterator[Found]:
    """Details in figures; the checked ones first."""
    yield from accounts(reading)
    yield from dates(reading)
    for chain in chains(reading.clean):
        yield from told(reading, chain)


def chains(text: str) -> Iterator[Chain]:
    """Groups of digits that belong together, left to right."""
    chain = Chain([], [])
    for group in GROUP.finditer(text):
        apart = text[chain.end : group.start()] if chain.groups else ""
        if chain.groups and not (len(apart) <= 5 and BETWEEN.fullmatch(apart)):
            yield chain
            chain = Chain([], [])
        chain.groups.append(group.group())
        chain.spans.append(group.span())
    if chain.groups:
        yield chain


def told(reading: Reading, chain: Chain) -> Iterator[Found]:
    """The details that a chain is or holds; a long one is looked at in parts."""
    for first in range(0, len(chain.groups), MOST_GROUPS):
        yield from _parts(reading, chain.part(first, first + MOST_GROUPS))


def _parts(reading: Reading, chain: Chain) -> Iterator[Found]:
    """Each longest part of a chain that is a detail by itself, or the whole."""
    at, count = 0, len(chain.groups)
    while at < count:
        near = range(min(at + MOST_PARTS, count), at, -1)
        for after in (count, *near) if not at else near:
            part = chain.part(at, after)
            if after - at < count and max(map(len, part.groups)) == 1:
                continue
            kind = kind_of(reading, part) if len(part.digits) > 3 else None
            if kind is not None:
                yield Found(kind, _with_front(reading.clean, part.start), part.end)
                at = after - 1
                break
        at += 1


def kind_of(reading: Reading, chain: Chain) -> str | None:
    """The kind of detail that a chain of digits is, None if it is none."""
    digits, text = chain.digits, reading.clean
    born = frozenset(("birth",))
    if len(digits) == 8 and reading.cue(reading.word_at(chain.start), born, 3):
        return "birth_date"
    around = (
        text[max(chain.start - 2, 0) : chain.start],
        text[chain.end : chain.end + 2],
    )
    if _is_measure(reading, chain, around) or _is_date(text[chain.start : chain.end]):
        return None
    index = reading.word_at(chain.start)
    cue = reading.cue(index, ASKS)
    shelf = reading.cue(index, frozenset(("not",)), 3) is not None
    if shelf and len(digits) >= 12 and not checks.card(digits):
        return None
    if 13 <= len(digits) <= 19:
        long = checks.card(digits) or cue == "card" or _four_by_four(chain)
        return "card" if long else ("phone" if "+" in around[0] else "id")
    if len(digits) == 4 and cue in ("ending", "card"):
        near = reading.cue(index, frozenset(("ending",)), 4)
        return "card" if near else None
    named = frozenset(("id", "phone", "ending"))
    if reading.cue(index, named, 2) == "id" and not _whole_phone(digits, around[0]):
        return None
    dotted = "." in text[chain.start : chain.end] and len(chain.groups) > 1
    return "phone" if is_phone(chain, cue, around[0], dotted) else None


def is_phone(chain: Chain, cue: str | None, before: str, dotted: bool) -> bool:
    """Whether a chain is as long and as grouped as phone numbers are (ITU-T E.164)."""
    digits, groups = chain.digits, chain.groups
    count = len(digits)
    if before.endswith("+") or (digits.startswith("00") and len(groups[0]) > 3):
        return 8 <= count <= 16
    round_number = digits[0] != "0" and len(digits.rstrip("0")) <= 3
    if round_number or (cue != "phone" and all(map(HOURS.fullmatch, groups))):
        return False
    if sum(len(group) == 1 for group in groups) > 2 and cue != "phone":
        return False
    if not 6 <= count <= 13 or all(YEAR.match(group) for group in groups):
        return False
    if cue in ("id", "not", "card", "birth") and len(groups) == 1 and count < 9:
        return False
    if cue != "phone" and all(len(group) == 3 for group in groups[1:]) and dotted:
        return False
    if digits[0] == "0":
        return count >= 8 or (count >= 7 and len(groups) > 1) or cue == "phone"
    if all(len(group) <= 2 for group in groups):
        return cue in ("phone", "number")
    if count >= 9:
        return len(groups) <= 5 and (len(groups) == 1 or len(groups[0]) <= 5)
    if count in (7, 8) and len(groups) == 2 and "4" in f"{len(groups[1])}":
        return len(groups[0]) >= 3 or cue in ("phone", "number")
    return cue == "phone" or (cue == "number" and count >= 7)


def _whole_phone(digits: str, before: str) -> bool:
    """Whether digits are a phone's whatever is said of them: with a code in front."""
    return before.endswith("+") or (digits[0] == "0" and 10 <= len(digits) <= 12)


def _is_measure(reading: Reading, chain: Chain, around: tuple[str, str]) -> bool:
    """Whether it is a price, a time, a size or part of a word."""
    before, after = around
    if before.strip(" ")[-1:] in MONEY and before.strip(" "):
        return True
    if before[-1:].isalpha() or (after[:1].isalpha() and len(chain.digits) < 9):
        return True
    if before[-1:] in (",", ":") and before[:1].isdigit():
        return True
    if after[:1] in (",", ":", "%") and (after[1:2].isdigit() or after[:1] == "%"):
        return True
    index = reading.word_at(chain.end)
    told = reading.words[index].text if index < len(reading.words) else ""
    near = index < len(reading.words) and reading.words[index].start - chain.end <= 1
    short = len(chain.digits) < 8 or max(map(len, chain.groups)) <= 3
    return near and told in words_of("units") and short


def _is_date(text: str) -> bool:
    found = DATE.fullmatch(text)
    if found is None or " " in text:
        return False
    day, month = sorted(int(part) for part in GROUP.findall(text))[:2]
    return day <= 31 and month <= 31 and day <= 12


def _four_by_four(chain: Chain) -> bool:
    """Groups as they are printed on cards."""
    lengths = [len(group) for group in chain.groups]
    return lengths in ([4, 4, 4, 4], [4, 6, 5], [16]) and chain.digits[0] in "3456"


def _with_front(text: str, start: int) -> int:
    """The start moved over "+" or "(" that belong to the number."""
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def accounts(reading: Reading) -> Iterator[Found]:
    """Bank accounts whose check digits fit."""
    text = reading.clean
    for begun in ACCOUNT.finditer(text):
        held, at, best = "", begun.start(), 0
        while at < len(text) and len(held) < 34:
            char = text[at]
            if char.isascii() and char.isalnum():
                held += char.upper()
                if len(held) >= 15 and checks.iban(held):
                    best = at + 1
            elif char not in " -" or text[at - 1] in " -":
                break
            at += 1
        if best:
            yield Found("id", begun.start(), best)


def dates(reading: Reading) -> Iterator[Found]:
    """Full dates that somebody was born on."""
    for found in DATE.finditer(reading.clean):
        parts = [int(part) for part in GROUP.findall(found.group())]
        year = max(parts)
        index = reading.word_at(found.start())
        cue = reading.cue(index, frozenset(("birth",)), 10)
        early = 1900 < year < BORN_BEFORE
        if sorted(parts)[0] <= 12 and (cue or early):
            yield Found("birth_date", found.start(), found.end())

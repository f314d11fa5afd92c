"""References typed in letters and digits, told apart by what stands before them."""

import re
from collections.abc import Iterator

from models.words.patterns import checks
from models.words.patterns.figures import MONEY, YEAR
from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, cues, words_of

# Groups with digits, and short ones of capitals around them, one space apart.
CODE = re.compile(
    r"(?<![\w.,:-])(?:[A-Z]{1,5} )?[A-Za-z]{0,6}[-/]?[0-9][\w/-]{0,30}"
    r"(?: (?=[A-Z0-9/-]*[0-9])[A-Z0-9][A-Z0-9/-]{0,12}| [A-Z]{1,2}\b){0,7}(?![\w])"
)
SLASHED = re.compile(
    r"(?<![\w.,:/-])[A-Za-z]{1,5}[0-9]{0,4}(?:[/-][A-Za-z0-9]{1,12}){1,5}(?![\w])"
)
KINDS = frozenset(("id", "not", "number", "phone", "birth", "car"))
# Parcels of all the world's posts (UPU S10).
PARCEL = re.compile(r"\b[a-z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[a-z]{2}\b", re.ASCII)
WORDS = ("stop", "units")
MEASURE = re.compile(
    r"[0-9]{1,4}[a-z]|[0-9-]+(?:million|bn|kg|mg|ml|cl|mm|cm|th|st|nd|rd|hrs?|mins?|pm|am|in|ft|gb|x)",
    re.I,
)
WEAK = frozenset(("weak",))
SIGNS = frozenset(("#", "no", "nr", "num", "number"))
SURE_DIGITS = 6


def codes(reading: Reading) -> Iterator[Found]:
    """References behind a cue: order, ticket, account, passport …"""
    for found in PARCEL.finditer(reading.low):
        ends = found.group()[:2], found.group()[-2:]
        if not any(end in words_of(known) for end in ends for known in WORDS):
            yield Found("id", found.start(), found.end())
    for shape in (CODE, SLASHED):
        for found in shape.finditer(reading.clean):
            start, end = found.start(), found.end()
            text = found.group().rstrip("-/")
            front, _, rest = text.partition(" ")
            signed = _signed(reading, reading.word_at(start))
            if front.isalpha() and is_plain_word(front.lower()) and not signed:
                start, text = start + len(front) + 1, rest
            held, _, tail = text.rpartition(" ")
            if held and tail.lower() in words_of("stop"):
                text = held
            end = start + len(text)
            if is_code(reading, start, text):
                yield Found("id", _with_sign(reading, start), end)


def is_plain_word(word: str) -> bool:
    """Whether capitals before a code are a word and no part of it."""
    return word in cues() or word in words_of("stop") or word in words_of("months")


def is_code(reading: Reading, start: int, text: str) -> bool:
    """Whether a code is somebody's own and not a price, a size or a year."""
    digits = sum(char.isdigit() for char in text)
    letters = sum(char.isalpha() for char in text)
    index, end = reading.word_at(start), start + len(text)
    if digits < 2 or digits + letters < 3 or _measured(reading, start, end):
        return False
    if start and reading.clean[start - 1] == "#" and text[:3].isalpha():
        return False
    if MEASURE.fullmatch(text) or checks.card("".join(filter(str.isdigit, text))):
        return False
    cue = reading.cue(index, KINDS)
    if index and _signed(reading, index) and cue != "not":
        cue = "id"
    if (
        letters
        and cue is None
        and (text.isupper() and text.isalnum() and len(text) >= 9 and digits >= 4)
    ):
        cue = "id"
    if cue is None and (letters or digits >= SURE_DIGITS):
        cue = "id" if reading.cue(index, WEAK, 4) else None
    if cue is None and index < len(reading.words):
        cue = "id" if reading.cue(index, frozenset(("id",)), 12) and letters else None
    if cue not in ("id", "number"):
        return False
    if letters == 0:
        return _digits_only(reading, index, text, digits)
    joined = "/" in text or "-" in text or len(text) >= 6
    return digits >= 3 or joined


def _digits_only(reading: Reading, index: int, text: str, digits: int) -> bool:
    if "/" in text and digits < 6:
        return False
    before = reading.words[index - 1].text if index else ""
    if YEAR.match(text) or before in words_of("months"):
        return _signed(reading, index)
    near = reading.cue(index, frozenset(("id", "number")), 3) is not None
    near = near or _signed(reading, index)
    return digits >= SURE_DIGITS or (digits >= 3 and near)


def _signed(reading: Reading, index: int) -> bool:
    """Whether "no", "number" or the French "n°" stands right before a word."""
    before = reading.words[index - 1] if index else None
    if before is None:
        return False
    gap = reading.clean[before.end : reading.words[index].start]
    return before.text in SIGNS or (before.text == "n" and gap.startswith("°"))


def _measured(reading: Reading, start: int, end: int) -> bool:
    text = reading.clean
    before = text[max(start - 2, 0) : start].strip()
    if before[-1:] in MONEY and before:
        return True
    if text[end : end + 1] in ("%", "€", "£") or re.match(
        r"[.,:][0-9]", text[end : end + 2]
    ):
        return True
    index = reading.word_at(end)
    near = index < len(reading.words) and reading.words[index].start - end <= 1
    if index and reading.words[index - 1].text in ("rs", "eur", "euro", "inr", "ngn"):
        return True
    front = reading.word_at(start) - 1
    if front >= 0 and reading.words[front].text in ("rs", "eur", "inr", "ngn"):
        return True
    return near and reading.words[index].text in words_of("units")


def _with_sign(reading: Reading, start: int) -> int:
    """The start moved over "No." where that is not told of something named before."""
    index = reading.word_at(start) - 1
    if index < 0 or not _signed(reading, index + 1):
        return start
    word = reading.words[index]
    named = (reading.clean[word.start].islower() or index == 0) and word.text != "n"
    return start if named or start - word.end > 3 else word.start

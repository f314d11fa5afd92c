"""Registrations of cars, typed."""

import re
from collections.abc import Iterator

from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, words_of

EDGE, END = r"(?<![\w/-])", r"(?![\w/-])"
# Shapes that hardly anything else has: British, Irish, Indian, French, German, Nigerian.
SURE = re.compile(
    EDGE
    + r"(?:[A-Z]{2}[0-9]{2} ?[A-Z]{3}"
    + r"|[0-9]{2,3}[- ][A-Z]{1,2}[- ][0-9]{3,6}"
    + r"|[0-9]{2,3}-[A-Z]{1,2}-[0-9]{1,6}"
    + r"|[A-Z]{2}[ -]?[0-9]{1,2}[ -]?[A-Z]{1,3}[ -]?[0-9]{4}"
    + r"|[A-Z]{2}-[0-9]{3}-[A-Z]{2}"
    + r"|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?[0-9]{1,4}"
    + r"|[A-Z]{3}-[0-9]{3}[A-Z]{2})"
    + END
)
# What a car may have anywhere, believed only where a car is spoken of.
LIKELY = re.compile(
    EDGE
    + r"(?:[a-zäöü]{1,3}[ -]?[0-9]{1,5}[ -]?[a-z]{0,3}[ -]?[0-9]{0,4}"
    + r"|[0-9]{1,4}[ -]?[a-z]{2,3}|[0-9]{2,3}[ -]?[a-z]{1,2}[ -]?[0-9]{1,6}"
    + r"|[0-9][a-z]{3}[0-9]{3}|[a-z]{2,3}[ -][0-9]{3}[ -][a-z]{2}"
    + r"|[a-z]{1,3}[ -][a-z]{1,2}[ -][0-9]{1,4})"
    + END
)
MODELS = frozenset(("f-150", "f-250", "f-350", "cr-v", "hr-v", "rav-4"))
CAR = frozenset(("car",))
MONTHS = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b", re.I)


def plates(reading: Reading) -> Iterator[Found]:
    """Registrations, by their shape alone or beside a word for a car."""
    for found in SURE.finditer(reading.clean):
        yield Found("plate", found.start(), found.end())
    for found in LIKELY.finditer(reading.low):
        start, end = trimmed(reading.clean, found.start(), found.end())
        text = reading.clean[start:end]
        if likely(text) and _near_car(reading, start, end, text):
            yield Found("plate", start, end)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a small word at the end that only stands beside the plate."""
    held = text[start:end]
    front, gap, last = held.rpartition(" ")
    small = last.islower() and (front != front.lower() or last in words_of("stop"))
    return (start, start + len(front)) if gap and small else (start, end)


def likely(text: str) -> bool:
    """Whether letters and digits are as many and as written as on a plate."""
    letters = sum(char.isalpha() for char in text)
    digits = sum(char.isdigit() for char in text)
    if not 1 <= digits <= 6 or not 1 <= letters <= 5 or letters + digits < 5:
        return False
    parts = re.split(r"[ -]", text)
    words = [part for part in parts if part.isalpha()]
    joined = "".join(char for char in text if char.isalpha())
    if words and joined != joined.upper():
        # In small letters a group of letters may be a word: none with a vowel.
        if any(set(part.lower()) & set("aeiou") for part in words):
            return False
    return digits >= 2 and not MONTHS.match(joined)


def _near_car(reading: Reading, start: int, end: int, text: str) -> bool:
    index = reading.word_at(start)
    last = reading.word_at(end) - 1
    if text.lower() in MODELS:
        return False
    gap = reading.clean[reading.words[index - 1].end : start] if index else ","
    if not gap.strip() and reading.cue(index, frozenset(("not", "id")), 1):
        return False
    if reading.cue(index, CAR, 14) is not None:
        return text == text.upper() or reading.cue(index, CAR, 5) is not None
    return text == text.upper() and reading.cue_after(last, "car", 7)

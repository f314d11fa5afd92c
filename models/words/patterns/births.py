"""Birth dates with the month or the day in words."""

from collections.abc import Iterator

from models.words.patterns.figures import BORN_BEFORE
from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, words_of
from models.words.patterns.runs import numerals

ENDINGS = ("st", "nd", "rd", "th", "er", "e")
AT_MOST = 9
"""Words that a date takes, at most."""


def births(reading: Reading, language: str = "en") -> Iterator[Found]:
    """Dates in words that somebody was born on."""
    told, at = [word.text for word in reading.words], 0
    while at < len(told):
        parts, last = _date(reading, told, at, language)
        if parts and _born(reading, at, parts, told[at : last + 1]):
            yield Found("birth_date", reading.words[at].start, reading.words[last].end)
            at = last
        at += 1


def _date(
    reading: Reading, told: list[str], first: int, language: str
) -> tuple[str, int]:
    """The parts from a word on: d day or number, o ordinal, m month, y typed year."""
    parts, last = "", first
    for at in range(first, min(first + AT_MOST + 3, len(told))):
        # German writes the day with a point: "3. Mai 1968".
        day = told[at] in words_of("months") and told[at - 1].isdigit()
        if at > first and not reading.close(at - 1) and not day:
            break
        mark = part(told[at], language)
        if mark is None:
            if told[at] in words_of("inside_dates") and parts:
                continue
            if at == first and told[at] == "the":
                continue
            if told[at] in ENDINGS and parts[-1:] == "d":
                last = at
                continue
            break
        if len(parts) >= AT_MOST:
            break
        parts, last = parts + mark, at
        if mark == "y" and "m" in parts and len(parts) >= 2:
            break
    return parts, last


def part(word: str, language: str) -> str | None:
    """What a word may be in a date; None if nothing."""
    means = numerals(language)
    if word in words_of("months"):
        return "m"
    if word in words_of("ordinals"):
        return "o"
    if word.isdigit():
        return "y" if len(word) == 4 else "d" if len(word) <= 2 else None
    if word in means.digits or word in means.pairs or word in means.tens:
        return "d"
    return "s" if word in means.scales else None


def _born(reading: Reading, first: int, parts: str, told: list[str]) -> bool:
    """Whether a date is a full one, and a birth is spoken of or it is long ago."""
    cue = reading.cue(first, frozenset(("birth",)), 10)
    named = "m" in parts and parts.count("m") == 1
    numbers = sum(1 for mark in parts if mark in "doy")
    if cue:
        return numbers >= 3 or (named and numbers >= 1 and len(parts) >= 2)
    return named and parts[-1] in "dys" and numbers >= 2 and long_ago(told)


def long_ago(told: list[str]) -> bool:
    """Whether the date ends in a year before our time."""
    if told[-1].isdigit() and len(told[-1]) == 4:
        return 1900 < int(told[-1]) < BORN_BEFORE
    if "nineteen" in told[-3:-1]:
        return True
    return "thousand" in told[-3:] and told[-1] not in ("fifteen", "twenty")

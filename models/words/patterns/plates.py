"""Registrations of cars, typed."""

import re
from collections.abc import Iterator

from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, cues, words_of

EDGE, END = r"(?<![\w/-])", r"(?![\w/-])"
# Shapes that hardly anything else has: of Britain, Ireland, India, France, Germany.
SURE = re.compile(
    EDGE
    + r"(?:[A-Z]{2}[0-9]{2} ?[A-Z]{3}"
    + r"|[0-9]{2,3}[- ][A-Z]{1,2}[- ][0-9]{3,6}"
    + r"|[0-9]{2,3}-[A-Z]{1,2}-[0-9]{1,6}"
    + r"|[A-Z]{2}[ -]?[0-9]{1,2}[ -]?(?:[A-Z] )?[A-Z]{1,3}[ -]?[0-9]{4}"
    + r"|[A-Z]{2}-[0-9]{3}-[A-Z]{2}"
    + r"|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} [0-9]{1,4}"
    + r"|[A-Z]{3}-[0-9]{3}[A-Z]{2})"
    + END
)
# What plates of many countries look like, group by group with their lengths; believed
# only where a car is spoken of.
LIKELY = re.compile(
    r"(?:l2d2l3|l1d[1-3]l3|l2d1l3|l3d[1-3]l[1-3]|l[1-3]d[2-5]|d[1-4]l[23]|d4l1|d[23]l[12]d[1-6]"
    r"|l[23]d[12]l[1-3]d[1-4]|l2d3l2|l[1-3]l[12]d[1-4]|l3d3l2|d1l3d3|d[12]l2d[1-3]"
    r"|l2d1d4|d1l2d1l1d1|l2d2d[2-4])\Z"
)
MODELS = frozenset(
    ("f-150", "f-250", "f-350", "cr-v", "hr-v", "rav-4", "f150", "f250", "rav4")
)
CAR = frozenset(("car",))
GROUPS = 5


def plates(reading: Reading) -> Iterator[Found]:
    """Registrations, by their shape alone or beside a word for a car."""
    for found in SURE.finditer(reading.clean):
        yield Found("plate", found.start(), found.end())
    digits = (at for at, word in enumerate(reading.words) if word.text.isdigit())
    behind = -1
    for digit in digits:
        for at in range(max(digit - 3, behind + 1, 0), digit + 1):
            last = _longest(reading, at)
            if last is not None:
                start, end = reading.words[at].start, reading.words[last].end
                yield Found("plate", start, end)
                behind = last
                break


def _longest(reading: Reading, first: int) -> int | None:
    """The last word of the longest plate that begins at this one."""
    words, text = reading.words, reading.clean
    start, shape, best = words[first].start, "", None
    if start and (text[start - 1].isalnum() or text[start - 1] in "/€£$₹₦#"):
        return None
    for at in range(first, min(first + GROUPS, len(words))):
        gap = text[words[at - 1].end : words[at].start] if at > first else ""
        told = words[at].text
        if gap not in ("", " ", "-") or len(told) > 6 or not told.isalnum():
            break
        shape += f"{'d' if told.isdigit() else 'l'}{len(told)}"
        after = text[words[at].end : words[at].end + 2]
        joined = after[:1].isalnum() or after[:1] in ("%", "/")
        if not joined and LIKELY.match(shape) and _likely(reading, first, at):
            best = at
    return best


def _likely(reading: Reading, first: int, last: int) -> bool:
    """Whether a car is spoken of and the groups are no words and no measure."""
    words = reading.words[first : last + 1]
    text = reading.clean[words[0].start : words[-1].end]
    letters = [word.text for word in words if not word.text.isdigit()]
    if sum(char.isalnum() for char in text) < 5 and "-" not in text:
        return False
    shouted = text == text.upper() and reading.clean != reading.clean.upper()
    if text.lower() in MODELS or any(_is_word(group, shouted) for group in letters):
        return False
    index = last + 1
    if index < len(reading.words) and reading.words[index].text in words_of("units"):
        return False
    upper = text == text.upper()
    if not upper and any(
        set(group) & set("aeiou") and len(group) > 1 for group in letters
    ):
        return reading.cue(first, CAR, 2) is not None
    return _near_car(reading, first, last, upper)


def _is_word(group: str, shouted: bool) -> bool:
    """Whether letters are a word; those in capitals among small ones hardly are."""
    if shouted:
        return group in cues() or group in words_of("months")
    known = group in words_of("stop") or group in words_of("units")
    return group in words_of("months") or (
        len(group) > 1 and (known or group in cues())
    )


def _near_car(reading: Reading, first: int, last: int, upper: bool) -> bool:
    words = reading.words
    gap = reading.clean[words[first - 1].end : words[first].start] if first else ","
    if not gap.strip() and reading.cue(first, frozenset(("not", "id")), 1):
        return False
    if reading.cue(first, CAR, 14 if upper else 5) is not None:
        return True
    return reading.cue_after(last, "car", 7 if upper else 4)

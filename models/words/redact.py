"""Personal details found in a text and taken out of it: patterns and the token head."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from models.words import own_words
from models.words.patterns.births import births
from models.words.patterns.codes import codes
from models.words.patterns.figures import figures
from models.words.patterns.found import Found
from models.words.patterns.links import links
from models.words.patterns.places import places
from models.words.patterns.plates import plates
from models.words.patterns.reading import Reading, shown
from models.words.patterns.spoken import spoken

KINDS = (
    "email",
    "url",
    "card",
    "phone",
    "birth_date",
    "address",
    "plate",
    "id",
    "name",
)
"""What is hidden; where two of one length claim the same stretch, the earlier wins."""


class Detail(Struct, frozen=True, order=True):
    """One personal detail."""

    start: int
    """Where it begins in the text, in characters."""
    end: int
    """Behind its last character."""
    kind: str
    """One of KINDS."""


def find(
    text: str,
    spans_from_model: Iterable[tuple[str, int, int]] = (),
    allowed: Collection[str] = frozenset(),
    language: str = "en",
) -> list[Detail]:
    """Details by patterns and by the token head, in order, none touching another.

    `spans_from_model` are kind, start and end in characters. `allowed` are the shop's
    own words: no name and no street made of them alone is hidden, while numbers are all
    the same. `language` is the text's; numbers in words of the other known languages
    are found too where they cannot be mistaken.
    """

    def is_own(one: Detail) -> bool:
        return one.kind in own_words.KINDS and own_words.are_own(
            text, one.start, one.end, allowed
        )

    reading = Reading(text)
    found = _joined(text, _patterns(reading, language))
    sure = [one for one in found if not is_own(one)]
    guessed = [
        whole
        for kind, start, end in spans_from_model
        if (whole := _whole(text, kind, start, end)) is not None and not is_own(whole)
    ]
    return _joined(text, [*sure, *_beside(text, guessed, sure)])


def hide(text: str, details: Iterable[Detail]) -> tuple[str, dict[str, int]]:
    """The text with `[kind]` for each detail, and how many there were of each kind."""
    parts, at = [], 0
    counts: Counter[str] = Counter()
    for detail in sorted(details):
        parts += [text[at : detail.start], f"[{detail.kind}]"]
        counts[detail.kind] += 1
        at = detail.end
    return "".join([*parts, text[at:]]), dict(counts)


def _patterns(reading: Reading, language: str) -> Iterator[Detail]:
    """What the patterns find, in places of the original text."""
    for found in _all(reading, language):
        start, end = reading.original(found.start, found.end)
        detail = _stripped(reading.text, found.kind, start, end)
        if detail is not None:
            yield detail


def _all(reading: Reading, language: str) -> Iterator[Found]:
    yield from links(reading, language)
    yield from figures(reading)
    yield from plates(reading)
    yield from births(reading, language)
    yield from spoken(reading, language)
    yield from codes(reading)
    yield from places(reading, language)


def _stripped(text: str, kind: str, start: int, end: int) -> Detail | None:
    """Without blanks and the sentence's signs at its ends."""
    while start < end and not text[start].isalnum() and text[start] not in "+(#":
        start += 1
    while end > start and not _counts(text[end - 1]) and text[end - 1] != ")":
        end -= 1
    if end > start and text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    return Detail(start, end, kind) if start < end else None


def _counts(char: str) -> bool:
    """Whether a character may end a detail: a letter, a digit or a mark on one."""
    return char.isalnum() or char in "/_" or not shown(char)


def _whole(text: str, kind: str, start: int, end: int) -> Detail | None:
    """A model's span out to the ends of its words; a possessive's ending stays."""
    start, end = max(start, 0), min(end, len(text))
    detail = _stripped(text, kind, start, end)
    if detail is None:
        return None
    start, end = detail.start, detail.end
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    if kind == "name" and text[end - 2 : end].lower() in ("'s", "’s"):
        end -= 2
    return Detail(start, end, kind) if start < end else None


def _beside(text: str, guessed: list[Detail], sure: list[Detail]) -> Iterator[Detail]:
    """The model's spans, cut where a pattern of another kind overlaps them partly."""
    for guess in sorted(guessed):
        start, end = guess.start, guess.end
        for other in sure:
            if other.end <= start or other.start >= end or other.kind == guess.kind:
                continue
            inside = other.start >= guess.start and other.end <= guess.end
            if inside and (other.start, other.end) != (guess.start, guess.end):
                continue
            if other.start <= start:
                start = other.end
            else:
                end = other.start
        cut = _stripped(text, guess.kind, start, end) if start < end else None
        if cut is not None:
            yield cut


def _joined(text: str, details: Iterable[Detail]) -> list[Detail]:
    """Overlapping ones as one of the longer's kind; neighbours of one kind as one."""
    joined: list[Detail] = []
    for detail in sorted(details):
        last = joined[-1] if joined else None
        if last is not None and detail.start < last.end:
            end = max(last.end, detail.end)
            joined[-1] = Detail(last.start, end, _stronger(last, detail).kind)
        elif last is not None and _neighbours(text, last, detail):
            joined[-1] = Detail(last.start, detail.end, last.kind)
        else:
            joined.append(detail)
    return joined


def _stronger(one: Detail, two: Detail) -> Detail:
    """The longer; of two as long, the one whose kind comes first in KINDS."""
    lengths = one.end - one.start, two.end - two.start
    if lengths[0] != lengths[1]:
        return one if lengths[0] > lengths[1] else two
    return min(one, two, key=lambda detail: KINDS.index(detail.kind))


def _neighbours(text: str, last: Detail, detail: Detail) -> bool:
    between = text[last.end : detail.start]
    light = " \t-,." if detail.kind == "address" else " \t-"
    return last.kind == detail.kind and len(between) <= 3 and not between.strip(light)

"""What was heard, with doubt about it: no voice no word, loops, haste, uncertainty."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from models.speech.gate import voiced
from models.speech.recognize import BLOCK_S, UNKNOWN, Word

Doubt = Literal["unsure", "repeats", "too_fast"]

AROUND_S = 0.15
"""Times of words and of sound agree to within this."""
VOICED_BLOCKS = 2
"""In and around a word; a short one is voiced for 40 ms at least."""
SPOKEN_BLOCKS = 5
"""In all: what is voiced for less than 100 ms is a knock or a beep."""
MOST_WORDS_A_S = 7.0
"""Quick speakers reach five to six."""
FEWEST_IN_HASTE = 5
"""Words under which a rate says nothing."""
LONGEST_LOOP = 3
REPEATS = 4
"""Times in a row that a word or a group of up to three is taken for a loop."""


class HeardWord(Struct, frozen=True, kw_only=True):
    """One word for the screen."""

    text: str
    """As it was heard."""
    confidence: float
    """How sure the engine is, 0 to 1."""
    is_unsure: bool
    """Whether the customer should look at it."""


class Result(Struct, frozen=True, kw_only=True):
    """What one press of the button gave."""

    text: str
    """The words, or nothing."""
    words: tuple[HeardWord, ...]
    """The same, one by one."""
    confidence: float
    """Mean over the words, where one that is none of the model's counts as 0."""
    doubt: Doubt | None
    """Why the customer must confirm it, or none."""


NOTHING = Result(text="", words=(), confidence=0.0, doubt=None)


class Sureness(Struct, frozen=True, kw_only=True):
    """From which confidence on one is sure."""

    text: float = 0.6
    """Of all words together."""
    word: float = 0.7
    """Of a single one."""


def judge(words: Sequence[Word], voice: list[bool], sureness: Sureness) -> Result:
    """Keep what somebody said, and say what speaks against it."""
    spoken = [word for word in words if _is_spoken(word, voice)]
    known = [word for word in spoken if word.text not in UNKNOWN]
    if not known or sum(voice) < SPOKEN_BLOCKS:
        return NOTHING
    kept = without_loops(known)
    confidence = sum(word.confidence for word in known) / len(spoken)
    return Result(
        text=" ".join(word.text for word in kept),
        words=tuple(
            HeardWord(
                text=word.text,
                confidence=word.confidence,
                is_unsure=word.confidence < sureness.word,
            )
            for word in kept
        ),
        confidence=confidence,
        doubt=_doubt(known, kept, confidence < sureness.text),
    )


def _is_spoken(word: Word, voice: list[bool]) -> bool:
    found = voiced(voice, word.start_s - AROUND_S, word.end_s + AROUND_S)
    return found >= VOICED_BLOCKS


def _doubt(known: list[Word], kept: list[Word], is_unsure: bool) -> Doubt | None:
    if len(kept) < len(known):
        return "repeats"
    seconds = max(BLOCK_S, known[-1].end_s - known[0].start_s)
    if len(known) >= FEWEST_IN_HASTE and len(known) / seconds > MOST_WORDS_A_S:
        return "too_fast"
    return "unsure" if is_unsure else None


def without_loops(words: Sequence[Word]) -> list[Word]:
    """The words with each loop once: the same one to three, four times or more."""
    kept = list(words)
    for length in range(1, LONGEST_LOOP + 1):
        kept = _without_loops_of(kept, length)
    return kept


def _without_loops_of(words: list[Word], length: int) -> list[Word]:
    texts = [word.text for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        group = texts[at : at + length]
        times = 1
        while texts[at + times * length : at + (times + 1) * length] == group:
            times += 1
        if times >= REPEATS and len(group) == length:
            kept += words[at : at + length]
            at += times * length
        else:
            kept.append(words[at])
            at += 1
    return kept

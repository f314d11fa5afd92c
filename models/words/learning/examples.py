"""An example to learn from: a text, and the answers that are known for it."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from models.words.corpus.passes import Comment
from models.words.labels import EMOTIONS, FEELINGS, SENTIMENTS, THEMES, URGENTS

UNKNOWN: Final = -100
"""In place of a class that is not known; left out of the loss."""


class Example(Struct, frozen=True, kw_only=True):
    """One text; what is not known of it is not learnt from it."""

    text: str
    source: str
    """The set that it came from."""
    sentiment: int = UNKNOWN
    """Place in SENTIMENTS."""
    polarity: int = UNKNOWN
    """0 for negative, 1 for positive, where neither neutral nor mixed was a choice."""
    tweet: int = UNKNOWN
    """0, 1, 2 for negative, neutral, positive, by the rules of tweet sets."""
    emotions: tuple[int, ...] | None = None
    """Places in EMOTIONS."""
    feelings: tuple[int, ...] | None = None
    """Places in FEELINGS."""
    themes: tuple[int, ...] | None = None
    """Places in THEMES."""
    foreign: int = 0
    """1 for a text that is not English."""
    urgent: int = UNKNOWN
    """0 for not urgent, else the place in URGENTS and one."""
    opinion: tuple[float, ...] | None = None
    """Logits of SENTIMENTS by the larger reader (see `larger`)."""
    details: tuple[tuple[str, int, int], ...] | None = None
    """Kind, start and end in `text` of each personal detail."""


def from_comment(comment: Comment, source: str = "corpus") -> Example:
    """All that the corpus says of a comment."""
    return Example(
        text=comment.plain,
        source=source,
        sentiment=SENTIMENTS.index(comment.sentiment),
        feelings=places(comment.feelings, FEELINGS),
        themes=places(comment.themes, THEMES),
        urgent=URGENTS.index(comment.urgent) + 1 if comment.urgent else 0,
        details=tuple(comment.details),
    )


def places(names: Iterable[str], among: tuple[str, ...]) -> tuple[int, ...]:
    """Where these names stand."""
    return tuple(among.index(name) for name in names)


def emotion_places(text: str) -> tuple[int, ...]:
    """From GoEmotions' form, "4,27"; raises ValueError."""
    found = tuple(int(part) for part in text.split(","))
    if not all(0 <= place < len(EMOTIONS) for place in found):
        raise ValueError(f"{text!r} names emotions outside 0 to {len(EMOTIONS) - 1}")
    return found


def foreign(comment: Comment) -> Example:
    """That a comment is not English, and where its details are."""
    return Example(
        text=comment.plain,
        source="corpus",
        foreign=1,
        details=tuple(comment.details),
    )

"""What reading a comment gives, and who can read one."""

from collections.abc import Sequence
from typing import Final, Literal, Protocol

from msgspec import Struct

from models.words.corpus.passes import Sentiment

WhyNot = Literal["too_short", "nonsense", "unsure", "language", "no_model"]
LANGUAGES: Final = ("en",)
"""Those in which words are read and personal details hidden, as measured."""


def is_read(language: str) -> bool:
    """Is there a measured way to hide what is personal in this language?"""
    return language.partition("-")[0] in LANGUAGES


class Reading(Struct, frozen=True):
    """What was understood of one comment, sure or not."""

    score: float
    """From -1 (bad) to 1 (good); what the text would get even if not scored."""
    label: Sentiment
    """The likeliest; likewise."""
    confidence: float
    """Calibrated probability that the label is right, 0 to 1."""
    emotions: dict[str, float] = {}
    """Probability of each of GoEmotions' 28 names; none where a reader has no idea."""
    feelings: list[str] = []
    """Feelings of the corpus that passed their thresholds."""
    themes: list[str] = []
    """Themes of the corpus that passed their thresholds."""
    urgent: str | None = None
    """What kind of danger it may be."""
    scored: bool = True
    """Whether it is sure enough to count."""
    why_not: WhyNot | None = None
    """One of `WhyNot` where it is not scored."""


class Words(Struct, frozen=True, kw_only=True):
    """What may leave the screen of a comment."""

    text: str
    """The words with details hidden, as in `[name]`."""
    hidden: dict[str, int]
    """How many details were hidden, by kind."""
    score: float | None
    """Sentiment from -1 (bad) to 1 (good); none where not scored."""
    label: Sentiment | None
    feelings: list[str]
    themes: list[str]
    urgent: str | None
    """Which danger it tells of; safety, health, theft or harassment."""
    maybe_urgent: str | None
    """Which danger it may tell of, not surely enough to raise an alarm."""
    confidence: float
    """Calibrated probability that the label is right, 0 to 1."""
    scored: bool
    why_not: WhyNot | None
    details: list[tuple[str, int, int]]
    """Kind, start and end in the text as given, in characters; never kept."""


class Reader(Protocol):
    """Whoever reads comments: our model, or a peer to compare with."""

    def read(self, text: str, language: str = "en") -> Reading:
        """Read one comment."""
        ...

    def read_many(self, texts: Sequence[str], language: str = "en") -> list[Reading]:
        """Read several, in their order."""
        ...

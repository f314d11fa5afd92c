"""What reading a comment gives, and who can read one."""

from collections.abc import Sequence
from typing import Literal, Protocol

from msgspec import Struct

from models.words.corpus.passes import Sentiment

WhyNot = Literal["too_short", "nonsense", "unsure", "language", "no_model"]


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
    why_not: str | None = None
    """One of `WhyNot` where it is not scored."""


class Reader(Protocol):
    """Whoever reads comments: our model, or a peer to compare with."""

    def read(self, text: str, language: str = "en") -> Reading:
        """Read one comment."""
        ...

    def read_many(self, texts: Sequence[str], language: str = "en") -> list[Reading]:
        """Read several, in their order."""
        ...

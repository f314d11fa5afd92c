"""Readers of others, to compare with; they come with the tests' packages."""

from collections.abc import Sequence
from typing import Any

from contract.errors import HeedError
from models.words.corpus.passes import Sentiment
from models.words.reading import Reader, Reading

NEUTRAL_UP_TO = 0.05
"""Scores nearer to 0 are neutral, as VADER's authors advise for its compound."""


class NoPeer(HeedError, ImportError):
    """A peer's package is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the package {name} is not installed; it comes with: make tests"
        )


class ByScore:
    """A reader that only gives a score; never mixed, always as sure as it gets."""

    def score(self, text: str) -> float:
        """From -1 to 1."""
        raise NotImplementedError

    def read(self, text: str, language: str = "en") -> Reading:
        """One text, as if it were English."""
        score = self.score(text)
        label: Sentiment = "neutral"
        if abs(score) >= NEUTRAL_UP_TO:
            label = "positive" if score > 0 else "negative"
        return Reading(score=score, label=label, confidence=1.0)

    def read_many(self, texts: Sequence[str], language: str = "en") -> list[Reading]:
        """Several texts, one after the other."""
        return [self.read(text, language) for text in texts]


class Vader(ByScore):
    """Words and rules: Hutto and Gilbert 2014, "VADER"."""

    def __init__(self) -> None:
        """Raises NoPeer."""
        try:
            from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
        except ImportError as error:
            raise NoPeer("vaderSentiment") from error
        self._analyzer: Any = SentimentIntensityAnalyzer()

    def score(self, text: str) -> float:
        """Its compound score."""
        return float(self._analyzer.polarity_scores(text)["compound"])


class Blob(ByScore):
    """TextBlob's default analyzer: the lexicon of the library "pattern"."""

    def __init__(self) -> None:
        """Raises NoPeer."""
        try:
            from textblob import TextBlob
        except ImportError as error:
            raise NoPeer("textblob") from error
        self._blob: Any = TextBlob

    def score(self, text: str) -> float:
        """Its polarity."""
        return float(self._blob(text).sentiment.polarity)


def peers() -> dict[str, Reader]:
    """All of them by name; raises NoPeer."""
    return {"vaderSentiment": Vader(), "textblob": Blob()}

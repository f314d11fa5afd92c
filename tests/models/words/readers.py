"""Readers whose answers are known, to measure the measures with."""

from collections.abc import Callable, Sequence

from models.words.corpus.passes import Sentiment
from models.words.reading import Reading


class Told:
    """Reads each text as it is told."""

    def __init__(self, tell: Callable[[str], Reading]) -> None:
        self.tell = tell
        self.asked: list[tuple[str, str]] = []
        """Text and language of each question."""

    def read(self, text: str, language: str = "en") -> Reading:
        self.asked.append((text, language))
        return self.tell(text)

    def read_many(self, texts: Sequence[str], language: str = "en") -> list[Reading]:
        return [self.read(text, language) for text in texts]


def by_score(score: float, confidence: float = 0.9) -> Reading:
    """A reading that has its label from its score."""
    label: Sentiment = "neutral"
    if abs(score) >= 0.3:
        label = "positive" if score > 0 else "negative"
    return Reading(score=score, label=label, confidence=confidence)

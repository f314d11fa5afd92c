"""What a customer's words say: `understand` hides personal details and reads the rest.

The text is read in memory and comes back with details hidden. When the model is not
sure it says so, and what it would have said counts for nothing.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final, get_args

from models.words.corpus.passes import Sentiment
from models.words.labels import EMOTIONS, FEELINGS, THEMES, URGENTS
from models.words.model import ENGLISH, Answers, WordsModel
from models.words.reading import Reading, WhyNot, Words, is_read
from models.words.redact import find, hide

SENTIMENTS: Final[tuple[Sentiment, ...]] = get_args(Sentiment)
MOST_NAMED: Final = 3
"""Feelings and themes named of one comment at most, as in the corpus."""
LETTERS_A_PIECE: Final = 1.9
"""Fewer letters to a piece on average are typed at random ("sdkfj wqoeiu")."""
LETTERS_ENOUGH: Final = 8
"""Shorter texts are not called nonsense by that measure."""


class Understanding:
    """The model of a language, the patterns, and the shop's own words."""

    def __init__(
        self, folder: Path = ENGLISH, allowed: frozenset[str] = frozenset()
    ) -> None:
        """Load the model; `allowed` words are never names. Raises BadModel."""
        self.model = WordsModel(folder)
        self._allowed = allowed

    def read(self, text: str, language: str = "en") -> Reading:
        """Read one comment, sure or not."""
        return self._reading(text, self.model.answers(text), language)

    def read_many(self, texts: Sequence[str], language: str = "en") -> list[Reading]:
        """Read several, in their order."""
        return [self.read(text, language) for text in texts]

    def understand(
        self, text: str, language: str = "en", allowed: Collection[str] = ()
    ) -> Words:
        """Hide what is personal and read the rest; any text, of any length.

        `allowed` are more words that are never personal, for this text alone.
        """
        answers = self.model.answers(text)
        reading = self._reading(text, answers, language)
        details = find(text, answers.details, self._allowed.union(allowed))
        redacted, hidden = hide(text, details)
        danger = 1 - float(answers.danger[0])
        kind = URGENTS[int(answers.danger[1:].argmax())]
        may_be = danger >= self.model.facts.maybe_urgent_from and not reading.urgent
        return Words(
            text=redacted,
            hidden=hidden,
            score=round(reading.score, 3) if reading.scored else None,
            label=reading.label if reading.scored else None,
            feelings=reading.feelings if reading.scored else [],
            themes=reading.themes if reading.scored else [],
            urgent=reading.urgent,
            maybe_urgent=kind if may_be and reading.why_not != "language" else None,
            confidence=round(reading.confidence, 3),
            scored=reading.scored,
            why_not=reading.why_not,
            details=[(one.kind, one.start, one.end) for one in details],
        )

    def _reading(self, text: str, answers: Answers, language: str) -> Reading:
        facts = self.model.facts
        best = int(answers.sentiment.argmax())
        why_not = self._why_not(text, answers, language)
        danger = 1 - float(answers.danger[0])
        is_urgent = danger >= facts.urgent_from and why_not in (None, "unsure")
        return Reading(
            score=float(answers.sentiment[2] - answers.sentiment[0]),
            label=SENTIMENTS[best],
            confidence=float(answers.sentiment[best]),
            emotions={
                name: float(chance)
                for name, chance in zip(EMOTIONS, answers.emotions, strict=True)
            },
            feelings=_named(answers.feelings.tolist(), FEELINGS, facts.feelings),
            themes=_named(answers.themes.tolist(), THEMES, facts.themes),
            urgent=URGENTS[int(answers.danger[1:].argmax())] if is_urgent else None,
            scored=why_not is None,
            why_not=why_not,
        )

    def _why_not(self, text: str, answers: Answers, language: str) -> WhyNot | None:
        letters = sum(one.isalpha() for one in text)
        if not is_read(language):
            return "language"
        if letters < 2:
            return "too_short"
        if letters >= LETTERS_ENOUGH:
            if letters / (len(answers.pieces.ids) - 2) < LETTERS_A_PIECE:
                return "nonsense"
            if answers.foreign >= self.model.facts.foreign_from:
                return "language"
        if float(answers.sentiment.max()) < self.model.facts.sure_from:
            return "unsure"
        return None


def _named(
    chances: list[float], names: tuple[str, ...], limits: dict[str, float]
) -> list[str]:
    """Those over their thresholds, the surest first."""
    pairs = sorted(zip(chances, names, strict=True), reverse=True)
    return [name for chance, name in pairs if chance >= limits[name]][:MOST_NAMED]

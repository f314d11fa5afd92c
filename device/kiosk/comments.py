"""What becomes of a customer's words: shown as they would go out, then an event.

Personal details are hidden before an event is made, so nothing else ever holds them.
Where nobody can hide them, only that words were given is told.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from contract import kinds
from device.kiosk.steps import CommentStep, CorrectionStep, Draft
from device.kiosk.survey import Surveys
from models.words.asking import Question
from models.words.process import Reader
from models.words.reading import Words, is_read
from models.words.telling import as_read, redacted

SHOW_WITHIN_S: Final = 1.0
"""How long the page's picture of what goes out may take."""
SEND_WITHIN_S: Final = 3.0
"""How long sent words wait to be understood before they are dropped unread."""


class Preview(Struct, frozen=True, omit_defaults=True):
    """How words would go out."""

    understood: bool
    """False where nobody can hide what is personal: then no words go out."""
    details: list[tuple[str, int, int]] = []
    """Kind, start and end of what will be hidden, in characters."""
    label: str | None = None
    feelings: list[str] = []
    themes: list[str] = []
    danger: str | None = None
    """Which danger the words tell of, or may."""


class Comments:
    """Turns words into what the page shows and into events."""

    def __init__(self, reader: Reader, surveys: Surveys, sure_from: float) -> None:
        """Spoken words recognised less surely than `sure_from` are not scored."""
        self._reader = reader
        self._surveys = surveys
        self._sure_from = sure_from

    def preview(self, draft: Draft) -> Preview:
        """What the page shows before words are sent."""
        words = self._words(draft.text, draft.language, SHOW_WITHIN_S)
        if words is None:
            return Preview(understood=False)
        return Preview(
            understood=True,
            details=words.details,
            label=words.label,
            feelings=words.feelings,
            themes=words.themes,
            danger=words.urgent or words.maybe_urgent,
        )

    def event(self, visit: str, step: str, posted: CommentStep) -> kinds.Comment:
        """The event of words that were sent."""
        language = posted.language or self._surveys.current().languages[0]
        bare = kinds.Comment(
            visit=visit,
            step=step,
            source=posted.source,
            language=language,
            recognition=posted.recognition,
        )
        if not is_read(language):
            return replace(bare, why_not="language")
        if not posted.text:
            return replace(bare, why_not="too_short")
        words = self._words(posted.text, language, SEND_WITHIN_S)
        if words is None:
            return replace(bare, why_not="no_model")
        if posted.reader == "person":
            return replace(redacted(bare, words), why_not="person_only")
        if posted.recognition is not None and posted.recognition < self._sure_from:
            return replace(redacted(bare, words), why_not="recognition")
        return as_read(bare, words)

    def correction(
        self, visit: str, step: str, posted: CorrectionStep
    ) -> kinds.Comment:
        """What a customer said of the reading; it belongs to the comment before."""
        return kinds.Comment(
            visit=visit,
            step=step,
            source="typed",
            language=posted.language or self._surveys.current().languages[0],
            why_not="correction",
            correction=kinds.Correction(
                label=posted.label,
                emotions=posted.emotions,
                themes=posted.themes,
                confirmed=posted.confirmed,
            ),
        )

    def _words(self, text: str, language: str, within_s: float) -> Words | None:
        if not is_read(language):
            return None
        own = self._surveys.current().own_words
        question = Question(text=text, language=language, allowed=own)
        return self._reader.understand(question, within_s)

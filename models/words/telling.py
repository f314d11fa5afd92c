"""What of understood words goes into a comment's event: at the kiosk and on the hub."""

from msgspec.structs import replace

from contract.kinds import Comment
from models.words.reading import Words


def redacted(bare: Comment, words: Words) -> Comment:
    """The event with the words, details hidden, and nothing that was read in them."""
    return replace(bare, text=words.text, hidden=words.hidden)


def as_read(bare: Comment, words: Words) -> Comment:
    """The event with the words, details hidden, and all that was read in them."""
    return replace(
        redacted(bare, words),
        score=words.score,
        label=words.label,
        emotions=words.feelings,
        themes=words.themes,
        urgent=words.urgent,
        maybe_urgent=words.maybe_urgent,
        scored=words.scored,
        why_not=words.why_not,
    )

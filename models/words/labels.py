"""The names that the words' model gives its answers, in the order of its outputs."""

from typing import Final, get_args

from models.words.corpus.passes import DETAILS, Feeling, Sentiment, Theme, Urgent

SENTIMENTS: Final = get_args(Sentiment)
"""negative, neutral, positive, mixed."""
FEELINGS: Final = get_args(Feeling)
"""What a colleague would hear in a comment; GoEmotions' names, and frustration."""
THEMES: Final = get_args(Theme)
URGENTS: Final = get_args(Urgent)
DETAIL_KINDS: Final = tuple(sorted(DETAILS))
"""Kinds of personal details."""
TAGS: Final = (
    "O",
    *(f"{part}-{kind}" for kind in DETAIL_KINDS for part in ("B", "I")),
)
"""Of each piece of a text: outside, beginning or inside of a detail (IOB2)."""
# fmt: off
EMOTIONS: Final = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion",
    "curiosity", "desire", "disappointment", "disapproval", "disgust", "embarrassment",
    "excitement", "fear", "gratitude", "grief", "joy", "love", "nervousness",
    "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise",
    "neutral",
)
"""GoEmotions' 28 in the order of its files (Demszky et al. 2020)."""
# fmt: on

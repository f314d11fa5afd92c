"""How far a second, blind labelling of a sample agrees with the first.

Cohen's kappa (1960) for sentiment and urgency; for feelings and themes, where several
labels may stand, the mean of kappas over the labels that either labelling used.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from models.words.corpus.passes import Feeling, Sentiment, Theme, Urgent, read_all

FILE = Path(__file__).with_name("second.jsonl")


class Second(Struct, frozen=True, forbid_unknown_fields=True):
    """Labels that somebody gave a comment without seeing the first ones."""

    number: str = msgspec.field(name="pass")
    """The pass."""
    comment: int
    """Which comment of it, from 1."""
    sentiment: Sentiment
    feelings: list[Feeling] = []
    themes: list[Theme] = []
    urgent: Urgent | None = None


class Agreement(Struct, frozen=True):
    """How the two labellings agree; kappa is 1 for wholly, 0 for as by chance."""

    n: int
    sentiment_same: float
    """Share of comments with the same sentiment."""
    sentiment_kappa: float
    urgent_kappa: float
    feelings_kappa: float
    themes_kappa: float


def kappa(first: Sequence[object], second: Sequence[object]) -> float:
    """Cohen's kappa of two labellings of the same things."""
    n = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / n
    labels = {*first, *second}
    chance = sum(
        sum(a == label for a in first) * sum(b == label for b in second) / n**2
        for label in labels
    )
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def measure(file: Path = FILE) -> Agreement:
    """Compare the second labelling with the corpus."""
    seconds = [
        msgspec.json.decode(line, type=Second)
        for line in file.read_bytes().splitlines()
    ]
    passes = {one.head.number: one.comments for one in read_all()}
    firsts = [passes[one.number][one.comment - 1] for one in seconds]
    sentiments = [one.sentiment for one in firsts], [one.sentiment for one in seconds]
    return Agreement(
        n=len(seconds),
        sentiment_same=sum(a == b for a, b in zip(*sentiments, strict=True))
        / len(seconds),
        sentiment_kappa=kappa(*sentiments),
        urgent_kappa=kappa(
            [one.urgent is not None for one in firsts],
            [one.urgent is not None for one in seconds],
        ),
        feelings_kappa=_mean_kappa(
            [one.feelings for one in firsts], [one.feelings for one in seconds]
        ),
        themes_kappa=_mean_kappa(
            [one.themes for one in firsts], [one.themes for one in seconds]
        ),
    )


def _mean_kappa(
    first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]
) -> float:
    labels = {label for found in (*first, *second) for label in found}
    kappas = [
        kappa([label in found for found in first], [label in found for found in second])
        for label in sorted(labels)
    ]
    return sum(kappas) / len(kappas)


if __name__ == "__main__":
    print(msgspec.json.encode(measure()).decode())

"""How well labels were given: accuracy, F1, calibration, times; numpy only."""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
BINS = 15
"""Of equal width, as in Guo et al. 2017, "On calibration of modern neural networks"."""
DIGITS = 4


class LabelScore(Struct, frozen=True):
    """How one label was found."""

    precision: float
    """Share of those given it that have it; 0 where nobody was given it."""
    recall: float
    """Share of those that have it that were given it; 0 where nobody has it."""
    f1: float
    """Harmonic mean of both."""
    n: int
    """How many have it."""


class Times(Struct, frozen=True):
    """Milliseconds that one text took."""

    p50_ms: float
    p95_ms: float


def short(value: float) -> float:
    """With as many digits as reports show; never -0."""
    return round(float(value), DIGITS) + 0.0


def score_flags(gold: Flags, given: Flags) -> LabelScore:
    """One label from who has it and who was given it, one flag a text."""
    both = int(np.sum(gold & given))
    precision = both / max(int(np.sum(given)), 1)
    recall = both / max(int(np.sum(gold)), 1)
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return LabelScore(short(precision), short(recall), short(f1), n=int(np.sum(gold)))


def score_labels(gold: Sequence[str], given: Sequence[str]) -> dict[str, LabelScore]:
    """Each label that the gold has, where a text has exactly one.

    A label that was only given has no line of its own; it costs the others recall.
    """
    golds, givens = np.array(gold), np.array(given)
    return {
        str(label): score_flags(golds == label, givens == label)
        for label in sorted(set(gold))
    }


def score_columns(
    names: Sequence[str], gold: Flags, given: Flags
) -> dict[str, LabelScore]:
    """Each column of texts × labels, where a text may have several labels."""
    return {
        name: score_flags(gold[:, at], given[:, at]) for at, name in enumerate(names)
    }


def macro_f1(scores: dict[str, LabelScore]) -> float:
    """Mean of F1 over labels, each counting the same."""
    return short(sum(score.f1 for score in scores.values()) / len(scores))


def micro_f1(gold: Flags, given: Flags) -> float:
    """F1 over all cells of texts × labels, each cell counting the same."""
    return score_flags(gold.ravel(), given.ravel()).f1


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: how far confidence is from accuracy, 0 to 1.

    Guo et al. 2017: mean over bins of |accuracy - mean confidence|, by bin size.
    """
    sure, hits = np.asarray(confidences, float), np.asarray(right, float)
    bins = np.clip((sure * BINS).astype(int), 0, BINS - 1)
    gaps = (
        abs(hits[bins == one].mean() - sure[bins == one].mean()) * (bins == one).mean()
        for one in np.unique(bins)
    )
    return short(sum(gaps))


def times(milliseconds: Sequence[float]) -> Times:
    """Median and 95th percentile."""
    p50, p95 = np.percentile(np.asarray(milliseconds, float), [50, 95])
    return Times(short(p50), short(p95))


def share(flags: Sequence[bool]) -> float | None:
    """How many of them are true, 0 to 1; none where there are none."""
    return short(math.fsum(flags) / len(flags)) if flags else None

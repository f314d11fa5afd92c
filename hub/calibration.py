"""Fits the words' model to a shop: class priors and the threshold of being sure.

The network stays as it is; one number a class is added to its calibrated logits
(Saerens et al. 2002, Adjusting the outputs of a classifier to new a priori
probabilities), fitted with a ridge on what customers and owners put right or confirmed.
What is reported was measured by cross-validation, on comments the fit had not seen.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from contract.errors import HeedError
from hub.store.calibration import Labelled
from hub.understanding import FACTS
from models.words.labels import SENTIMENTS
from models.words.model import Facts, WordsModel

Table = NDArray[np.float64]
NEEDED: Final = 50
"""Fewer comments would fit noise: a share of 50 is known to about 14 %."""
FOLDS: Final = 5
RIDGE: Final = 0.02
STEPS: Final = 400
RATE: Final = 0.5
GRID: Final = np.arange(0.3, 0.91, 0.02)


class TooFew(HeedError, ValueError):
    """Too few comments were put right to learn anything from them."""

    def __init__(self, there: int) -> None:
        super().__init__(
            f"needs {NEEDED} corrected comments, there are {there}; put labels right or"
            " confirm them on the page 'What they say', and try again"
        )
        self.there = there


class Measured(Struct, frozen=True):
    """How well labels are read."""

    accuracy: float
    """Share of all comments whose label is right."""
    log_loss: float
    """Mean of -ln of the probability given to the right label."""
    scored: float
    """Share of comments that the model is sure of."""
    right: float
    """Share of those whose label is right; 0 of none."""


class Fitted(Struct, frozen=True):
    """What came of it."""

    comments: int
    before: Measured
    after: Measured
    """Cross-validated."""
    facts: Facts

    @property
    def is_better(self) -> bool:
        """Is it worth using?"""
        return self.after.log_loss < self.before.log_loss


def fit(rows: Sequence[Labelled], model: WordsModel) -> Fitted:
    """Fit to what people said; raises TooFew."""
    known = [row for row in rows if row.label in SENTIMENTS]
    if len(known) < NEEDED:
        raise TooFew(len(known))
    logits = np.log(
        np.stack([model.answers(row.text).sentiment for row in known]).astype(float)
        + 1e-9
    )
    labels = np.array([SENTIMENTS.index(row.label) for row in known])
    facts = model.facts
    before = measured(softmax(logits), labels, facts.sure_from)
    bias = priors(logits, labels)
    chances = softmax(logits + bias)
    better = structs.replace(
        facts,
        bias=tuple(round(float(b), 4) for b in np.add(facts.bias, bias)),
        sure_from=threshold(chances, labels),
    )
    return Fitted(len(known), before, crossed(logits, labels), better)


def priors(logits: Table, labels: NDArray[np.int64]) -> Table:
    """One number a class, by gradient descent on the ridged log loss; sums to 0."""
    bias = np.zeros(logits.shape[1])
    wanted = np.bincount(labels, minlength=logits.shape[1]) / len(labels)
    for _ in range(STEPS):
        slope = softmax(logits + bias).mean(0) - wanted + RIDGE * bias
        bias -= RATE * slope
    return np.asarray(bias - bias.mean())


def threshold(chances: Table, labels: NDArray[np.int64]) -> float:
    """From where to be sure: where most more are right than wrong."""
    best, right = chances.max(1), chances.argmax(1) == labels
    worth = [int(np.where(right, 1, -1)[best >= limit].sum()) for limit in GRID]
    return round(float(GRID[int(np.argmax(worth))]), 2)


def crossed(logits: Table, labels: NDArray[np.int64]) -> Measured:
    """Each fold by a fit on the others; every label is in as many folds as it can."""
    order = np.argsort(labels, kind="stable")
    fold = np.empty(len(labels), int)
    fold[order] = np.arange(len(labels)) % FOLDS
    chances = np.empty_like(logits)
    sure = np.empty(len(labels))
    for held, rest in _folds(fold):
        bias = priors(logits[rest], labels[rest])
        chances[held] = softmax(logits[held] + bias)
        sure[held] = threshold(softmax(logits[rest] + bias), labels[rest])
    return measured(chances, labels, sure)


def measured(
    chances: Table, labels: NDArray[np.int64], sure_from: float | Table
) -> Measured:
    """How well these probabilities name these labels."""
    right = chances.argmax(1) == labels
    sure = chances.max(1) >= sure_from
    given = chances[np.arange(len(labels)), labels]
    return Measured(
        accuracy=float(right.mean()),
        log_loss=float(-np.log(given + 1e-9).mean()),
        scored=float(sure.mean()),
        right=float(right[sure].mean()) if sure.any() else 0.0,
    )


def write(fitted: Fitted, folder: Path) -> Path:
    """Put the facts beside the hub's data, whole or not at all; returns their path."""
    path = folder / FACTS
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(fitted.facts), indent=1))
    fresh.replace(path)
    return path


def report(fitted: Fitted) -> Iterator[str]:
    """Before and after, in lines."""
    yield f"{fitted.comments} comments that people put right or confirmed."
    yield "                       before   after (on comments the fit had not seen)"
    for title, name in (
        ("label right", "accuracy"),
        ("sure enough to score", "scored"),
        ("right among those", "right"),
        ("log loss", "log_loss"),
    ):
        was, now = getattr(fitted.before, name), getattr(fitted.after, name)
        yield f"  {title:<20} {was:7.3f} {now:7.3f}"


def softmax(logits: Table) -> Table:
    """Probabilities along the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def _folds(fold: NDArray[np.int64]) -> Iterator[tuple[Table, Table]]:
    for number in range(FOLDS):
        yield fold == number, fold != number

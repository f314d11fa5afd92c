"""How wrong the network is about a batch, by question and in all."""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from models.words.labels import SENTIMENTS
from models.words.learning.batches import Batch
from models.words.learning.examples import UNKNOWN

WEIGHTS: Final = {
    "sentiment": 3.0,
    "opinion": 3.0,
    "polarity": 1.0,
    "tweet": 0.7,
    "emotions": 0.25,
    "feelings": 0.6,
    "themes": 1.0,
    "urgent": 4.0,
    "foreign": 1.0,
    "details": 8.0,
    "embedding": 1.0,
}
"""Chosen so that each question moves the encoder about as much as the others."""
SMOOTHING: Final = 0.05
SOFTENED: Final = 2.0
"""Temperature at which opinions are compared, so that second thoughts count as well."""
POLES: Final = [SENTIMENTS.index("negative"), SENTIMENTS.index("positive")]


def losses(answers: dict[str, Tensor], known: Batch) -> dict[str, Tensor]:
    """By question: the sum over texts that know its answer, over the batch's size."""
    size = known["ids"].shape[0]
    found = {
        name: _one_of(answers[name], known[name]) / size
        for name in ("sentiment", "tweet", "urgent", "foreign")
    }
    found["polarity"] = (
        _one_of(answers["sentiment"][:, POLES], known["polarity"]) / size
    )
    found["opinion"] = _alike(answers["sentiment"], known["opinion"]) / size
    for name in ("emotions", "feelings", "themes"):
        found[name] = any_of(answers[name], known[name]) / size
    found["details"] = _tags(answers["details"], known["details"]) / size
    return found


def total(found: dict[str, Tensor]) -> Tensor:
    """The weighed sum."""
    return torch.stack([WEIGHTS[name] * loss for name, loss in found.items()]).sum()


def likeness(answer: Tensor, wanted: Tensor) -> Tensor:
    """One minus the cosine, summed: how far sentences have moved from the teacher's."""
    return (1 - functional.cosine_similarity(answer, wanted, dim=1)).sum()


def _one_of(answer: Tensor, known: Tensor) -> Tensor:
    return functional.cross_entropy(
        answer,
        known,
        ignore_index=UNKNOWN,
        reduction="sum",
        label_smoothing=SMOOTHING,
    )


def _alike(answer: Tensor, opinion: Tensor) -> Tensor:
    """How far the answers are from opinions, where there are any.

    Kullback-Leibler divergence after Hinton et al. (2015), whose square of the
    temperature keeps its slope as steep as the labels'.
    """
    there = ~opinion.isnan().any(1)
    wanted = functional.softmax(opinion[there] / SOFTENED, 1)
    found = functional.log_softmax(answer[there] / SOFTENED, 1)
    return functional.kl_div(found, wanted, reduction="sum") * SOFTENED**2


def any_of(answer: Tensor, known: Tensor) -> Tensor:
    """Each label right or wrong, summed; `known` is [batch, labels], -1 for unknown."""
    there = (known >= 0).to(answer.dtype)
    loss = functional.binary_cross_entropy_with_logits(
        answer, known.clamp(min=0), reduction="none"
    )
    return (loss * there).sum()


def _tags(answer: Tensor, known: Tensor) -> Tensor:
    """Mean over a text's pieces, summed over texts."""
    loss = functional.cross_entropy(
        answer.transpose(1, 2), known, ignore_index=UNKNOWN, reduction="none"
    )
    there = (known != UNKNOWN).sum(1)
    return (loss.sum(1) / there.clamp(min=1)).sum()

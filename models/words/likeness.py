"""How alike comments are to the examples of a shop's own themes.

A theme is the mean of its examples' embeddings, likeness the cosine to it, both taken
relative to the mean of comments of many shops: sentence embeddings share one direction
that says nothing (Mu and Viswanath 2018, All-but-the-top). Embeddings live in this
process's memory while it runs, and nowhere else.
"""

import functools
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from models.words.asking import Compare, Compared, Fitted
from models.words.corpus.passes import read_all
from models.words.model import Numbers, WordsModel

log = logging.getLogger(__name__)

OTHERS: Final = 300
"""Comments of our own corpus that stand for those of any shop."""
PREVALENCE: Final = 0.05
"""Share of comments that are taken to be about a theme, while thresholds are chosen."""
REMEMBERED: Final = 4000
"""Texts whose embeddings stay in memory; a second trial is quick."""
LOWEST: Final = 0.15
"""No chosen threshold is lower: below it comments have nothing in common."""


class Likeness:
    """Compares by one model."""

    def __init__(self, model: WordsModel, folder: Path | None = None) -> None:
        """`folder` keeps what our corpus gave by this model, which takes seconds."""
        self._model = model
        self._embedding = functools.lru_cache(REMEMBERED)(self._embed)
        others = self._others(folder)
        self._mean = others.mean(0)
        self._rest = self._centred(others)

    def compare(self, asked: Compare) -> Compared:
        """Likeness of each text to each theme, and each theme's own threshold."""
        texts = self._rows(asked.texts)
        likeness, fitted = {}, {}
        for key, sentences in asked.themes.items():
            examples = self._rows(sentences)
            alike = texts @ centre(examples)
            likeness[key] = [round(float(one), 4) for one in alike.clip(0, 1)]
            fitted[key] = fit(examples, self._rest)
        return Compared(likeness, fitted)

    def _rows(self, texts: Sequence[str]) -> Numbers:
        """[texts, 384]."""
        found = [self._embedding(text) for text in texts]
        width = len(self._mean)
        return self._centred(np.array(found, np.float32).reshape(-1, width))

    def _centred(self, rows: Numbers) -> Numbers:
        apart = rows - self._mean
        lengths = np.linalg.norm(apart, axis=1, keepdims=True)
        return np.asarray(apart / np.maximum(lengths, 1e-6), np.float32)

    def _embed(self, text: str) -> Numbers:
        return self._model.answers(text).embedding

    def _others(self, folder: Path | None) -> Numbers:
        """Embeddings of comments of many shops, of a file where there is one."""
        network = self._model.facts.files["words.onnx"]
        path = None if folder is None else folder / f"likeness-{network[:16]}.npy"
        if path is not None and path.exists():
            try:
                kept = np.load(path, allow_pickle=False)
                if kept.shape == (OTHERS, len(self._embed("a word"))):
                    return np.asarray(kept, np.float32)
            except (OSError, ValueError) as error:
                log.warning("%s can't be read and is made anew: %s", path, error)
        made = np.stack([self._embed(text) for text in _of_many_shops()])
        if path is not None:
            _keep(path, made)
        return made


def centre(examples: Numbers) -> Numbers:
    """[384], of length 1, from [examples, 384]."""
    mean = examples.mean(0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), np.float32)


def fit(examples: Numbers, others: Numbers) -> Fitted:
    """The threshold with the best F1, each example left out in turn.

    Recall is measured on the examples that were left out, false alarms on `others`,
    and both are weighed as if a comment in twenty were about the theme.
    """
    alone = left_out(examples)
    noise = others @ centre(examples)
    limits = np.concatenate([alone, np.quantile(noise, np.linspace(0.8, 1, 21))])
    best = max(
        (float(limit) for limit in limits),
        key=lambda limit: _worth(alone, noise, limit),
    )
    like_from = round(min(max(best - 1e-4, LOWEST), 0.99), 2)
    return Fitted(
        like_from=like_from,
        found=int((alone >= like_from).sum()),
        others=round(float((noise >= like_from).mean()), 3),
    )


def left_out(examples: Numbers) -> Numbers:
    """Likeness of each example to the centre of the others."""
    if len(examples) < 2:
        return np.ones(len(examples), np.float32)
    each = [
        examples[at] @ centre(np.delete(examples, at, 0)) for at in range(len(examples))
    ]
    return np.array(each, np.float32)


def _worth(alone: Numbers, noise: Numbers, limit: float) -> float:
    """F1 at a threshold."""
    recall = float((alone >= limit).mean())
    false = (float((noise >= limit).sum()) + 0.5) / len(noise)
    hit = PREVALENCE * recall
    precision = hit / (hit + (1 - PREVALENCE) * false)
    return 2 * precision * recall / (precision + recall) if recall else 0.0


def _of_many_shops() -> Iterator[str]:
    """Comments from all over our corpus, without their personal details' marks."""
    english = [
        comment.plain
        for one in read_all()
        if one.head.language == "en"
        for comment in one.comments
    ]
    step = len(english) / OTHERS
    yield from (english[int(at * step)] for at in range(OTHERS))


def _keep(path: Path, made: Numbers) -> None:
    """Put it in place whole or not at all; without room it is made each time."""
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("wb") as file:
            np.save(file, made)
        fresh.replace(path)
    except OSError as error:
        log.warning("%s can't be written: %s", path, error)

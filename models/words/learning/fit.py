"""How sure the model may be: scales, priors and thresholds, fitted on the dev passes.

Temperature scaling after Guo et al. (2017), with one prior a class; thresholds by F1
over the passes kept for it. Nothing here has seen a test pass.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from models.words.corpus.splits import read_split
from models.words.evaluate_emotions import best_thresholds, flags
from models.words.labels import EMOTIONS, FEELINGS, SENTIMENTS, THEMES, URGENTS
from models.words.learning import sources
from models.words.learning.examples import Example, foreign, from_comment
from models.words.model import FORM, Answers, Facts, WordsModel, softmax
from models.words.redact import find

Table = NDArray[np.float64]
GRID: Final = np.arange(0.05, 0.95, 0.01)
MOST_FALSE: Final = 0.008
"""Share of harmless comments that may be called urgent, on the dev passes."""
ASKED_FALSE: Final = 0.03
"""Share at which the kiosk may ask whether somebody should be called."""
HALF: Final = 0.5
DETAIL_GRID: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def neutral(name: str, files: dict[str, str]) -> Facts:
    """No scale, no priors, every threshold one half."""
    return Facts(
        form=FORM,
        name=name,
        files=files,
        sentiments=SENTIMENTS,
        feelings=dict.fromkeys(FEELINGS, HALF),
        themes=dict.fromkeys(THEMES, HALF),
        emotions=dict.fromkeys(EMOTIONS, HALF),
        urgents=URGENTS,
        urgent_from=HALF,
        maybe_urgent_from=HALF / 2,
        scale=1.0,
        bias=(0.0,) * len(SENTIMENTS),
        sure_from=HALF,
        foreign_from=HALF,
        detail_from=HALF,
    )


def fitted(model: WordsModel, data: Path) -> Facts:
    """The model's facts with everything fitted; `model` must have neutral ones."""
    passes = read_split("dev")
    english = [
        from_comment(comment)
        for one in passes
        if one.head.language == "en"
        for comment in one.comments
    ]
    others = [
        foreign(comment)
        for one in passes
        if one.head.language != "en"
        for comment in one.comments
    ]
    read = [model.answers(one.text) for one in english]
    scale, bias = _sentiment(english, read)
    urgent, maybe = _urgent(english, read)
    return structs.replace(
        model.facts,
        scale=scale,
        bias=tuple(bias),
        urgent_from=urgent,
        maybe_urgent_from=maybe,
        feelings=_many(english, read, "feelings", FEELINGS),
        themes=_many(english, read, "themes", THEMES),
        emotions=_emotions(model, data),
        sure_from=_sure(english, read, scale, bias),
        foreign_from=_foreign(read, [model.answers(one.text) for one in others]),
        detail_from=_details(model, english),
    )


def _sentiment(
    known: Sequence[Example], read: Sequence[Answers]
) -> tuple[float, list[float]]:
    """Scale and priors that make the right sentiments likeliest (gradient descent)."""
    logits = np.log(np.array([one.sentiment for one in read], np.float64) + 1e-9)
    rows = np.arange(len(known))
    right = np.array([one.sentiment for one in known])
    scale, bias = 1.0, np.zeros(len(SENTIMENTS))
    for _ in range(3000):
        slope = softmax(scale * logits + bias).astype(np.float64)
        slope[rows, right] -= 1
        scale -= 0.02 * float((slope * logits).sum(1).mean())
        # A prior is held to nothing, where the passes say little about it.
        bias -= 0.05 * (slope.mean(0) + 0.02 * bias)
    return round(scale, 4), [round(float(one), 4) for one in bias]


def _sure(
    known: Sequence[Example],
    read: Sequence[Answers],
    scale: float,
    bias: list[float],
    wrong: float = 0.5,
) -> float:
    """The least confidence at which an answer is right more often than not."""
    logits = np.log(np.array([one.sentiment for one in read]) + 1e-9)
    chances = softmax(scale * logits + np.array(bias))
    right = chances.argmax(1) == np.array([one.sentiment for one in known])
    best = chances.max(1)
    for limit in np.arange(0.3, 0.9, 0.01):
        near = np.abs(best - limit) < 0.06
        if near.sum() >= 8 and right[near].mean() >= wrong:
            return round(float(limit), 2)
    return HALF


def _urgent(known: Sequence[Example], read: Sequence[Answers]) -> tuple[float, float]:
    """From where to call somebody, and from where to ask: by false alarms allowed."""
    harmless = sorted(
        (
            1 - float(answer.danger[0])
            for one, answer in zip(known, read, strict=True)
            if not one.urgent
        ),
        reverse=True,
    )
    limits = (
        harmless[int(len(harmless) * share)] for share in (MOST_FALSE, ASKED_FALSE)
    )
    urgent, maybe = (round(min(max(limit, 0.03), 0.6), 3) for limit in limits)
    return max(urgent, 0.2), min(maybe, max(urgent, 0.2))


def _many(
    known: Sequence[Example],
    read: Sequence[Answers],
    name: str,
    labels: tuple[str, ...],
) -> dict[str, float]:
    truth = np.array(
        [
            [place in (getattr(one, name) or ()) for place in range(len(labels))]
            for one in known
        ]
    )
    return thresholds(truth, np.array([getattr(one, name) for one in read]), labels)


def _emotions(model: WordsModel, data: Path) -> dict[str, float]:
    """On GoEmotions' own development set, for their groups as well."""
    known = sources.go_emotions(data, "dev")
    names = [[EMOTIONS[place] for place in one.emotions or ()] for one in known]
    found = np.array([model.answers(one.text).emotions for one in known], np.float64)
    best = best_thresholds(flags(names), found)
    return {name: round(limit, 3) for name, limit in best.items()}


def thresholds(
    truth: NDArray[np.bool_], chances: NDArray[np.float32], labels: tuple[str, ...]
) -> dict[str, float]:
    """For each label that of its best F1, drawn to one half where it is rare."""
    found = {}
    for at, label in enumerate(labels):
        count = int(truth[:, at].sum())
        best = max(
            GRID, key=lambda t: (f1(truth[:, at], chances[:, at] >= t), -abs(t - HALF))
        )
        trust = count / (count + 10)
        found[label] = round(float(trust * best + (1 - trust) * HALF), 3)
    return found


def f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Harmonic mean of precision and recall; 0 where nothing was right."""
    both = int((truth & said).sum())
    return 2 * both / (int(truth.sum()) + int(said.sum())) if both else 0.0


def _foreign(english: Sequence[Answers], others: Sequence[Answers]) -> float:
    """Between the most foreign English and the most English of the others."""
    ours = np.quantile([one.foreign for one in english], 0.998)
    theirs = np.quantile([one.foreign for one in others], 0.02)
    return round(float(np.clip((ours + theirs) / 2, 0.5, 0.95)), 3)


def _details(model: WordsModel, known: Sequence[Example]) -> float:
    """That of the best F2 for what is hidden, with what patterns find."""
    as_it_was = model.facts
    best, at = -1.0, HALF
    for limit in DETAIL_GRID:
        model.facts = structs.replace(as_it_was, detail_from=limit)
        found = _f2(model, known)
        if found > best:
            best, at = found, limit
    model.facts = as_it_was
    return at


def _f2(model: WordsModel, known: Sequence[Example]) -> float:
    """Recall of whole details counts twice as much as precision of what is hidden."""
    gold = hidden = right = whole = 0
    for one in known:
        spans = find(one.text, model.answers(one.text).details)
        places = {at for span in spans for at in range(span.start, span.end)}
        details = one.details or ()
        gold += len(details)
        hidden += len(spans)
        whole += sum(
            all(at in places or not one.text[at].isalnum() for at in range(start, end))
            for _, start, end in details
        )
        right += sum(
            any(span.start < end and start < span.end for _, start, end in details)
            for span in spans
        )
    precision, recall = right / max(hidden, 1), whole / max(gold, 1)
    return 5 * precision * recall / max(4 * precision + recall, 1e-9)

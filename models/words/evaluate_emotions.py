"""How well a reader tells GoEmotions' emotions, fine and in groups.

Demszky et al. 2020, "GoEmotions": 28 labels with neutral, mapped onto Ekman's six and
onto positive, negative and ambiguous. Neutral is a group of its own in both.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.errors import HeedError
from models.words.evaluate import read_timed
from models.words.labelled import Line
from models.words.measures import (
    Flags,
    LabelScore,
    macro_f1,
    micro_f1,
    score_columns,
    times,
)
from models.words.reading import Reader

# fmt: off
NAMES = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion",
    "curiosity", "desire", "disappointment", "disapproval", "disgust", "embarrassment",
    "excitement", "fear", "gratitude", "grief", "joy", "love", "nervousness",
    "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise",
    "neutral",
)
"""In the order of their numbers."""
EKMAN = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": (
        "joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism",
        "relief", "pride", "admiration", "desire", "caring",
    ),
    "sadness": ("sadness", "disappointment", "embarrassment", "grief", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
    "neutral": ("neutral",),
}
GROUPS = {
    "positive": EKMAN["joy"],
    "negative": (
        "fear", "nervousness", "remorse", "embarrassment", "disappointment", "sadness",
        "grief", "disgust", "anger", "annoyance", "disapproval",
    ),
    "ambiguous": EKMAN["surprise"],
    "neutral": ("neutral",),
}
# fmt: on
PLAIN_THRESHOLD = 0.3
"""The paper's, for all labels alike."""
GRID = np.round(np.arange(0.05, 0.951, 0.01), 2)
Probabilities = NDArray[np.float64]
Mapped = Mapping[str, Sequence[str]]


class NoEmotions(HeedError, ValueError):
    """A reader that gives no probabilities of emotions."""


class EmotionReport(Struct, frozen=True):
    """What was measured; 0 to 1."""

    n: int
    macro_f1: float
    """Over the 28, with the thresholds of the model."""
    macro_f1_at_03: float
    """Over the 28, with .3 for each."""
    micro_f1: float
    ekman_macro_f1: float
    """Over Ekman's six and neutral."""
    group_macro_f1: float
    """Over positive, negative, ambiguous and neutral."""
    by_label: dict[str, LabelScore]
    p50_ms: float
    p95_ms: float


def evaluate_emotions(
    reader: Reader,
    lines: Sequence[Line[tuple[str, ...]]],
    thresholds: Mapping[str, float],
    language: str = "en",
) -> EmotionReport:
    """Let it read every line and count.

    `thresholds` are by name; those of groups are "ekman.joy", "group.positive" and so
    on. A name without one has .3; a group without one is there if one of its names is.
    """
    readings, took = read_timed(reader, [line.text for line in lines], language)
    found = probabilities([reading.emotions for reading in readings])
    gold = flags([line.label for line in lines])
    given = found >= limits(thresholds)
    by_label = score_columns(NAMES, gold, given)
    spent = times(took)
    return EmotionReport(
        n=len(lines),
        macro_f1=macro_f1(by_label),
        macro_f1_at_03=macro_f1(score_columns(NAMES, gold, found >= PLAIN_THRESHOLD)),
        micro_f1=micro_f1(gold, given),
        ekman_macro_f1=_grouped(gold, found, thresholds, "ekman"),
        group_macro_f1=_grouped(gold, found, thresholds, "group"),
        by_label=by_label,
        p50_ms=spent.p50_ms,
        p95_ms=spent.p95_ms,
    )


MAPPINGS: dict[str, Mapped] = {"ekman": EKMAN, "group": GROUPS}


def best_thresholds(gold: Flags, found: Probabilities) -> dict[str, float]:
    """For each name and group the threshold with the best F1 on these texts.

    `gold` and `found` are texts × 28. Take texts that are neither learned from nor
    tested with.
    """
    best = {name: _best(gold[:, at], found[:, at]) for at, name in enumerate(NAMES)}
    for kind, mapping in MAPPINGS.items():
        golds, founds = merged_flags(gold, mapping), merged(found, mapping)
        for at, group in enumerate(mapping):
            best[f"{kind}.{group}"] = _best(golds[:, at], founds[:, at])
    return best


def flags(labels: Sequence[Sequence[str]]) -> Flags:
    """Texts × 28: which names each text has."""
    return np.array([[name in own for name in NAMES] for own in labels], bool)


def probabilities(emotions: Sequence[Mapping[str, float]]) -> Probabilities:
    """Texts × 28 from what was read; raises NoEmotions."""
    for own in emotions:
        missing = [name for name in NAMES if name not in own]
        if missing:
            raise NoEmotions(
                f"this reader gives no probability of {', '.join(missing)}; "
                "emotions can only be measured where it gives all 28"
            )
    return np.array([[own[name] for name in NAMES] for own in emotions], float)


def limits(thresholds: Mapping[str, float]) -> Probabilities:
    """The threshold of each of the 28."""
    return np.array([thresholds.get(name, PLAIN_THRESHOLD) for name in NAMES])


def merged_flags(gold: Flags, mapping: Mapped) -> Flags:
    """Texts × groups: a group is there if one of its names is."""
    columns = [gold[:, _places(names)].any(axis=1) for names in mapping.values()]
    return np.stack(columns, axis=1)


def merged(found: Probabilities, mapping: Mapped) -> Probabilities:
    """Texts × groups: probability of at least one name, taking them as independent."""
    none = [np.prod(1 - found[:, _places(own)], axis=1) for own in mapping.values()]
    return np.asarray(1 - np.stack(none, axis=1), np.float64)


def _grouped(
    gold: Flags, found: Probabilities, thresholds: Mapping[str, float], kind: str
) -> float:
    mapping = MAPPINGS[kind]
    given = merged_flags(found >= limits(thresholds), mapping)
    together = merged(found, mapping)
    for at, group in enumerate(mapping):
        limit = thresholds.get(f"{kind}.{group}")
        if limit is not None:
            given[:, at] = together[:, at] >= limit
    return macro_f1(score_columns(list(mapping), merged_flags(gold, mapping), given))


def _places(names: Sequence[str]) -> list[int]:
    return [NAMES.index(name) for name in names]


def _best(gold: Flags, found: Probabilities) -> float:
    """The threshold of `GRID` with the best F1, the lowest of equals."""
    given = found[None, :] >= GRID[:, None]
    both = (given & gold).sum(axis=1)
    f1 = 2 * both / np.maximum(given.sum(axis=1) + gold.sum(), 1)
    return float(GRID[int(np.argmax(f1))])

"""How scores and labels differ between groups, on texts that say the same.

Differences are paired: of a group's score on a template from the mean of all groups on
the same one. Intervals are percentile bootstraps over templates (Efron 1979), which are
what another writer would have written otherwise.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.words.audit_material import DIALECT, Case, Pair
from models.words.labelled import SENTIMENTS
from models.words.measures import short
from models.words.reading import Reading

Array = NDArray[np.float64]
RESAMPLES = 2000
MEAN_OF_ALL = "the mean of all groups"
STANDARD = "the same in the standard language"


class Group(Struct, frozen=True):
    """How texts with one group in them are read."""

    name: str
    texts: int
    difference: float
    """Of its mean score from what it is compared with."""
    low: float
    high: float
    """95 % interval of the difference."""
    flips: float
    """Share of labels that change when it is swapped for another group."""
    right: float
    """Share of texts with the label that was meant."""


class Kind(Struct, frozen=True):
    """One kind of identity."""

    name: str
    compared_with: str
    groups: list[Group]
    mean_difference: float
    """Mean over groups of the difference without its sign."""
    mean_low: float
    mean_high: float
    """95 % interval of it."""
    worst_group: str
    worst_difference: float
    standard_right: float | None = None
    """For dialects: share of standard texts with the label that was meant."""


def compare(kind: str, cases: Sequence[Case], readings: dict[str, Reading]) -> Kind:
    """Each group with the mean of all, over the templates that fit it."""
    names = list(dict.fromkeys(case.group for case in cases))
    rows = {key: at for at, key in enumerate(dict.fromkeys(map(_row, cases)))}
    scores = np.zeros((len(rows), len(names)))
    labels = np.zeros((len(rows), len(names), len(SENTIMENTS)))
    right = np.zeros(len(names))
    for case in cases:
        at, group, reading = (
            rows[_row(case)],
            names.index(case.group),
            readings[case.text],
        )
        scores[at, group] += reading.score
        labels[at, group, SENTIMENTS.index(reading.label)] += 1
        right[group] += reading.label == case.sentiment
    texts = labels.sum(axis=2)
    there = texts > 0
    means = np.where(there, scores / np.maximum(texts, 1), np.nan)
    centred = means - np.nanmean(means, axis=1, keepdims=True)
    flipped = _flips(labels / np.maximum(texts, 1)[:, :, None], there)
    template = np.array([number for number, _ in rows])
    return _kind(
        kind,
        MEAN_OF_ALL,
        _by_template(centred, template),
        [
            (name, int(texts[:, at].sum()), flipped[at], right[at] / texts[:, at].sum())
            for at, name in enumerate(names)
        ],
    )


def compare_dialects(pairs: Sequence[Pair], readings: dict[str, Reading]) -> Kind:
    """Each dialect with the same in the standard language."""
    names = list(dict.fromkeys(pair.dialect.group for pair in pairs))
    differences = np.full((len(pairs), len(names)), np.nan)
    facts = []
    for at, pair in enumerate(pairs):
        first, second = readings[pair.standard.text], readings[pair.dialect.text]
        differences[at, names.index(pair.dialect.group)] = second.score - first.score
    for name in names:
        own = [pair for pair in pairs if pair.dialect.group == name]
        facts.append((name, len(own), _changed(own, readings), _hits(own, readings)))
    template = np.array([pair.dialect.template for pair in pairs])
    standard = float(np.mean([_meant(pair.standard, readings) for pair in pairs]))
    return _kind(
        DIALECT, STANDARD, _by_template(differences, template), facts, standard
    )


def _row(case: Case) -> tuple[int, str]:
    return case.template, case.form


def _by_template(rows: Array, template: NDArray[np.int64]) -> Array:
    """Templates × groups: the mean of both forms, so that a template counts once."""
    return np.array([rows[template == one].mean(axis=0) for one in np.unique(template)])


def _flips(shares: Array, there: NDArray[np.bool_]) -> Array:
    """Of each group: how often a label differs from one of another group's.

    `shares` is rows × groups × labels, 0 where a group is not in a row.
    """
    others = there.sum(axis=1, keepdims=True) - 1
    rest = (shares.sum(axis=1, keepdims=True) - shares) / np.maximum(others, 1)[
        ..., None
    ]
    same = (shares * rest).sum(axis=2)
    counted = there & (others > 0)
    sums = np.where(counted, 1 - same, 0.0).sum(axis=0)
    return np.asarray(sums / np.maximum(counted.sum(axis=0), 1), np.float64)


def _kind(
    name: str,
    compared_with: str,
    differences: Array,
    facts: Sequence[tuple[str, int, float, float]],
    standard_right: float | None = None,
) -> Kind:
    """From templates × groups, not a number where a group is not in a template.

    `facts` are name, texts, flips and right of each group.
    """
    means = np.nanmean(differences, axis=0)
    drawn = _resampled(differences)
    spans = np.percentile(drawn, [2.5, 97.5], axis=0).T
    mean_low, mean_high = np.percentile(np.abs(drawn).mean(axis=1), [2.5, 97.5])
    groups = [
        Group(
            group, texts, short(mean), short(low), short(high), short(flips), short(hit)
        )
        for mean, (low, high), (group, texts, flips, hit) in zip(
            means, spans, facts, strict=True
        )
    ]
    worst = max(groups, key=lambda group: abs(group.difference))
    return Kind(
        name,
        compared_with,
        groups,
        mean_difference=short(float(np.abs(means).mean())),
        mean_low=short(mean_low),
        mean_high=short(mean_high),
        worst_group=worst.name,
        worst_difference=worst.difference,
        standard_right=None if standard_right is None else short(standard_right),
    )


def _resampled(differences: Array) -> Array:
    """Draws × groups: means over templates drawn with replacement."""
    rng = np.random.default_rng(seed=0)
    n = len(differences)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES).astype(float)
    there = ~np.isnan(differences)
    counts = weights @ there
    sums = weights @ np.where(there, differences, 0.0)
    return np.asarray(sums / np.maximum(counts, 1), np.float64)


def _meant(case: Case, readings: dict[str, Reading]) -> bool:
    return readings[case.text].label == case.sentiment


def _changed(pairs: Sequence[Pair], readings: dict[str, Reading]) -> float:
    labels = [
        (readings[pair.standard.text].label, readings[pair.dialect.text].label)
        for pair in pairs
    ]
    return sum(first != second for first, second in labels) / len(labels)


def _hits(pairs: Sequence[Pair], readings: dict[str, Reading]) -> float:
    return sum(_meant(pair.dialect, readings) for pair in pairs) / len(pairs)

"""Comments that are too much alike: shared runs of five letters, as a share of all.

Jaccard similarity of character 5-grams (Broder 1997, "On the resemblance and
containment of documents"), between comments that share two rare ones, or all of them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

GRAM = 5
ALIKE = 0.5
"""From this share on two comments count as one written twice."""
COMMON = 12
"""A run of letters in more comments than this makes no two of them candidates."""
SHORTEST = 25
"""Shorter texts ("all good") may well be given by two customers."""


def grams(text: str) -> frozenset[str]:
    """All runs of five letters or digits, case and spacing aside."""
    letters = re.sub(r"\W+", " ", text.lower()).strip()
    return frozenset(letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1))


def alike(texts: Sequence[str], limit: float = ALIKE) -> list[tuple[int, int, float]]:
    """Pairs of places in `texts` that are alike, with how much (0 to 1)."""
    sets = [grams(text) if len(text) >= SHORTEST else frozenset() for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, found in enumerate(sets):
        for gram in found:
            holders[gram].append(place)
    together = Counter(
        pair
        for places in holders.values()
        if len(places) <= COMMON
        for pair in combinations(places, 2)
    )
    candidates = {pair for pair, runs in together.items() if runs > 1}
    # What is wholly the same is found however common its words are.
    twins: dict[frozenset[str], list[int]] = defaultdict(list)
    for place, found in enumerate(sets):
        if found:
            twins[found].append(place)
    candidates.update(pair for same in twins.values() for pair in combinations(same, 2))
    pairs = [(*pair, _share(sets[pair[0]], sets[pair[1]])) for pair in candidates]
    return sorted((pair for pair in pairs if pair[2] >= limit), key=lambda p: -p[2])


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    """Jaccard similarity, 0 to 1."""
    return len(first & second) / len(first | second)

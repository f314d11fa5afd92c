"""How well people were found, counted and followed, against what people saw."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.people.detect import feet, iou
from models.people.truth import Floats, TrueBoxes, Truth

SAME: Final = 0.5
"""Overlap from which two boxes are the same person (MOTChallenge)."""
GAP_S: Final = 1.0
"""A stay goes on if somebody was outside for no longer."""
STAY_S: Final = 1.0
"""Who was inside for less only cut a corner."""

Inside = Callable[[Floats], NDArray[np.bool_]]


class Answer(Struct, frozen=True):
    """What was found in one frame; arrays of one length."""

    ids: NDArray[np.int64]
    """Numbers that stay with a person."""
    boxes: Floats
    """(n, 4) corners in pixels of everybody in view."""
    in_zone: int
    """People in the zone, as told at once."""


class Found(Struct):
    """Boxes found, missed and made up over all frames."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    switches: int = 0
    count_off: int = 0

    @property
    def precision(self) -> float | None:
        """Share of what was found that was there; none where nothing was found."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Share of what was there that was found; none where nobody was there."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


def compare(truth: dict[int, TrueBoxes], answers: dict[int, Answer]) -> Found:
    """Match each frame's boxes at SAME and add up; a box marked invalid counts not."""
    found = Found()
    known: dict[int, int] = {}
    for frame, answer in answers.items():
        true = truth.get(frame)
        if true is None:
            continue
        pairs = match(answer.boxes, true.boxes)
        real = [(mine, its) for mine, its in pairs if true.valid[its]]
        people = int(true.valid.sum())
        found.right += len(real)
        found.wrong += len(answer.boxes) - len(pairs)
        found.missed += people - len(real)
        found.count_off += abs(len(answer.boxes) - (len(pairs) - len(real)) - people)
        for mine, its in real:
            person, number = int(true.ids[its]), int(answer.ids[mine])
            found.switches += known.get(person, number) != number
            known[person] = number
    return found


def match(boxes: Floats, true: Floats) -> list[tuple[int, int]]:
    """Pairs that overlap by SAME or more, the closest first."""
    shared = iou(boxes, true)
    pairs = []
    while shared.size and shared.max() >= SAME:
        mine, its = np.unravel_index(int(shared.argmax()), shared.shape)
        pairs.append((int(mine), int(its)))
        shared[mine, :] = -1
        shared[:, its] = -1
    return pairs


def true_counts(truth: Truth, inside: Inside) -> dict[int, int]:
    """People in the zone by frame: by their feet, or as counted."""
    if truth.in_zone is not None:
        return truth.in_zone
    assert truth.boxes is not None
    return {
        frame: int((inside(feet(people.boxes)) & people.valid).sum())
        for frame, people in truth.boxes.items()
    }


def true_stays(
    truth: dict[int, TrueBoxes], inside: Inside, times: dict[int, float]
) -> list[float]:
    """How long each stay in the zone was, in seconds, within the frames timed."""
    spans: dict[int, list[list[float]]] = {}
    for frame, at_s in times.items():
        people = truth[frame]
        there = inside(feet(people.boxes)) & people.valid
        for person in people.ids[there].tolist():
            stays = spans.setdefault(person, [])
            if stays and at_s - stays[-1][1] <= GAP_S + 1e-6:
                stays[-1][1] = at_s
            else:
                stays.append([at_s, at_s])
    lengths = [last - first for stays in spans.values() for first, last in stays]
    return [length for length in lengths if length >= STAY_S]


def mean_off(counts: Sequence[int], true: Sequence[int]) -> float:
    """Mean absolute difference, in people."""
    return float(np.abs(np.subtract(counts, true)).mean())


def within_one(counts: Sequence[int], true: Sequence[int]) -> float:
    """Share of frames whose count is at most one off."""
    return float((np.abs(np.subtract(counts, true)) <= 1).mean())


def relative(value: float, true: float) -> float | None:
    """How far off a value is, as a share of the true one; none where that is 0."""
    return None if true == 0 else abs(value - true) / true


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

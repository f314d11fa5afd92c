"""Emotions, fine and in groups, against values worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from models.words.evaluate_emotions import (
    EKMAN,
    GROUPS,
    NAMES,
    NoEmotions,
    best_thresholds,
    evaluate_emotions,
    flags,
    merged,
)
from models.words.labelled import Line, read_emotions
from models.words.reading import Reading
from tests.models.words.readers import Told

Lines = list[Line[tuple[str, ...]]]


def reading(**emotions: float) -> Reading:
    """With these probabilities and nothing for the rest."""
    every = dict.fromkeys(NAMES, 0.0) | emotions
    return Reading(score=0, label="neutral", confidence=1, emotions=every)


def test_names_are_in_the_order_of_the_published_list(data: Path) -> None:
    listed = (data / "comments" / "goemotions" / "labels.txt").read_text().split()
    assert list(NAMES) == listed


@pytest.mark.parametrize("mapping", [EKMAN, GROUPS])
def test_every_name_is_in_one_group(mapping: dict[str, tuple[str, ...]]) -> None:
    members = [name for own in mapping.values() for name in own]
    assert sorted(members) == sorted(NAMES)


def test_thresholds_of_the_model_and_of_the_paper() -> None:
    read = {"a": reading(joy=0.4), "b": reading(joy=0.35, love=0.6)}
    lines: Lines = [Line("a", ("joy",)), Line("b", ("love",))]
    report = evaluate_emotions(Told(read.__getitem__), lines, {"joy": 0.38})
    # With .38 joy is right once and never wrong; with .3 it is wrong once.
    assert report.by_label["joy"].f1 == 1
    assert report.macro_f1 == pytest.approx(2 / 28, abs=1e-4)
    assert report.macro_f1_at_03 == pytest.approx((0.6667 + 1) / 28, abs=1e-4)
    assert report.micro_f1 == 1
    assert (report.n, len(report.by_label)) == (2, 28)


def test_a_group_is_there_if_one_of_its_names_is() -> None:
    read = {"a": reading(annoyance=0.5), "b": reading(fear=0.9), "c": reading()}
    lines: Lines = [Line("a", ("anger",)), Line("b", ("joy",)), Line("c", ("neutral",))]
    report = evaluate_emotions(Told(read.__getitem__), lines, {})
    # Anger by way of annoyance; fear for joy and nothing for neutral are wrong.
    assert report.macro_f1 == 0
    assert report.ekman_macro_f1 == pytest.approx(1 / 7, abs=1e-4)
    # Negative: one of two given is right, the one there was is found.
    assert report.group_macro_f1 == pytest.approx(0.6667 / 4, abs=1e-4)


def test_a_group_may_have_a_threshold_of_its_own() -> None:
    # Each is under .3, together they are over: 1 - .75 · .75 · .75.
    read = {"a": reading(anger=0.25, annoyance=0.25, disapproval=0.25)}
    lines: Lines = [Line("a", ("anger",))]
    reader = Told(read.__getitem__)
    assert evaluate_emotions(reader, lines, {}).ekman_macro_f1 == 0
    report = evaluate_emotions(reader, lines, {"ekman.anger": 0.57})
    assert report.ekman_macro_f1 == pytest.approx(1 / 7, abs=1e-4)
    report = evaluate_emotions(reader, lines, {"ekman.anger": 0.58})
    assert report.ekman_macro_f1 == 0


def test_the_best_thresholds_are_found() -> None:
    gold = flags([("joy",), ("joy",), ("fear",), ()])
    found = np.zeros((4, 28))
    found[:, NAMES.index("joy")] = [0.8, 0.42, 0.4, 0.1]
    found[:, NAMES.index("fear")] = [0.0, 0.2, 0.15, 0.1]
    best = best_thresholds(gold, found)
    assert best["joy"] == pytest.approx(0.41)
    # One right of two is the best that fear can do.
    assert 0.1 < best["fear"] <= 0.15
    assert set(best) == {
        *NAMES,
        *(f"ekman.{name}" for name in EKMAN),
        *(f"group.{name}" for name in GROUPS),
    }
    read = dict(
        zip("abcd", (dict(zip(NAMES, row, strict=True)) for row in found), strict=True)
    )
    reader = Told(
        lambda text: Reading(
            score=0, label="neutral", confidence=1, emotions=read[text]
        )
    )
    labels = [("joy",), ("joy",), ("fear",), ()]
    lines: Lines = [Line(t, own) for t, own in zip("abcd", labels, strict=True)]
    assert evaluate_emotions(reader, lines, best).by_label["joy"].f1 == 1


def test_names_taken_together_are_at_least_one_of_them() -> None:
    found = np.zeros((1, 28))
    found[0, [NAMES.index("fear"), NAMES.index("nervousness")]] = 0.5
    place = list(EKMAN).index("fear")
    assert merged(found, EKMAN)[0, place] == pytest.approx(0.75)


def test_who_knows_every_answer_gets_all_of_goemotions_right(data: Path) -> None:
    lines = read_emotions(data / "comments" / "goemotions" / "dev.tsv", NAMES)[:800]
    told = {line.text: reading(**dict.fromkeys(line.label, 0.9)) for line in lines}
    report = evaluate_emotions(Told(told.__getitem__), lines, {})
    assert report.micro_f1 == 1
    assert report.ekman_macro_f1 == report.group_macro_f1 == 1


def test_a_reader_without_emotions_cannot_be_measured() -> None:
    bare = Told(lambda text: Reading(score=0, label="neutral", confidence=1))
    with pytest.raises(NoEmotions, match="no probability of admiration"):
        evaluate_emotions(bare, [Line("a", ("joy",))], {})

"""Measures against values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import measures

LABELS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("abcd")), min_size=1, max_size=40
)


def test_f1_of_one_label() -> None:
    gold = np.array([1, 1, 1, 1, 0, 0], bool)
    given = np.array([1, 1, 0, 0, 1, 0], bool)
    # Two of three given are right; two of four were found.
    score = measures.score_flags(gold, given)
    assert (score.precision, score.recall, score.f1, score.n) == (
        0.6667,
        0.5,
        0.5714,
        4,
    )


def test_a_label_that_nobody_has_or_was_given_scores_nothing() -> None:
    none, some = np.zeros(3, bool), np.array([1, 0, 0], bool)
    for gold, found in ((none, none), (none, some), (some, none)):
        score = measures.score_flags(gold, found)
        assert (score.precision, score.recall, score.f1) == (0, 0, 0)


def test_macro_f1_is_over_labels_of_the_gold_only() -> None:
    gold = ["positive", "positive", "negative", "negative"]
    given = ["positive", "mixed", "negative", "negative"]
    scores = measures.score_labels(gold, given)
    assert set(scores) == {"positive", "negative"}
    assert scores["positive"].f1 == 0.6667
    assert measures.macro_f1(scores) == pytest.approx((0.6667 + 1) / 2, abs=1e-4)


def test_micro_f1_counts_cells() -> None:
    gold = np.array([[1, 0], [1, 1]], bool)
    given = np.array([[1, 1], [0, 1]], bool)
    # Two right of three given, two found of three.
    assert measures.micro_f1(gold, given) == 0.6667


def test_columns_are_scored_under_their_names() -> None:
    gold = np.array([[1, 0], [1, 1]], bool)
    scores = measures.score_columns(["joy", "fear"], gold, gold)
    assert [scores[name].n for name in ("joy", "fear")] == [2, 1]


@given(LABELS)
def test_weighted_recall_is_accuracy(pairs: list[tuple[str, str]]) -> None:
    gold, given = [one for one, _ in pairs], [one for _, one in pairs]
    scores = measures.score_labels(gold, given).values()
    accuracy = sum(one == other for one, other in pairs) / len(pairs)
    weighted = sum(score.recall * score.n for score in scores) / len(pairs)
    assert weighted == pytest.approx(accuracy, abs=1e-3)


def test_calibration_error_of_two_bins() -> None:
    # .95 sure and half right: .45 off, on half of all; .55 sure and half right: .05.
    confidences = [0.95, 0.95, 0.55, 0.55]
    right = [True, False, True, False]
    assert measures.calibration_error(confidences, right) == pytest.approx(0.25)


def test_calibration_error_of_the_ends() -> None:
    assert measures.calibration_error([1.0, 0.0], [True, False]) == 0
    assert measures.calibration_error([1.0], [False]) == 1


def test_times_are_median_and_95th_percentile() -> None:
    found = measures.times([float(one) for one in range(101)])
    assert (found.p50_ms, found.p95_ms) == (50, 95)


def test_a_share_of_nothing_is_none() -> None:
    assert measures.share([]) is None
    assert measures.share([True, False, False]) == 0.3333


def test_no_figure_is_minus_nothing() -> None:
    assert str(measures.short(-0.00001)) == "0.0"

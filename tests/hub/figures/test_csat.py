"""The share of happy answers: who counts, and when it is too early to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.figures.csat import AnswerCount, change, csat, is_happy, usual_number


def answers(happy: int, unhappy: int, flagged: int = 0) -> list[AnswerCount]:
    return [
        AnswerCount(4, 4, False, happy),
        AnswerCount(4, 1, False, unhappy),
        AnswerCount(4, 1, True, flagged),
    ]


def test_below_five_answers_no_share_is_given() -> None:
    figure = csat(answers(4, 0))
    assert (figure.n, figure.share, figure.interval) == (4, None, None)
    assert csat(answers(4, 1)).share == pytest.approx(0.8)


def test_flagged_answers_are_told_apart_and_do_not_count() -> None:
    figure = csat(answers(6, 2, flagged=100))
    assert (figure.share, figure.n, figure.flagged) == (0.75, 8, 100)


@pytest.mark.parametrize(
    ("scale", "happy"),
    [(2, {2}), (3, {3}), (4, {3, 4}), (5, {4, 5}), (7, {5, 6, 7})],
)
def test_the_middle_of_an_odd_scale_is_not_happy(scale: int, happy: set[int]) -> None:
    assert {v for v in range(1, scale + 1) if is_happy(scale, v)} == happy


def test_a_change_is_only_named_when_both_sides_have_enough_answers() -> None:
    assert change(csat(answers(40, 10)), csat(answers(2, 1))) is None
    better = change(csat(answers(45, 5)), csat(answers(20, 30)))
    assert better is not None
    assert better.low > 0


def test_usual_needs_three_days_and_five_answers_a_day() -> None:
    assert usual_number([20, 30, 40, 0]) == pytest.approx(30)
    assert usual_number([20, 30, 0, 0]) is None
    assert usual_number([3, 2, 4, 5]) is None


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_share_lies_in_its_interval(h: int, u: int, flagged: int) -> None:
    figure = csat(answers(h, u, flagged))
    assert figure.n == h + u
    if figure.interval is not None and figure.share is not None:
        assert figure.interval.low <= figure.share <= figure.interval.high

"""The share of happy answers: who counts, and when it is too early to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.figures.csat import (
    FEWEST,
    TELLING,
    change,
    csat,
    hidden,
    is_happy,
    mood_of,
    usual_number,
)


def answers(happy: int, unhappy: int, flagged: int = 0) -> dict[str, int]:
    return {"happy": happy, "unhappy": unhappy, "played": flagged}


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


def test_the_middle_of_an_odd_scale_is_not_unhappy_either() -> None:
    assert [mood_of(5, value) for value in range(1, 6)] == [
        "unhappy",
        "unhappy",
        "middle",
        "happy",
        "happy",
    ]
    assert csat({"happy": 3, "middle": 3}).share == 0.5


def test_a_change_is_only_named_when_both_sides_have_enough_answers() -> None:
    assert change(csat(answers(40, 10)), csat(answers(2, 1))) is None
    better = change(csat(answers(45, 5)), csat(answers(20, 30)))
    assert better is not None
    assert better.low > 0


def test_usual_needs_three_days_and_five_answers_a_day() -> None:
    assert usual_number([20, 30, 40, 0]) == pytest.approx(30)
    assert usual_number([20, 30, 0, 0]) is None
    assert usual_number([3, 2, 4, 5]) is None
    assert usual_number([200], fewest=1) == 200


def test_a_part_with_few_answers_is_not_given_away_by_the_others() -> None:
    assert hidden([40, 3, 20]) == {1, 2}
    assert hidden([40, 3, 3]) == {1, 2}
    assert hidden([40, 0, 20]) == set()
    assert hidden([4000, 3, 2000]) == {1}


@given(st.lists(st.integers(0, 60), max_size=12))
def test_what_is_left_when_all_shown_is_taken_away_tells_of_nobody(
    numbers: list[int],
) -> None:
    places = hidden(numbers)
    assert all(n == 0 or n >= FEWEST or p in places for p, n in enumerate(numbers))
    left = sum(numbers[place] for place in places)
    rest = [n for p, n in enumerate(numbers) if p not in places and n]
    assert left == 0 or left >= FEWEST or not rest or sum(numbers) >= TELLING


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_share_lies_in_its_interval(h: int, u: int, flagged: int) -> None:
    figure = csat(answers(h, u, flagged))
    assert figure.n == h + u
    if figure.interval is not None and figure.share is not None:
        assert figure.interval.low <= figure.share <= figure.interval.high

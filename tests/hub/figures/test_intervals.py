"""Intervals of shares, against published values and what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.figures.intervals import newcombe, wilson

counts = st.integers(1, 100_000).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n))
)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_values(
    hits: int, n: int, low: float, high: float
) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_difference_has_the_published_interval(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe(first, second) == pytest.approx((low, high), abs=5e-5)


@given(counts)
def test_the_interval_stays_between_none_and_all_and_holds_the_share(
    case: tuple[int, int],
) -> None:
    hits, n = case
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


@given(counts)
def test_more_answers_of_the_same_share_say_more(case: tuple[int, int]) -> None:
    hits, n = case
    few, many = wilson(hits, n), wilson(4 * hits, 4 * n)
    assert many.high - many.low < few.high - few.low


@given(counts)
def test_happy_and_unhappy_mirror_each_other(case: tuple[int, int]) -> None:
    hits, n = case
    happy, unhappy = wilson(hits, n), wilson(n - hits, n)
    assert happy.low == pytest.approx(1 - unhappy.high, abs=1e-9)


@given(counts, counts)
def test_a_difference_is_the_reverse_of_its_reverse(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    there, back = newcombe(one, two), newcombe(two, one)
    assert there.low == pytest.approx(-back.high, abs=1e-9)
    assert -1 <= there.low <= one[0] / one[1] - two[0] / two[1] <= there.high <= 1


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson(hits, n)

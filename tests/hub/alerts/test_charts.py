"""Charts of what is clearly worse than usual: what chance does to them (pure)."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.alerts import charts
from hub.alerts.charts import Board, Row, Shares, Usual, Usuals
from hub.alerts.rules import Counts
from hub.alerts.watches import MoodUnusual, ThemeUnusual

QUARTER: Shares = (0.1, 0.15, 0.2, 0.55)
FACES = (
    Counts(unhappy=1, worst=1),
    Counts(unhappy=1),
    Counts(middle=1),
    Counts(happy=1),
)
SHARES = st.tuples(*[st.floats(0.01, 1)] * 4).map(
    lambda parts: tuple(part / sum(parts) for part in parts)
)


def usuals(places: int = 1, answers: float = 100.0) -> Usuals:
    named = {"waiting": 0.05, "price": 0.03}
    here = Usual(
        shop=1,
        faces=(QUARTER,) * 24,
        named=named,
        answers=answers,
        loss=charts.loss([QUARTER]),
    )
    return Usuals(day=1, places=dict.fromkeys(range(1, places + 1), here), other=here)


def board(rows: list[Row], places: int = 1, **ended: int) -> Board:
    known = usuals(places)
    by_place: dict[int, list[Row]] = {}
    for row in rows:
        by_place.setdefault(row.place, []).append(row)
    ends = {int(place[1:]): minute for place, minute in ended.items()}
    return Board(MoodUnusual(), by_place, known, set(known.places), ends)


def said(*faces: int, place: int = 1, begins: int = 100) -> list[Row]:
    """A face a minute."""
    return [Row(begins + n, 12, place, FACES[face]) for n, face in enumerate(faces)]


@given(shares=SHARES)
def test_an_answer_weighs_as_much_as_it_is_likelier_when_things_are_worse(
    shares: Shares,
) -> None:
    gains = charts.gains(shares)
    assert gains[0] >= gains[1] >= gains[2] >= gains[3]
    likely = zip(shares, gains, strict=True)
    # What a likelihood ratio does, and what Lorden's bound rests on.
    assert sum(share * math.exp(gain) for share, gain in likely) == pytest.approx(1)


@given(often=st.floats(0.005, 0.3), times=st.floats(1.5, 10))
def test_a_naming_of_a_theme_is_weighed_the_same_way(
    often: float, times: float
) -> None:
    named = Counts(happy=1, themes={"price": 1})
    one = charts.of_theme(named, "price", often, times)
    none = charts.of_theme(Counts(happy=1), "price", often, times)
    factor = math.exp(one - none)
    # Poisson: so many namings come with each answer.
    assert math.exp(none + often * (factor - 1)) == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(0, 99), st.floats(-3, 3))), st.floats(1, 9))
def test_evidence_stays_between_nothing_and_the_limit(
    steps: list[tuple[int, float]], top: float
) -> None:
    assert 0 <= charts.run(steps, top).evidence <= top


def test_chance_alone_reaches_the_limit_about_as_often_as_promised() -> None:
    chance = random.Random(1954)
    top, called, evidence = charts.limit(100, charts.loss([QUARTER])), 0, 0.0
    for face in chance.choices(FACES, QUARTER, k=20_000):
        evidence = max(0.0, evidence + charts.of_mood(face, QUARTER))
        if evidence >= top:
            called, evidence = called + 1, 0.0
    assert 20_000 / 100 / 4 < called <= 20_000 / 100


def test_what_calls_is_told_in_plain_numbers() -> None:
    rows = said(3, 3, 3, 0, 0, 1, 0, 2, 0, 0, 1, 0)
    found = board(rows).look([1])
    assert found is not None
    assert found.detail == {"unhappy": 8, "n": 9, "minutes": 9, "usual": 2}
    assert board(rows[:5]).look([1]) is None


def test_two_touchpoints_are_believed_sooner_than_one_and_each_can_call_alone() -> None:
    half = said(0, 0, 0, 0)
    assert board(half, 2).look([1]) is None
    found = board(half + said(0, 0, 0, 0, place=2), 2).look([2])
    assert found is not None and found.place is None
    assert found.places == [1, 2]
    # Elsewhere all is well, which hides nothing of what happens here.
    alone = board(said(*[0] * 7) + said(*[3] * 30, place=2), 2).look([1])
    assert alone is not None and alone.place == 1


def test_after_an_end_the_evidence_begins_anew_and_happy_answers_use_it_up() -> None:
    rows = said(*[0] * 7)
    assert board(rows).look([1]) is not None
    assert board(rows, p1=103).look([1]) is None
    assert not board(rows).is_over(1, "")
    assert board(rows + said(*[3] * 25, begins=110)).is_over(1, "")


def test_a_theme_calls_against_its_own_usual() -> None:
    rows = [
        Row(n, 12, 1, Counts(unhappy=1, themes={"price": 1} if n % 2 else {}))
        for n in range(12)
    ]
    known = usuals()
    found = Board(ThemeUnusual(), {1: rows}, known, {1}, {}).look([1])
    assert found is not None and found.detail["theme"] == "price"
    other = Board(ThemeUnusual(theme="waiting"), {1: rows}, known, {1}, {})
    assert other.look([1]) is None

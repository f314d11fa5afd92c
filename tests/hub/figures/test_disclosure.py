"""Nobody's words are singled out, whatever an owner asks and subtracts."""

from collections import defaultdict
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from hub.figures.dayparts import Cell
from hub.figures.disclosure import (
    FEWEST,
    Ask,
    Batch,
    Region,
    all_words,
    blocks,
    in_batches,
    inside,
)
from tests.examples import examples

THEMES = ("theme:waiting", "theme:staff")
DAYS = 8


class One(Struct, frozen=True):
    """A comment of a made-up shop."""

    number: int
    touchpoint: int
    cell: Cell
    arrives: int
    """The day on which it reaches the hub."""
    themes: frozenset[str]


class Made(Struct, frozen=True):
    """A batch and the comments in it."""

    batch: Batch
    members: frozenset[int]


@st.composite
def said(draw: st.DrawFn) -> list[One]:
    """Some days of a small shop; a kiosk that was cut off brings old words late."""
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(1, 2),
                st.integers(1, DAYS),
                st.integers(0, 2),
                st.sampled_from((0, 0, 0, 1, 4)),
                st.frozensets(st.sampled_from(THEMES)),
            ),
            min_size=30,
            max_size=90,
        )
    )
    return [
        One(number, place, Cell(day, part), day + late, themes)
        for number, (place, day, part, late, themes) in enumerate(rows)
    ]


def publish(comments: list[One], today: int, before: list[Made]) -> list[Made]:
    """What the hub does once a day with what was said before."""
    done = {number for made in before for number in made.members}
    fresh: dict[int, dict[Cell, list[One]]] = defaultdict(lambda: defaultdict(list))
    for one in comments:
        if one.number not in done and one.arrives < today and one.cell.day < today:
            fresh[one.touchpoint][one.cell].append(one)
    found = list(before)
    for place, cells in fresh.items():
        sizes = [(cell, len(each)) for cell, each in sorted(cells.items())]
        for group in in_batches(sizes):
            ours = [one for cell in group for one in cells[cell]]
            counts = {name: sum(name in one.themes for one in ours) for name in THEMES}
            region = Region(place, group[0], group[-1])
            batch = Batch(len(found), region, len(ours), counts)
            found.append(Made(batch, frozenset(one.number for one in ours)))
    return found


asks = st.builds(
    Ask,
    st.integers(1, DAYS),
    st.integers(1, DAYS),
    st.sampled_from((None, frozenset({1}), frozenset({2}), frozenset({1, 2}))),
)


def shown(made: list[Made], ask: Ask) -> frozenset[int]:
    """The comments whose words answer a question."""
    told = {batch.batch for batch in all_words([one.batch for one in made], ask)}
    return frozenset(
        number for one in made if one.batch.batch in told for number in one.members
    )


def themed(made: list[Made], ask: Ask, theme: str, all_: list[One]) -> frozenset[int]:
    """The comments whose words answer a question about a theme."""
    members = {one.batch.batch: one.members for one in made}
    return frozenset(
        number
        for block in inside(blocks([one.batch for one in made], (theme,)), ask)
        if block.having
        for batch in block.batches
        for number in members[batch.batch]
        if theme in all_[number].themes
    )


def atoms(answers: list[frozenset[int]]) -> list[int]:
    """Sizes of the groups that all answers together can tell apart."""
    signature: dict[tuple[bool, ...], int] = defaultdict(int)
    for number in frozenset().union(*answers):
        signature[tuple(number in answer for answer in answers)] += 1
    return list(signature.values())


@settings(max_examples=examples(60), deadline=None)
@given(said(), st.lists(asks, min_size=1, max_size=12), st.integers(2, DAYS + 2))
def test_no_questions_of_a_day_tell_fewer_than_five_comments_apart(
    comments: list[One], questions: list[Ask], today: int
) -> None:
    made: list[Made] = []
    for day in range(2, today + 1):
        made = publish(comments, day, made)
    answers = [shown(made, ask) for ask in questions]
    assert all(size >= FEWEST for size in atoms(answers))
    for theme in THEMES:
        lists = [themed(made, ask, theme, comments) for ask in questions]
        assert all(size >= FEWEST for size in atoms(lists))


@settings(max_examples=examples(40), deadline=None)
@given(said(), st.lists(asks, min_size=1, max_size=8), st.integers(2, DAYS + 2))
def test_words_of_a_theme_beside_all_words_leave_five_places_on_the_grid(
    comments: list[One], questions: list[Ask], today: int
) -> None:
    made: list[Made] = []
    for day in range(2, today + 1):
        made = publish(comments, day, made)
    for ask in questions:
        for number in themed(made, ask, THEMES[0], comments):
            # All that can be learned besides: the batch in which the words stand.
            (home,) = (one for one in made if number in one.members)
            assert len(home.members) >= FEWEST
            assert ask.holds(home.batch.region)


@settings(max_examples=examples(40), deadline=None)
@given(said(), st.lists(asks, min_size=2, max_size=8), st.integers(2, DAYS + 2))
def test_no_difference_of_two_counts_is_of_fewer_than_five(
    comments: list[One], questions: list[Ask], today: int
) -> None:
    made: list[Made] = []
    for day in range(2, today + 1):
        made = publish(comments, day, made)
    rows = [one.batch for one in made]
    for theme in THEMES:
        answers = [inside(blocks(rows, (theme,)), ask) for ask in questions]
        for one, other in combinations(answers, 2):
            ours = {block.batches[0].batch: block for block in one}
            theirs = {block.batches[0].batch: block for block in other}
            only = [ours[key] for key in ours.keys() - theirs.keys()]
            for rest in (
                sum(block.having for block in only),
                sum(block.n - block.having for block in only),
            ):
                assert rest == 0 or rest >= FEWEST


@settings(max_examples=examples(40), deadline=None)
@given(said(), asks)
def test_what_was_told_yesterday_is_told_today_unchanged(
    comments: list[One], ask: Ask
) -> None:
    made: list[Made] = []
    before: list[frozenset[int]] = []
    for day in range(2, DAYS + 3):
        made = publish(comments, day, made)
        before.append(shown(made, ask))
    assert all(a <= b for a, b in pairwise(before))
    assert all(size >= FEWEST for size in atoms(before))


def test_four_comments_wait_and_the_fifth_lets_all_be_seen() -> None:
    cells = [(Cell(1, 0), 2), (Cell(1, 1), 2)]
    assert list(in_batches(cells)) == []
    assert list(in_batches([*cells, (Cell(2, 0), 1)])) == [
        [Cell(1, 0), Cell(1, 1), Cell(2, 0)]
    ]


def test_the_last_four_without_a_theme_hold_its_count_back() -> None:
    region = Region(1, Cell(1, 0), Cell(1, 0))
    waiting = Batch(1, region, 9, {"theme:waiting": 5})
    assert blocks([waiting], ("theme:waiting",)) == []
    more = Batch(2, region, 5, {"theme:waiting": 4})
    (block,) = blocks([waiting, more], ("theme:waiting",))
    assert (block.having, block.n) == (9, 14)

"""Who is who, from frame to frame and a second later."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.queue.assignment import assign
from device.queue.hindsight import Hindsight, Moment
from device.queue.motion_model import Motion
from device.queue.tracks import FORGET_S, Seen, Thresholds, Tracker
from tests.examples import examples

Boxes = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def box(x: float, y: float = 100, score: float = 0.9) -> list[float]:
    """Somebody 40 wide and 100 high whose feet are at (x, y)."""
    return [x - 20, y - 100, x + 20, y, score]


def boxes(*people: list[float]) -> Boxes:
    return np.array(people, float).reshape(-1, 5)


def walk(tracker: Tracker, frames: list[Boxes], fps: float = 5) -> list[Seen]:
    return [tracker.update(frame, n / fps) for n, frame in enumerate(frames)]


@given(
    st.integers(1, 5).flatmap(
        lambda rows: st.lists(
            st.lists(st.integers(0, 9), min_size=rows, max_size=rows),
            min_size=1,
            max_size=5,
        )
    ),
    st.integers(1, 10),
)
@settings(max_examples=examples(200), deadline=None)
def test_the_pairing_is_the_cheapest_of_all(grid: list[list[int]], limit: int) -> None:
    costs = np.array(grid, float)
    found = assign(costs, limit)
    assert len({row for row, _ in found}) == len({c for _, c in found}) == len(found)
    assert all(costs[pair] < limit for pair in found)
    padded = np.where(costs < limit, costs, 1000.0)
    wide = padded if padded.shape[0] <= padded.shape[1] else padded.T
    cheapest = min(
        sum(wide[row, column] for row, column in enumerate(columns))
        for columns in itertools.permutations(range(wide.shape[1]), wide.shape[0])
    )
    unpaired = min(costs.shape) - len(found)
    assert sum(costs[pair] for pair in found) + 1000 * unpaired == cheapest


def test_somebody_who_walks_is_awaited_where_the_way_leads() -> None:
    motion = Motion()
    motion.add(boxes(box(0))[:, :4])
    for n in range(1, 12):
        motion.predict(0.2)
        motion.correct(np.array([0]), boxes(box(10 * n))[:, :4])
    motion.predict(1.0)
    assert motion.at[0, 0] == pytest.approx(110 + 50, abs=8)


def test_two_who_pass_each_other_keep_their_numbers() -> None:
    frames = [boxes(box(100 + 20 * n, 200), box(500 - 20 * n, 215)) for n in range(21)]
    seen = walk(Tracker(), frames)
    right, left = seen[0].ids.tolist()
    last = dict(zip(seen[-1].ids.tolist(), seen[-1].feet[:, 0].tolist(), strict=True))
    assert last == {right: 500.0, left: 100.0}


def test_an_unsure_box_follows_somebody_known_and_begins_nobody() -> None:
    tracker = Tracker()
    walk(tracker, [boxes(box(100))] * 3)
    seen = tracker.update(boxes(box(101, score=0.2), box(400, score=0.2)), 0.6)
    assert len(seen.ids) == 1 and seen.in_view.all()


def test_what_only_looks_like_somebody_never_counts() -> None:
    seen = walk(Tracker(), [boxes(box(100, score=0.55))] * 100)
    assert not any(one.people.any() for one in seen)


def test_it_counts_where_it_stands_in_the_zone_or_begins_to_walk() -> None:
    frames = [boxes(box(100, score=0.4))] * 4
    inside = Tracker(inside=lambda points: points[:, 0] < 200)
    assert walk(inside, frames)[-1].people.all()
    walking = [boxes(box(100 + 10 * n, score=0.4)) for n in range(20)]
    assert walk(Tracker(Thresholds()), walking)[-1].people.all()


def test_somebody_hidden_counts_for_a_moment_and_is_forgotten_later() -> None:
    tracker = Tracker()
    walk(tracker, [boxes(box(100))] * 5)
    hidden = tracker.update(boxes(), 1.2)
    assert hidden.counted.all() and not hidden.in_view.any()
    assert not tracker.update(boxes(), 1.8).counted.any()
    assert len(tracker.update(boxes(), 0.9 + FORGET_S).ids) == 0


def moments(frames: list[Boxes]) -> list[Moment]:
    tracker, hindsight = Tracker(), Hindsight()
    told = [
        one
        for n, frame in enumerate(frames)
        for one in hindsight.add(tracker.update(frame, n / 5))
    ]
    return told + hindsight.rest()


def test_hindsight_fills_a_gap_and_places_who_was_hidden() -> None:
    frames = [boxes(box(100 + 10 * n)) for n in range(20)]
    frames[8] = frames[9] = boxes()
    told = moments(frames)
    assert [one.at_s for one in told] == [n / 5 for n in range(20)]
    assert [len(one.people) for one in told] == [1] * 20
    assert told[8].people[0].x == pytest.approx(180)


def test_hindsight_lets_those_go_who_do_not_come_back() -> None:
    told = moments([boxes(box(100))] * 10 + [boxes()] * 10)
    assert [len(one.people) for one in told] == [1] * 10 + [0] * 10


def test_sixty_people_are_followed_in_little_time() -> None:
    import time

    place = [box(60 * (n % 10), 120 * (n // 10)) for n in range(60)]
    tracker = Tracker()
    began = time.process_time()
    for n in range(30):
        seen = tracker.update(boxes(*place), n / 5)
    assert len(seen.ids) == 60 and seen.people.all()
    assert (time.process_time() - began) / 30 < 0.05

"""What someone joining now is told, on lines that follow a plain rule."""

import pytest

from device.queue.line import Tally
from device.queue.period import histogram, queue_event
from device.queue.wait import Estimate, Moved, Wait
from provisioning.simulate.queue_wait import score, shops


def steady(wait: Wait, minutes: int, waiting: int, serving: int | None) -> None:
    """One is served each half minute, each being at the till for a minute."""
    for second in range(minutes * 60):
        moves = int(second % 30 == 29)
        done = 0 if serving is None else moves
        wait.add(1.0, waiting, Moved(parted=moves, serving=serving, done=done))


@pytest.mark.parametrize("serving", [2, None])
def test_a_line_of_six_that_moves_twice_a_minute_takes_over_three_minutes(
    serving: int | None,
) -> None:
    wait = Wait()
    steady(wait, 30, waiting=6, serving=serving)
    told = wait.now()
    assert told is not None
    assert told.wait_s == pytest.approx(200, rel=0.06)
    assert told.low_s < told.wait_s < told.high_s


def test_a_second_till_that_opens_halves_the_wait_at_once() -> None:
    wait = Wait()
    steady(wait, 30, waiting=6, serving=2)
    before = wait.now()
    for _ in range(90):
        wait.add(1.0, 6, Moved(parted=0, serving=4))
    after = wait.now()
    assert before is not None and after is not None
    assert after.wait_s < 0.6 * before.wait_s


def test_nothing_is_told_before_enough_was_seen() -> None:
    wait = Wait()
    assert wait.now() is None
    wait.add(1.0, 4, Moved(parted=1))
    assert wait.now() is None


def test_with_a_free_till_nobody_waits() -> None:
    wait = Wait()
    steady(wait, 30, waiting=6, serving=2)
    for _ in range(120):
        wait.add(1.0, 0, Moved(parted=0, serving=1))
    told = wait.now()
    assert told is not None and told.wait_s == 0


def test_on_made_up_lines_it_beats_what_one_would_say_otherwise() -> None:
    found = score(shops(seed=3)[:1], hours=1.5)
    assert found.joined > 100
    assert found.wait_error <= 0.25
    assert found.wait_error < 0.6 * found.last_wait_error
    assert found.wait_error < 0.8 * found.track_mean_error
    assert 0.70 <= found.band_cover <= 0.92
    assert abs(found.served_error) < 0.08


def test_a_period_that_was_hardly_seen_is_blind_and_never_0() -> None:
    tally = Tally(seen_s=20.0)
    event = queue_event("till", 60.0, tally, 0, None, rough=False, why_blind=None)
    assert (event.state, event.why_blind, event.mean) == ("blind", "stalled", None)
    dark = queue_event("till", 60.0, tally, 0, None, rough=False, why_blind="dark")
    assert (dark.why_blind, dark.waiting) == ("dark", None)


def test_a_period_says_how_sure_it_is() -> None:
    tally = Tally(seen_s=60.0, person_s=240.0, max=6, served=3, left_unserved=1)
    tally.waits_s = [20.0, 100.0, 2000.0]
    told = Estimate(90.0, 50.0, 140.0)
    event = queue_event("till", 60.0, tally, 4, told, rough=False, why_blind=None)
    rough = queue_event("till", 60.0, tally, 4, told, rough=True, why_blind=None)
    assert event.mean == 4.0 and event.band is not None and rough.band is not None
    assert event.band < 1 < rough.band and rough.state == "rough"
    assert (event.estimated_low_s, event.estimated_high_s) == (50.0, 140.0)
    assert sum(one.people for one in event.waits) == 3
    assert event.waits[-1].up_to_s is None and event.waits[-1].people == 1
    assert histogram([]) == []

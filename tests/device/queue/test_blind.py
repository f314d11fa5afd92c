"""A camera that cannot see says why, and says it only when it is so."""

from collections.abc import Callable

import numpy as np
import pytest

from device.queue.blind import FROZEN_S, HOLD_S, Sight, Why
from models.people.opencv import Frame

FPS = 4
Make = Callable[[int], Frame]


def scene(seed: int = 1) -> Frame:
    """Something with edges: blocks of random grey."""
    blocks = np.random.default_rng(seed).integers(30, 220, (12, 16, 1))
    return np.repeat(np.kron(blocks, np.ones((20, 20, 1))), 3, axis=2).astype(np.uint8)


def noisy(frame: Frame, number: int) -> Frame:
    noise = np.random.default_rng(number).integers(-3, 4, frame.shape)
    return np.clip(frame.astype(int) + noise, 0, 255).astype(np.uint8)


def dark(number: int) -> Frame:
    return noisy(np.full((240, 320, 3), 4, np.uint8), number)


def covered(number: int) -> Frame:
    return noisy(np.full((240, 320, 3), 90, np.uint8), number)


def frozen(number: int) -> Frame:
    return scene()


def moved(number: int) -> Frame:
    return noisy(np.roll(scene(), 137, axis=1), number)


def usual(number: int) -> Frame:
    return noisy(scene(), number)


def dim(number: int) -> Frame:
    return noisy((scene() * 0.4).astype(np.uint8), number)


def crowd(number: int) -> Frame:
    frame = usual(number)
    for n in range(5):
        x = (40 * n + 3 * number) % 280
        frame[100:200, x : x + 30] = 20 + 30 * n
    return frame


def watch(sight: Sight, make: Make, seconds: float, begin_s: float = 0) -> Why | None:
    for number in range(int(seconds * FPS)):
        sight.look(make(number), begin_s + number / FPS)
    return sight.why


@pytest.mark.parametrize("make", [dark, covered, frozen, moved])
def test_a_blind_camera_says_why(make: Make) -> None:
    sight = Sight()
    assert watch(sight, usual, 5) is None
    assert watch(sight, make, FROZEN_S + HOLD_S + 2, begin_s=5) == make.__name__
    assert watch(sight, usual, HOLD_S + 2, begin_s=40) is None


@pytest.mark.parametrize("make", [dim, crowd])
def test_less_light_and_many_people_are_no_reason(make: Make) -> None:
    sight = Sight()
    watch(sight, usual, 5)
    assert watch(sight, make, 20, begin_s=5) is None


def test_a_hand_before_the_lens_for_a_moment_is_no_reason() -> None:
    sight = Sight()
    watch(sight, usual, 5)
    assert watch(sight, covered, HOLD_S - 1, begin_s=5) is None


def test_a_camera_that_is_dark_from_the_start_says_so_at_once() -> None:
    assert Sight().look(dark(0), 0.0) == "dark"


def test_a_new_view_is_learned_when_zones_are_drawn_anew() -> None:
    sight = Sight()
    watch(sight, usual, 5)
    sight.forget_view()
    assert watch(sight, moved, 10, begin_s=5) is None

"""How well the wait of someone joining is told, on made-up lines with known truth."""

import math
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from device.queue.line import Line
from device.queue.wait import Estimate, Moved, Wait
from provisioning.simulate.queue_eyes import Eyes, areas
from provisioning.simulate.queue_world import Shop, World

FINISHED: Final = 10
"""How many finished tracks the plain mean looks back on."""
BEHIND_S: Final = 1.0
"""How late the camera's moments are told."""


class Told(Struct, frozen=True):
    """What was told to somebody joining, and what came true."""

    wait_s: float
    estimate: Estimate
    last_s: float
    mean_s: float
    knowing_s: float


class Score(Struct, frozen=True, kw_only=True):
    """The figures; errors as shares of the true waits."""

    joined: int
    """People who joined, were told a wait, and were served."""
    wait_error: float
    """Mean absolute error over the mean true wait."""
    band_cover: float
    """Share whose wait was within the 80 % band."""
    last_wait_error: float
    """The same for the wait of the one served last, as the camera saw it."""
    track_mean_error: float
    """The same for the mean of the tracks that ended last."""
    knowing_error: float
    """The same for somebody who knows the shop's means and sees without errors: what
    remains is chance."""
    served_error: float
    """How far the number of those served is off."""


def shops(seed: int = 1) -> list[tuple[Shop, int]]:
    """The made-up lines that are measured: a busy shop, a slower and a smaller one."""
    kinds = (
        Shop(),
        Shop(service_s=120.0, arrivals_per_hour=70.0),
        Shop(tills=2, arrivals_per_hour=70.0),
    )
    return [(shop, 10 * seed + number) for number, shop in enumerate(kinds)]


def watch(shop: Shop, hours: float, seed: int) -> tuple[list[Told], int, int]:
    """What was told to whom, how many were counted as served, and how many were."""
    world, eyes, line, wait = World(shop, seed), Eyes(seed), Line(areas()), Wait()
    told: dict[int, tuple[Estimate, float, float, float]] = {}
    waits: list[float] = []
    counted, known = 0, 0
    ahead = serving = 0
    last_s = 0.0
    for state in world.run(hours):
        for place, customer in enumerate(world.customers[known:]):
            estimate = wait.now()
            if estimate is not None and waits:
                told[customer.number] = (
                    estimate,
                    waits[-1],
                    sum(waits[-FINISHED:]) / len(waits[-FINISHED:]),
                    _knowing_s(shop, ahead + place, serving),
                )
        known = len(world.customers)
        ahead, serving = len(state.line), len(state.served)
        line.add(eyes.look(state))
        tally = line.take()
        counted += tally.served
        waits += tally.waits_s
        moved = Moved(
            parted=len(tally.parted_s),
            gave_up=tally.left_unserved or 0,
            serving=line.serving,
            done=len(tally.service_s),
        )
        wait.add(state.at_s - last_s, line.ahead, moved)
        last_s = state.at_s
    served = [one for one in world.customers if one.wait_s is not None]
    pairs = [
        Told(one.wait_s, *told[one.number])
        for one in served
        if one.wait_s is not None and one.number in told
    ]
    return pairs, counted, len(served)


def _knowing_s(shop: Shop, ahead: int, serving: int) -> float:
    """The wait behind so many by the shop's true means; formula as in `Wait`."""
    steps = ahead + (1 + shop.service_spread**2) / 2
    plain_s = steps * shop.service_s / max(serving, 1)
    return shop.patience_s * math.log1p(plain_s / shop.patience_s)


def score(shops: Iterable[tuple[Shop, int]], hours: float) -> Score:
    """Figures over several made-up lines, each of so many hours."""
    told: list[Told] = []
    counted = served = 0
    for shop, seed in shops:
        pairs, seen, true = watch(shop, hours, seed)
        told += pairs
        counted += seen
        served += true
    total_s = sum(one.wait_s for one in told)
    within = [one.estimate.low_s <= one.wait_s <= one.estimate.high_s for one in told]
    return Score(
        joined=len(told),
        wait_error=sum(abs(t.estimate.wait_s - t.wait_s) for t in told) / total_s,
        band_cover=sum(within) / len(within),
        last_wait_error=sum(abs(t.last_s - t.wait_s) for t in told) / total_s,
        track_mean_error=sum(abs(t.mean_s - t.wait_s) for t in told) / total_s,
        knowing_error=sum(abs(t.knowing_s - t.wait_s) for t in told) / total_s,
        served_error=counted / served - 1,
    )

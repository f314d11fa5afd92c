"""What a period of the line's life becomes: one queue event."""

import math
from typing import Final

from contract.events import Queue, WaitBin
from device.queue.blind import Why
from device.queue.line import Tally
from device.queue.wait import Estimate

EDGES_S: Final = (30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 900.0)
"""Upper edges of the histogram of waits; the last bar is open."""
LONGEST_S: Final = 3600.0
"""An event's period is no longer than the contract allows."""
SEEN: Final = 0.5
"""Share of the period that must have been seen."""
OFF: Final = 0.15
"""Part of the count that is off, 80 % of the time: measured with YOLOX-nano."""
OFF_PEOPLE: Final = 0.1
"""People that are off however few there are."""
ROUGH_OFF: Final = 0.5
"""The same part where movement is all that is seen."""


def queue_event(
    zone: str,
    period_s: float,
    tally: Tally,
    waiting: int,
    estimate: Estimate | None,
    *,
    rough: bool,
    why_blind: Why | None,
) -> Queue:
    """The event of a period; what was not seen for the most part is blind, never 0."""
    if why_blind is not None or tally.seen_s < SEEN * period_s:
        return blind_event(zone, period_s, why_blind or "stalled")
    mean = tally.person_s / tally.seen_s
    off = ROUGH_OFF if rough else OFF
    return Queue(
        zone=zone,
        period_s=period_s,
        state="rough" if rough else "seen",
        mean=round(mean, 2),
        max=tally.max,
        band=round(math.hypot(off * mean, OFF_PEOPLE), 2),
        waiting=waiting,
        estimated_wait_s=None if estimate is None else round(estimate.wait_s, 1),
        estimated_low_s=None if estimate is None else round(estimate.low_s, 1),
        estimated_high_s=None if estimate is None else round(estimate.high_s, 1),
        service_s=_mean(tally.service_s),
        waits=histogram(tally.waits_s),
        arrived=max(0, tally.arrived),
        served=tally.served,
        left_unserved=tally.left_unserved,
    )


def blind_event(zone: str, period_s: float, why: Why) -> Queue:
    """The event of a period in which nothing was seen."""
    return Queue(zone=zone, period_s=period_s, state="blind", why_blind=why)


def histogram(waits_s: list[float]) -> list[WaitBin]:
    """Waits as bars; empty where nobody was served."""
    if not waits_s:
        return []
    edges: list[float | None] = [*EDGES_S, None]
    counts = [0] * len(edges)
    for wait_s in waits_s:
        counts[sum(wait_s > edge for edge in EDGES_S)] += 1
    return [
        WaitBin(up_to_s=edge, people=count)
        for edge, count in zip(edges, counts, strict=True)
    ]


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None

"""From frames to queue events, for one picture and its zones."""

import math
from typing import Final

import numpy as np
from msgspec import structs

from contract.events import Queue
from device.queue.blind import Why
from device.queue.line import Areas, Line, Tally
from device.queue.outlines import Zones, drawn
from device.queue.period import LONGEST_S, queue_event
from device.queue.tracks import Floats, Thresholds
from device.queue.wait import Moved, Wait
from device.queue.watch import Watch
from device.queue.zones import in_pixels
from device.settings import Camera
from models.people.detect import Detector
from models.people.opencv import Frame

CROSSED_S: Final = 5.0
"""A threshold is crossed once the line was beyond it for so long."""
SOONEST_S: Final = 10.0
"""Seconds between two events at least, whatever the line does."""
WAIT_EVERY_S: Final = 1.0
"""How often the wait is learned from."""


class Counting:
    """Counts one line; times are seconds of the frames' clock."""

    def __init__(
        self, settings: Camera, zones: Zones, size: tuple[int, int], at_s: float
    ) -> None:
        """`size`: width and height of the picture; raises BadZone."""
        self._settings = settings
        self.size = size
        """Width and height of the picture in pixels."""
        self._areas = _areas(zones, size)
        self._line = Line(self._areas, settings.dwell_s)
        self._wait = Wait()
        self._watch: Watch | None = None
        self._tally = Tally()
        self._began_s = self._last_s = at_s
        self._busy = False
        self._other_since_s: float | None = None
        self.why: Why | None = None
        """Why nothing can be seen now, or none."""
        self.spots: Floats = np.zeros((0, 2))
        """Where people stood on the last frame, (n, 2), in pixels."""

    @property
    def corners(self) -> Floats:
        """Corners of all zones in pixels, (n, 2)."""
        areas = (self._areas.waiting, self._areas.service, self._areas.staff)
        return np.concatenate([area.corners for area in areas if area is not None])

    def redraw(self, zones: Zones) -> None:
        """Go on with other zones: nobody who waits and nothing told is lost.

        Raises BadZone, and then nothing has changed.
        """
        self._areas = _areas(zones, self.size)
        self._line.redraw(self._areas)

    def begin(self, detector: Detector) -> None:
        """Use this detector from now on."""
        settings = self._settings
        thresholds = Thresholds(track=settings.track_score, count=settings.count_score)
        self._watch = Watch(detector, self._inside, thresholds)

    @property
    def rough(self) -> bool:
        """True if the figures must be called rough."""
        return self._watch is not None and self._watch.detector.rough

    @property
    def people(self) -> int:
        """People in the waiting area."""
        return self._line.people

    @property
    def waiting(self) -> int:
        """Units that wait."""
        return self._line.waiting

    @property
    def wait_s(self) -> float | None:
        """What someone joining now would wait, to the next half minute, or none."""
        estimate = self._wait.now()
        return None if estimate is None else math.ceil(estimate.wait_s / 30) * 30.0

    def frame(self, frame: Frame, at_s: float, why_blind: Why | None) -> None:
        """Look at a frame; not at the people in it while it cannot be seen."""
        self.why = why_blind
        if why_blind is not None or self._watch is None:
            self.spots = np.zeros((0, 2))
            return
        glance = self._watch.frame(frame, at_s)
        self.spots = glance.seen.feet[glance.seen.counted]
        for moment in glance.moments:
            self._line.add(moment)
            if moment.at_s - self._last_s >= WAIT_EVERY_S:
                self._learn(moment.at_s)
        self._notice(at_s)

    def blind(self, why: Why) -> None:
        """No frames come."""
        self.why = why
        self.spots = np.zeros((0, 2))

    def due(self, at_s: float, *, at_end: bool = False) -> Queue | None:
        """The event of the period that ends now, or none if it goes on."""
        period_s = at_s - self._began_s
        if at_end and self._watch is not None:
            for moment in self._watch.rest():
                self._line.add(moment)
        crossed = self._crossed(at_s) and period_s >= SOONEST_S
        going_on = period_s < self._settings.every_s and not crossed
        if period_s <= 0 or (going_on and not at_end):
            return None
        self._busy ^= crossed
        self._gather()
        event = queue_event(
            self._settings.zone,
            min(period_s, LONGEST_S),
            self._tally,
            self.waiting,
            self._wait.now(),
            rough=self.rough,
            why_blind=self.why,
        )
        self._tally, self._began_s = Tally(), at_s
        return event

    def _inside(self, points: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        found = self._areas.waiting.holds(points)
        if self._areas.service is not None:
            found = found | self._areas.service.holds(points)
        return found

    def _learn(self, at_s: float) -> None:
        """Let the wait's estimate know what happened in the last second."""
        tally = self._gather()
        moved = Moved(
            parted=len(tally.parted_s),
            gave_up=tally.left_unserved or 0,
            serving=self._line.serving,
            done=len(tally.service_s),
        )
        self._wait.add(min(at_s - self._last_s, 5.0), self._line.ahead, moved)
        self._last_s = at_s

    def _gather(self) -> Tally:
        """Move what the line tallied into the period's tally; returns the new part."""
        tally = self._line.take()
        self._tally = added(self._tally, tally)
        return tally

    def _notice(self, at_s: float) -> None:
        beyond = self.waiting >= self._settings.busy_at
        if beyond == self._busy:
            self._other_since_s = None
        elif self._other_since_s is None:
            self._other_since_s = at_s

    def _crossed(self, at_s: float) -> bool:
        since_s = self._other_since_s
        return since_s is not None and at_s - since_s >= CROSSED_S


def _areas(zones: Zones, size: tuple[int, int]) -> Areas:
    return Areas(
        **{name: in_pixels(polygon, *size, name) for name, polygon in drawn(zones)}
    )


def added(one: Tally, other: Tally) -> Tally:
    """Both tallies as one."""
    sums = {}
    for name, value in structs.asdict(one).items():
        more = getattr(other, name)
        if name == "max":
            sums[name] = max(value, more)
        elif name == "left_unserved" and (value is None or more is None):
            sums[name] = more if value is None else value
        else:
            sums[name] = value + more
    return Tally(**sums)

"""From a frame to who is where: detector, tracks and a second of hindsight in a row."""

import time
from collections.abc import Callable

from msgspec import Struct

from device.queue.hindsight import Hindsight, Moment
from device.queue.tracks import Flags, Floats, Seen, Thresholds, Tracker
from models.people.detect import Detector
from models.people.opencv import Frame


class Glance(Struct, frozen=True):
    """What one frame gave."""

    seen: Seen
    """Everybody followed, at once."""
    moments: list[Moment]
    """What is now sure of a second ago."""
    detect_ms: float
    """Time in the detector."""
    track_ms: float
    """Time for tracks and hindsight."""


class Watch:
    """Watches one picture; frames come in the order of their times."""

    def __init__(
        self,
        detector: Detector,
        inside: Callable[[Floats], Flags],
        thresholds: Thresholds | None = None,
    ) -> None:
        """`inside` says which points are in a zone."""
        self.detector = detector
        self._tracker = Tracker(thresholds, inside)
        self._hindsight = Hindsight()

    def frame(self, frame: Frame, at_s: float) -> Glance:
        """Look at one frame, taken at this time in seconds."""
        began = time.perf_counter()
        boxes = self.detector.find(frame)
        found = time.perf_counter()
        seen = self._tracker.update(boxes, at_s)
        moments = self._hindsight.add(seen)
        ended = time.perf_counter()
        return Glance(seen, moments, (found - began) * 1000, (ended - found) * 1000)

    def rest(self) -> list[Moment]:
        """The last second, at the end of a video."""
        return self._hindsight.rest()

"""Who is who from frame to frame: a small ByteTrack (Zhang et al. 2022) on numpy.

Boxes of a sure score are paired with tracks first, unsure ones with the tracks that are
left. What begins with an unsure score counts only once there is evidence for a person.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from device.queue.assignment import assign
from device.queue.motion_model import Motion
from models.people.detect import Boxes, feet, iou

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Inside = Callable[[Floats], Flags]

SURE_COST: Final = 0.8
"""Highest cost (1 - IoU times score) of a pair in the first pass."""
UNSURE_COST: Final = 0.5
"""Highest cost (1 - IoU) in the second: an unsure box must lie where one is awaited."""
STEP_HEIGHTS: Final = 1.0
"""Own heights a second (1.7 m/s) that somebody goes at most."""
SIZE_LIKE: Final = 0.25
"""Natural logarithm of how much taller or smaller they may look after a step."""
UNSURE_WITHIN_S: Final = 0.75
"""A track unseen for longer takes no unsure box; it would take anybody's."""
FORGET_S: Final = 2.0
"""Seconds unseen after which somebody who comes back is somebody else."""
PER_TRACK: Final = (
    "_ids",
    "_last",
    "_hits",
    "_strong",
    "_first",
    "_boxes",
    "_people",
)
"""The tracker's arrays with a row a track."""
COAST_S: Final = 0.7
"""Seconds that somebody hidden still counts where they were heading."""


class Thresholds(Struct, frozen=True, kw_only=True):
    """Scores, 0 to 1, and what turns an unsure track into a person.

    Scores of people and of what only looks like one overlap between 0.3 and 0.65 with
    YOLOX-nano; there, time has to tell.
    """

    track: float = 0.6
    """From here on a box is sure: it is paired first."""
    count: float = 0.25
    """From here on a box that no track claims begins one."""
    strong: float = 0.65
    """Two boxes of this score make a person."""
    strong_hits: int = 2
    """How many that are."""
    hits: int = 3
    """So many boxes of any score make one inside a zone, or one who walks."""
    walk_heights: float = 1.0
    """Somebody who came so far, in own heights, walks."""


class Seen(Struct, frozen=True):
    """Everybody followed at one moment; arrays of one length."""

    at_s: float
    """The frame's time in seconds."""
    ids: NDArray[np.int64]
    """Numbers that stay with a person."""
    boxes: Floats
    """(n, 4) corners in pixels, as detected or, unseen, as expected."""
    in_view: Flags
    """True where this frame showed them."""
    people: Flags
    """True where there is evidence enough for a person."""
    unseen_s: Floats
    """Seconds since a frame showed them."""

    @property
    def feet(self) -> Floats:
        """(n, 2): where they stand."""
        return feet(self.boxes)

    @property
    def counted(self) -> Flags:
        """Who counts at once: people in view, or hidden for a moment."""
        return self.people & (self.unseen_s <= COAST_S)


class Tracker:
    """Follows people through one picture."""

    def __init__(
        self, thresholds: Thresholds | None = None, inside: Inside | None = None
    ) -> None:
        """`inside` says which points are in a zone, where missing one costs more."""
        self._thresholds = thresholds or Thresholds()
        self._inside = inside or (lambda points: np.zeros(len(points), bool))
        self._motion = Motion()
        self._at_s: float | None = None
        self._next = 1
        self._ids = np.zeros(0, np.int64)
        self._last = np.zeros(0)
        self._hits = np.zeros(0, np.int64)
        self._strong = np.zeros(0, np.int64)
        self._first = np.zeros((0, 2))
        self._boxes = np.zeros((0, 4))
        self._people = np.zeros(0, bool)

    def update(self, boxes: Boxes, at_s: float) -> Seen:
        """Everybody at this moment, whose frame showed these boxes."""
        if self._at_s is not None:
            self._motion.predict(max(0.0, at_s - self._at_s))
        self._at_s = at_s
        rows, found = self._pair(boxes, at_s)
        self._hit(rows, boxes[found], at_s)
        free = np.ones(len(boxes), bool)
        free[found] = False
        new = boxes[free & (boxes[:, 4] >= self._thresholds.count)]
        if len(new):
            self._begin(new, at_s)
        self._forget(at_s)
        self._judge()
        return self._seen()

    def _pair(
        self, boxes: Boxes, at_s: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows of tracks and the boxes that are theirs, sure boxes first."""
        expected = self._motion.boxes()
        sure = boxes[:, 4] >= self._thresholds.track
        shared = iou(expected, boxes)
        found = np.flatnonzero(sure)
        first = assign(1 - shared[:, found] * boxes[found, 4], SURE_COST)
        pairs = [(row, int(found[n])) for row, n in first]
        pairs += self._by_distance(boxes, expected, found, pairs, at_s)
        free = at_s - self._last <= UNSURE_WITHIN_S
        free[[row for row, _ in pairs]] = False
        waits = np.flatnonzero(free)
        found = np.flatnonzero(~sure)
        second = assign(1 - shared[np.ix_(waits, found)], UNSURE_COST)
        pairs += [(int(waits[n]), int(found[m])) for n, m in second]
        paired = np.array(pairs, np.int64).reshape(-1, 2)
        return paired[:, 0], paired[:, 1]

    def _by_distance(
        self,
        boxes: Boxes,
        expected: Floats,
        sure: NDArray[np.int64],
        pairs: list[tuple[int, int]],
        at_s: float,
    ) -> list[tuple[int, int]]:
        """Pairs of sure boxes with tracks that a step may have taken out of overlap."""
        taken = {box for _, box in pairs}
        left = [box for box in sure.tolist() if box not in taken]
        free = at_s - self._last <= UNSURE_WITHIN_S
        free[[row for row, _ in pairs]] = False
        if not (left and free.any()):
            return []
        rows, found = np.flatnonzero(free), np.array(left)
        height = boxes[found, 3] - boxes[found, 1]
        awaited = expected[rows, 3] - expected[rows, 1]
        step = feet(expected[rows])[:, None] - feet(boxes[found])[None]
        reach = height * STEP_HEIGHTS * (at_s - self._last[rows])[:, None]
        costs = np.hypot(step[..., 0], step[..., 1]) / np.maximum(reach, 1e-9)
        alike = np.abs(np.log(awaited[:, None] / height[None])) < SIZE_LIKE
        more = assign(np.where(alike, costs, np.inf), 1.0)
        return [(int(rows[n]), int(found[m])) for n, m in more]

    def _hit(self, rows: NDArray[np.int64], boxes: Boxes, at_s: float) -> None:
        self._motion.correct(rows, boxes[:, :4])
        self._boxes[rows] = boxes[:, :4]
        self._last[rows] = at_s
        self._hits[rows] += 1
        self._strong[rows] += boxes[:, 4] >= self._thresholds.strong

    def _begin(self, boxes: Boxes, at_s: float) -> None:
        self._motion.add(boxes[:, :4])
        new = len(boxes)
        self._ids = np.append(self._ids, np.arange(self._next, self._next + new))
        self._next += new
        self._last = np.append(self._last, np.full(new, at_s))
        self._hits = np.append(self._hits, np.ones(new, np.int64))
        strong = (boxes[:, 4] >= self._thresholds.strong).astype(np.int64)
        self._strong = np.append(self._strong, strong)
        self._first = np.concatenate([self._first, feet(boxes)])
        self._boxes = np.concatenate([self._boxes, boxes[:, :4]])
        self._people = np.append(self._people, np.zeros(new, bool))

    def _forget(self, at_s: float) -> None:
        kept = at_s - self._last <= FORGET_S
        if kept.all():
            return
        self._motion.keep(kept)
        for name in PER_TRACK:
            setattr(self, name, getattr(self, name)[kept])

    def _judge(self) -> None:
        """Once there is evidence for a person, it stays one."""
        asked = self._thresholds
        self._people |= self._strong >= asked.strong_hits
        rows = np.flatnonzero(~self._people & (self._hits >= asked.hits))
        if not rows.size:
            return
        at = self._motion.at[rows]
        came = at[:, :2] - self._first[rows]
        walks = np.hypot(came[:, 0], came[:, 1]) >= asked.walk_heights * at[:, 3]
        self._people[rows] = walks | self._inside(at[:, :2])

    def _seen(self) -> Seen:
        assert self._at_s is not None
        unseen_s = self._at_s - self._last
        in_view = unseen_s == 0
        shown = np.where(in_view[:, None], self._boxes, self._motion.boxes())
        return Seen(
            at_s=self._at_s,
            ids=self._ids.copy(),
            boxes=shown,
            in_view=in_view,
            people=self._people.copy(),
            unseen_s=unseen_s,
        )

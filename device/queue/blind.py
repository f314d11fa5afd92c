"""Whether the camera sees the line at all: dark, covered, frozen or moved.

All is told from a thumbnail of some hundred grey values, which shows nobody.
"""

import functools
import math
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from models.people.opencv import Frame

Why = Literal["dark", "covered", "frozen", "moved", "stalled", "no_camera", "no_zones"]
Grey = NDArray[np.float64]

COLUMNS, ROWS = 32, 24
MEAN: Final = np.full(6, 1 / 12)
"""Two pixels beside each other and below, of three colours each, as one grey."""
DARK: Final = 14.0
"""Mean grey value, of 255, below which nobody can be seen."""
FLAT: Final = 5.0
"""Standard deviation below which something covers the lens."""
FROZEN_S: Final = 10.0
"""Not one value changes for so long: a camera's noise never stands still."""
SAME_VIEW: Final = 0.4
"""Correlation of contours with the usual view; people alone leave it above 0.7."""
HOLD_S: Final = 3.0
"""A state must hold for so long before it is believed."""
LEARN_S: Final = 300.0
"""The usual view follows the day's light within about so long."""


class Sight:
    """Watches whether frames show what they should; times are in seconds."""

    def __init__(self) -> None:
        self._usual: Grey | None = None
        self._last: Grey | None = None
        self._changed_s: float | None = None
        self._at_s: float | None = None
        self._candidate: Why | None = None
        self._since_s = 0.0
        self.why: Why | None = None
        """Why nothing can be seen, or none."""

    def look(self, frame: Frame, at_s: float) -> Why | None:
        """Take a frame; returns why nothing can be seen, or none."""
        small = thumbnail(frame)
        found = self._judge(small, at_s)
        if found != self._candidate:
            self._candidate, self._since_s = found, at_s
        if at_s - self._since_s >= HOLD_S or self._at_s is None:
            self.why = found
        self._at_s = at_s
        return self.why

    def forget_view(self) -> None:
        """Take the present view as the usual one: the zones were drawn on it."""
        self._usual = None

    def _judge(self, small: Grey, at_s: float) -> Why | None:
        if self._last is None or not np.array_equal(small, self._last):
            self._last, self._changed_s = small, at_s
        greys = small.ravel()
        mean = float(greys.sum()) / greys.size
        if mean < DARK:
            return "dark"
        if float(greys @ greys) / greys.size - mean**2 < FLAT**2:
            return "covered"
        if self._changed_s is not None and at_s - self._changed_s >= FROZEN_S:
            return "frozen"
        return None if self._is_usual(contours(small), at_s) else "moved"

    def _is_usual(self, now: Grey, at_s: float) -> bool:
        """Does the view look as always? It learns slowly from those that do."""
        if self._usual is None:
            self._usual = now
            return True
        usual = self._usual
        alike = float(now @ usual) / max(
            math.sqrt(float(now @ now) * float(usual @ usual)), 1e-9
        )
        if alike < SAME_VIEW:
            return False
        passed_s = max(0.0, at_s - (self._at_s if self._at_s is not None else at_s))
        share = 1 - math.exp(-passed_s / LEARN_S)
        self._usual = usual + share * (now - usual)
        return True


def thumbnail(frame: Frame) -> Grey:
    """(ROWS, COLUMNS) grey values, each from a few pixels of its place."""
    rows, columns = _places(frame.shape[0], frame.shape[1])
    picked = frame.take(rows, axis=0).take(columns, axis=1)
    both = picked[0::2].astype(np.float64) + picked[1::2]
    return np.asarray((both.reshape(-1, 6) @ MEAN).reshape(ROWS, COLUMNS))


@functools.cache
def _places(height: int, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the pixels that are looked at."""
    rows = np.linspace(0, height - 1, ROWS * 2).astype(np.int64)
    return rows, np.linspace(0, width - 1, COLUMNS * 2).astype(np.int64)


def contours(small: Grey) -> Grey:
    """Differences to the neighbours, each no larger than is usual here.

    Light that changes moves them little, another view changes them all.
    """
    edges = np.concatenate(
        [(small[1:] - small[:-1]).ravel(), (small[:, 1:] - small[:, :-1]).ravel()]
    )
    limit = max(float(np.abs(edges).sum()) / edges.size * 2, 1e-9)
    return np.asarray(np.minimum(np.maximum(edges, -limit), limit))

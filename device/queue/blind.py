"""Whether the camera sees the line at all: dark, covered, frozen or moved.

All is told from a thumbnail of some hundred grey values, which shows nobody.
"""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from models.people.opencv import Frame

Why = Literal["dark", "covered", "frozen", "moved", "stalled", "no_camera", "no_zones"]
Grey = NDArray[np.float64]

COLUMNS, ROWS = 32, 24
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
        if small.mean() < DARK:
            return "dark"
        if small.std() < FLAT:
            return "covered"
        if self._changed_s is not None and at_s - self._changed_s >= FROZEN_S:
            return "frozen"
        return None if self._is_usual(contours(small), at_s) else "moved"

    def _is_usual(self, now: Grey, at_s: float) -> bool:
        """Does the view look as always? It learns slowly from those that do."""
        if self._usual is None:
            self._usual = now
            return True
        alike = float((now * self._usual).sum()) / max(
            float(np.linalg.norm(now) * np.linalg.norm(self._usual)), 1e-9
        )
        if alike < SAME_VIEW:
            return False
        passed_s = max(0.0, at_s - (self._at_s if self._at_s is not None else at_s))
        share = 1 - np.exp(-passed_s / LEARN_S)
        self._usual = self._usual + share * (now - self._usual)
        return True


def thumbnail(frame: Frame) -> Grey:
    """(ROWS, COLUMNS) grey values, each from a few pixels of its place."""
    rows = np.linspace(0, frame.shape[0] - 1, ROWS * 2).astype(int)
    columns = np.linspace(0, frame.shape[1] - 1, COLUMNS * 2).astype(int)
    picked = frame[np.ix_(rows, columns)].mean(axis=2)
    return np.asarray(picked.reshape(ROWS, 2, COLUMNS, 2).mean(axis=(1, 3)))


def contours(small: Grey) -> Grey:
    """Differences to the neighbours, each no larger than is usual here.

    Light that changes moves them little, another view changes them all.
    """
    edges = np.concatenate(
        [np.diff(small, axis=0).ravel(), np.diff(small, axis=1).ravel()]
    )
    limit = max(float(np.abs(edges).mean()) * 2, 1e-9)
    return np.asarray(np.clip(edges, -limit, limit))

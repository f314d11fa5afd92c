"""Where people will be a moment later: a Kalman filter over many boxes at once.

Each of a box's four numbers (centre, foot line, width, height) moves on its own with
constant velocity and white acceleration, so the filter is a handful of products on
arrays. Lengths scale with the person's height in the picture.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ACCELERATION = np.array([0.6, 0.6, 0.1, 0.1])
"""Heights a second squared: people speed up by about 1 m/s² and are 1.7 m tall."""
SEEN_TO = np.array([0.05, 0.05, 0.08, 0.08])
"""How far a detector's box lies off, in heights."""
START_SPEED = np.array([0.6, 0.6, 0.1, 0.1])
"""Heights a second: people walk at about 1 m/s before anything is known of them."""


class Motion:
    """Position and velocity of `n` boxes; rows are added and kept by index."""

    def __init__(self) -> None:
        self.at: Floats = np.zeros((0, 4))
        """(n, 4): centre x, foot y, width, height in pixels."""
        self.speed: Floats = np.zeros((0, 4))
        """(n, 4): the same a second."""
        self._pp: Floats = np.zeros((0, 4))
        self._pv: Floats = np.zeros((0, 4))
        self._vv: Floats = np.zeros((0, 4))

    def add(self, boxes: Floats) -> None:
        """Begin to follow boxes, (n, 4) as x1, y1, x2, y2."""
        at = to_state(boxes)
        height = at[:, 3:]
        self.at = np.concatenate([self.at, at])
        self.speed = np.concatenate([self.speed, np.zeros_like(at)])
        self._pp = np.concatenate([self._pp, (SEEN_TO * height) ** 2])
        self._pv = np.concatenate([self._pv, np.zeros_like(at)])
        self._vv = np.concatenate([self._vv, (START_SPEED * height) ** 2])

    def keep(self, which: NDArray[np.bool_]) -> None:
        """Forget the rows that are not named."""
        self.at, self.speed = self.at[which], self.speed[which]
        self._pp, self._pv, self._vv = (
            self._pp[which],
            self._pv[which],
            self._vv[which],
        )

    def predict(self, seconds: float) -> None:
        """Move everybody on by so much time."""
        noise = (ACCELERATION * self.at[:, 3:]) ** 2
        self.at = self.at + self.speed * seconds
        self.at[:, 2:] = np.maximum(self.at[:, 2:], 1.0)
        self._pp = (
            self._pp
            + seconds * (2 * self._pv + seconds * self._vv)
            + noise * seconds**4 / 4
        )
        self._pv = self._pv + seconds * self._vv + noise * seconds**3 / 2
        self._vv = self._vv + noise * seconds**2

    def correct(self, rows: NDArray[np.int64], boxes: Floats) -> None:
        """Learn where some of them were seen, (k, 4) as x1, y1, x2, y2."""
        seen = to_state(boxes)
        doubt = self._pp[rows] + (SEEN_TO * seen[:, 3:]) ** 2
        gain, gain_speed = self._pp[rows] / doubt, self._pv[rows] / doubt
        off = seen - self.at[rows]
        self.at[rows] += gain * off
        self.speed[rows] += gain_speed * off
        self._vv[rows] -= gain_speed * self._pv[rows]
        self._pv[rows] *= 1 - gain
        self._pp[rows] *= 1 - gain

    def boxes(self) -> Floats:
        """Where they are now, (n, 4) as x1, y1, x2, y2."""
        return to_boxes(self.at)


def to_state(boxes: Floats) -> Floats:
    """Corners to centre x, foot y, width, height."""
    left, top, right, bottom = boxes.T
    state = np.empty((len(boxes), 4))
    state[:, 0] = (left + right) / 2
    state[:, 1] = bottom
    state[:, 2] = right - left
    state[:, 3] = bottom - top
    return state


def to_boxes(state: Floats) -> Floats:
    """Centre x, foot y, width, height to corners."""
    x, foot, width, height = state.T
    boxes = np.empty((len(state), 4))
    boxes[:, 0] = x - width / 2
    boxes[:, 1] = foot - height
    boxes[:, 2] = x + width / 2
    boxes[:, 3] = foot
    return boxes

"""People as things that move: no network, no weights, and called rough for it.

A region of a picture that differs from what is usual there is taken for as many people
as fit beside each other in it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.people.detect import Boxes
from models.people.opencv import Frame, MovingThings

SHARE_OF_HEIGHT: Final = 0.35
"""A person's width is about so much of the height, arms and stride included."""
LOWEST: Final = 0.05
"""Regions lower than this share of the frame's height are nobody."""
FILLED: Final = 0.25
"""A person fills at least this share of the box."""
SCORE: Final = 0.7
"""There is no measure of how sure this is; one value for all."""


class MovingPeople:
    """Finds people by background subtraction."""

    rough = True

    def __init__(self, fps: float) -> None:
        """`fps`: frames a second it will be shown."""
        self._moving = MovingThings(fps)

    def find(self, frame: Frame) -> Boxes:
        """As many boxes as people may be in what moves."""
        regions = self._moving.regions(frame)
        tall = regions[:, 3] >= LOWEST * frame.shape[0]
        full = regions[:, 4] >= FILLED * regions[:, 2] * regions[:, 3]
        boxes = [box for region in regions[tall & full] for box in people(region)]
        return np.array(boxes, np.float64).reshape(-1, 5)


def people(region: NDArray[np.float64]) -> list[list[float]]:
    """A region (left, top, width, height, area) as people side by side."""
    left, top, width, height = region[:4]
    side_by_side = max(1, round(width / (SHARE_OF_HEIGHT * height) - 0.25))
    each = width / side_by_side
    return [
        [left + n * each, top, left + (n + 1) * each, top + height, SCORE]
        for n in range(side_by_side)
    ]

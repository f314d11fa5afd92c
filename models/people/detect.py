"""Where people are in one frame: the port `Detector`, and a network behind it."""

from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from models.network import BadModel, Network
from models.people.opencv import Frame, Letterbox

Boxes = NDArray[np.float64]
"""(n, 5): left, top, right, bottom in pixels of the frame, and a score 0 to 1."""

STRIDES: Final = (8, 16, 32)
"""Pixels between two places where YOLOX looks, one grid each (Ge et al. 2021)."""
OVERLAP: Final = 0.45
"""Two boxes that share more of their union are one person."""
FLOOR: Final = 0.1
"""Lower scores are no use even to a tracker (ByteTrack, Zhang et al. 2022)."""
PERSON: Final = 5
"""Column of the person's share, after centre, size and objectness."""


class Detector(Protocol):
    """Finds people in a frame."""

    rough: bool
    """True if its counts must be called rough wherever they show."""

    def find(self, frame: Frame) -> Boxes:
        """All people it sees, best first, down to FLOOR."""
        ...


class Yolox:
    """A YOLOX network with the person as its first class, as Megvii exports it."""

    rough = False

    def __init__(self, path: Path, threads: int = 1, sha256: str | None = None) -> None:
        """Load and try it once; raises BadModel where it is another kind of network."""
        self._network = Network(path, threads, sha256)
        self._name, width, height = self._input()
        self.size = (width, height)
        """Width and height of the network's input in pixels."""
        self._letterbox = Letterbox(width, height)
        self._places, self._strides = grid(width, height)
        self._check()

    def find(self, frame: Frame) -> Boxes:
        """All people it sees, best first, down to FLOOR."""
        tensor, scale = self._letterbox.fit(frame)
        raw = self._network.run({self._name: tensor})[0][0]
        scores = raw[:, 4] * raw[:, PERSON]
        likely = np.flatnonzero(scores >= FLOOR)
        boxes = decoded(raw[likely, :4], self._places[likely], self._strides[likely])
        boxes /= scale
        height, width = frame.shape[:2]
        np.maximum(boxes, 0, out=boxes)
        found = np.empty((len(boxes), 5))
        np.minimum(boxes, np.array([width, height] * 2, np.float32), out=boxes)
        found[:, :4], found[:, 4] = boxes, scores[likely]
        return best(found)

    def _input(self) -> tuple[str, int, int]:
        """Name, width and height of what the network takes."""
        shapes = list(self._network.inputs.items())
        if len(shapes) == 1:
            name, shape = shapes[0]
            match shape:
                case [_, 3, int(height), int(width)] if (
                    min(height, width) > 0 and height % 32 == width % 32 == 0
                ):
                    return name, width, height
        raise self._other(f"it takes {dict(shapes)}")

    def _check(self) -> None:
        """Run it once on grey; raises BadModel if the answer has another shape."""
        width, height = self.size
        tensor, _ = self._letterbox.fit(np.full((height, width, 3), 114, np.uint8))
        answer = self._network.run({self._name: tensor})[0]
        if (
            answer.ndim != 3
            or answer.shape[:2] != (1, len(self._places))
            or answer.shape[2] <= PERSON
        ):
            raise self._other(f"it answers {list(answer.shape)}")
        if not np.isfinite(answer).all() or answer[..., 4:].max() > 1:
            raise self._other("its answers are no scores")

    def _other(self, why: str) -> BadModel:
        return BadModel(
            f"{self._network.path}: not a YOLOX network for people ({why}, where one "
            "picture of [1, 3, height, width] and [1, places, 5 + classes] were "
            "expected); name YOLOX-nano's file"
        )


def grid(width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where a network looks: (n, 2) columns and rows, and (n, 1) strides in pixels."""
    places, strides = [], []
    for stride in STRIDES:
        rows, columns = np.mgrid[: height // stride, : width // stride]
        places.append(np.stack([columns, rows], axis=-1).reshape(-1, 2))
        strides.append(np.full((rows.size, 1), stride))
    return (
        np.concatenate(places).astype(np.float32),
        np.concatenate(strides).astype(np.float32),
    )


def decoded(
    raw: NDArray[np.float32],
    places: NDArray[np.float32],
    strides: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Corners in pixels of the input from a network's (n, 4) offsets and log sizes."""
    centre = (raw[:, :2] + places) * strides
    half = np.exp(np.minimum(raw[:, 2:], 10)) * strides / 2
    return np.concatenate([centre - half, centre + half], axis=1)


def best(boxes: Boxes, overlap: float = OVERLAP) -> Boxes:
    """Non-maximum suppression: of boxes that overlap much only the best, best first."""
    boxes = boxes[np.argsort(-boxes[:, 4], kind="stable")]
    apart = iou(boxes, boxes) <= overlap
    left = np.ones(len(boxes), bool)
    kept = []
    while left.any():
        row = int(left.argmax())
        kept.append(row)
        left &= apart[row]
        left[row] = False
    return boxes[kept]


def iou(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of each with each, (n, m), from corners."""
    left, top, right, bottom = some[:, :4, None].transpose(1, 0, 2)
    left2, top2, right2, bottom2 = others[:, :4].T
    shared = np.minimum(right, right2)
    shared -= np.maximum(left, left2)
    high = np.minimum(bottom, bottom2)
    high -= np.maximum(top, top2)
    shared = np.maximum(shared, 0, out=shared)
    shared *= np.maximum(high, 0, out=high)
    union = (right - left) * (bottom - top) + (right2 - left2) * (bottom2 - top2)
    union -= shared
    shared /= np.maximum(union, 1e-9, out=union)
    return np.asarray(shared)


def feet(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 2): where people stand, the middle of each box's lower edge."""
    points = np.empty((len(boxes), 2))
    points[:, 0] = (boxes[:, 0] + boxes[:, 2]) / 2
    points[:, 1] = boxes[:, 3]
    return points

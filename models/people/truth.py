"""What people saw in a video: boxes with numbers, or how many stood in the zone."""

from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.errors import HeedError

Floats = NDArray[np.float64]


class BadTruth(HeedError, ValueError):
    """A file of truth that cannot be read."""


class TrueBoxes(Struct, frozen=True):
    """The people of one frame; arrays of one length."""

    ids: NDArray[np.int64]
    """Numbers that stay with a person."""
    boxes: Floats
    """(n, 4) corners in pixels."""
    valid: NDArray[np.bool_]
    """False where a box may be found or not; it counts neither way."""


class Truth(Struct, frozen=True):
    """What is known, by frame number from 1."""

    boxes: dict[int, TrueBoxes] | None
    """Everybody's box, or none where only counts are known."""
    in_zone: dict[int, int] | None
    """People in the zone, or none where it follows from the boxes."""

    @property
    def frames(self) -> tuple[int, int]:
        """First and last frame of which something is known."""
        known = self.boxes if self.boxes is not None else self.in_zone
        assert known
        return min(known), max(known)


class Counts(Struct, forbid_unknown_fields=True):
    """The JSON form."""

    people_in_zone: list[int]


def read_truth(path: Path) -> Truth:
    """Read MOTChallenge lines or `{"people_in_zone": […]}`; raises BadTruth."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTruth(f"{path}: cannot be read ({error}); name another file") from None
    truth = _counts(path, text) if text.lstrip().startswith("{") else _lines(path, text)
    if not (truth.boxes or truth.in_zone):
        raise BadTruth(f"{path}: holds nothing; name another file")
    return truth


def _counts(path: Path, text: str) -> Truth:
    try:
        counts = msgspec.json.decode(text.encode(), type=Counts).people_in_zone
    except msgspec.DecodeError as error:
        raise BadTruth(
            f'{path}: {error}; write {{"people_in_zone": [2, 2, 3]}}, one whole number '
            "a frame"
        ) from error
    if any(count < 0 for count in counts):
        raise BadTruth(f"{path}: a count is below 0; count again")
    return Truth(None, dict(enumerate(counts, start=1)))


def _lines(path: Path, text: str) -> Truth:
    rows: dict[int, list[list[float]]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            row = _row(f"{path}: line {number}", line)
            rows.setdefault(int(row[0]), []).append(row)
    first, last = (min(rows), max(rows)) if rows else (1, 0)
    boxes = {
        frame: _boxes(np.array(rows.get(frame, []), np.float64).reshape(-1, 7))
        for frame in range(first, last + 1)
    }
    return Truth(boxes, None)


def _row(where: str, line: str) -> list[float]:
    try:
        row = [float(word) for word in line.split(",")[:7]]
    except ValueError as error:
        raise BadTruth(f"{where}: {error}; write frame,id,x,y,w,h,flag") from None
    if len(row) < 6 or not np.isfinite(row).all() or row[0] < 1 or min(row[4:6]) < 0:
        raise BadTruth(f"{where}: not a box; write frame,id,x,y,w,h,flag")
    return [*row, 1.0] if len(row) == 6 else row


def _boxes(rows: Floats) -> TrueBoxes:
    corners = rows[:, 2:6].copy()
    corners[:, 2:] += corners[:, :2]
    return TrueBoxes(rows[:, 1].astype(np.int64), corners, rows[:, 6] > 0)

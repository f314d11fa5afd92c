"""What the camera's process shows to whoever sets it up: grey squares, dots, numbers.

The squares are so coarse that a face is a few of them at most, and only 16 greys are
left; what was between them is gone for good. No frame leaves the process.
"""

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from models.people.opencv import Frame

SQUARES: Final = 32
"""Squares along the longer side. A face a metre away from a wide lens is 4 or 5 of them
across; people tell familiar faces from 7 x 10 on (Sinha et al. 2006)."""
GREYS: Final = 16


class Still(Struct, frozen=True, kw_only=True):
    """A picture that shows where counter and floor are, and nobody."""

    width: int
    """Pixels across of the frame."""
    height: int
    """Pixels down of the frame."""
    columns: int
    """Squares across."""
    rows: int
    """Squares down."""
    greys: list[int]
    """Brightness of each, 0 to 15, row by row."""


class Live(Struct, frozen=True, kw_only=True):
    """Where people stand now, and what is counted."""

    at_ms: int
    """When, by the device's clock."""
    dots: list[tuple[float, float]]
    """Their feet, as shares of the picture's width and height."""
    people: int | None
    """People in the waiting area; none while they cannot be seen, or without zones."""
    rough: bool
    """True if movement is all that is seen."""
    why_blind: str | None
    """Why the line cannot be seen, or none."""


class View(Struct, frozen=True, kw_only=True):
    """An answer to whoever asks."""

    still: Still | None = None
    """The still; none where no frame came."""
    live: Live
    """What is seen now."""


def still(frame: "Frame") -> Still:
    """The frame in SQUARES along its longer side, each one grey of GREYS."""
    # The kiosk reads what is told here, and needs no pictures for it.
    from models.people.opencv import shrunk

    height, width = frame.shape[:2]
    scale = SQUARES / max(height, width)
    columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
    small = shrunk(frame, columns, rows).mean(axis=2)
    greys = (small * GREYS / 256).astype(int).clip(0, GREYS - 1)
    return Still(
        width=width,
        height=height,
        columns=columns,
        rows=rows,
        greys=greys.ravel().tolist(),
    )

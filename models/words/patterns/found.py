"""What patterns hand on: a stretch of the plain text and the kind of detail in it."""

from typing import NamedTuple


class Found(NamedTuple):
    """A detail; `start` and `end` count in `Reading.clean`."""

    kind: str
    start: int
    end: int

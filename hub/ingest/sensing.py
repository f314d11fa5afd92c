"""What cameras, colleagues' eyes and presence sensors saw, from a batch into sums."""

import sqlite3
from collections.abc import Sequence

from contract.events import Counted, Event, Passed, Queue
from hub.store import lines, sightings

Placed = tuple[Event | None, int, int]
"""An event, its touchpoint, and its time in ms."""


def take(connection: sqlite3.Connection, new: Sequence[Placed]) -> None:
    """Add what is new to the store; other kinds of event are left alone."""
    queues = [(e, place, at) for e, place, at in new if isinstance(e, Queue)]
    others = [(e, place, at) for e, place, at in new if isinstance(e, Counted | Passed)]
    lines.take(connection, queues)
    sightings.take(connection, others)

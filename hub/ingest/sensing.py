"""What cameras, colleagues' eyes and presence sensors saw, from a batch into sums."""

import sqlite3
from collections.abc import Sequence

from contract.events import Counted, Event, Passed, Queue, Uncounted
from hub.store import lines, sightings

Placed = tuple[Event | None, int, int, str]
"""An event, its touchpoint, its time in ms, and its id."""


def take(connection: sqlite3.Connection, new: Sequence[Placed]) -> None:
    """Add what is new to the store; other kinds of event are left alone."""
    queues = [(e, place, at) for e, place, at, _ in new if isinstance(e, Queue)]
    others = [
        (event, place, at, id)
        for event, place, at, id in new
        if isinstance(event, Counted | Uncounted | Passed)
    ]
    lines.take(connection, queues)
    sightings.take(connection, others)

"""Putting right what was stored before enough was known of it."""

import logging
import sqlite3

from contract.errors import BadMessage
from contract.events import KINDS, Comment, Outcome, Rating, Reasons, decode_data
from hub import placing
from hub.placing import Boot
from hub.store import answers, boots, comment_counts, events, visits
from hub.store.answers import Given
from hub.store.events import EventRow
from hub.store.rollups import Tally
from hub.store.store import Store
from hub.store.visits import Fact

log = logging.getLogger(__name__)

STEP_MS = 60_000
"""A boot's beginning that moved by less leaves its events where they are."""
AT_ONCE = 500


def keep_boot(
    connection: sqlite3.Connection, key: str, device: int, known: Boot, tally: Tally
) -> int:
    """Store what is known of a boot and move its events if that changed much."""
    before = boots.find(connection, key)
    if before is not None and before[1] == known:
        return before[0]
    boot = boots.keep(connection, key, device, known)
    if before is not None and abs(before[1].began() - known.began()) > STEP_MS:
        for row in events.estimated(connection, boot):
            _move(connection, row, known, tally)
    return boot


def _move(
    connection: sqlite3.Connection, row: EventRow, boot: Boot, tally: Tally
) -> None:
    at = min(boot.began() + row.uptime, row.arrived)
    late = row.arrived - at > placing.LATE_MS
    events.place(connection, row.n, at, late)
    if not row.decoded:
        return
    event = decode_data(row.type, row.data)
    tally.event(row.at, row.touchpoint, event, -1)
    tally.event(at, row.touchpoint, event)
    if isinstance(event, Rating):
        answers.move(connection, row.n, event, at, tally)
    elif isinstance(event, Reasons | Outcome):
        visits.move(connection, row.n, event, at, tally)
    elif isinstance(event, Comment):
        comment_counts.move(connection, row.n, at)


def decode_waiting(store: Store) -> int:
    """Read what an older version could only keep; returns how many events that was."""
    read = 0
    while True:
        with store.write() as connection:
            rows = events.undecoded(connection, sorted(KINDS), AT_ONCE)
            tally = Tally()
            given: list[Given] = []
            told: list[Fact] = []
            for row in rows:
                _decode(connection, row, tally, given, told)
            standing = answers.count(
                connection, given, tally, also={one.visit for one in told}
            )
            visits.count(connection, told, standing, tally)
            tally.write(connection)
        read += len(rows)
        if len(rows) < AT_ONCE:
            return read


def _decode(
    connection: sqlite3.Connection,
    row: EventRow,
    tally: Tally,
    given: list[Given],
    told: list[Fact],
) -> None:
    """Read one event and add the answer it gives, or what it tells, to the lists."""
    events.note_decoded(connection, row.n)
    try:
        event = decode_data(row.type, row.data)
    except BadMessage as error:
        log.error("Event %d is kept but cannot be read: %s", row.n, error)
        return
    tally.event(row.at, row.touchpoint, event)
    place = (row.outbox, row.sequence, row.n, row.at, row.touchpoint)
    if isinstance(event, Rating):
        given.append(answers.given(event, *place))
    elif isinstance(event, Reasons | Outcome):
        told.append(visits.fact(event, *place))

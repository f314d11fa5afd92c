"""Room for rows: who makes way near the limit, and the reserve for a full disk.

Receipted rows go first, then the oldest queue samples, then health events that tell of
no drops. What customers gave never goes. On a full disk SQLite cannot even delete, so
a file of some megabytes is held back and let go when that happens.
"""

import logging
import os
import sqlite3
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from contract.errors import NotStored
from contract.events import Dropped, Health, Passed, Queue
from device.outbox import drops

log = logging.getLogger(__name__)

ROWS_AT_ONCE: Final = 64
ROUNDS: Final = 20
"""So many times ROWS_AT_ONCE rows make way at most in one write; a tap waits for it."""
FRESH_ROWS: Final = 200
"""The newest rows stay though receipted: a page may ask for its step again."""

_RECEIPTED = (
    "DELETE FROM outbox WHERE sequence IN (SELECT sequence FROM outbox"
    " WHERE state = 'receipted' AND ended_ms IS NOT NULL AND sequence <= :newest"
    " ORDER BY ended_ms, sequence LIMIT :rows)"
)
_REPORTED = (
    "DELETE FROM outbox WHERE sequence IN (SELECT sequence FROM outbox"
    " INDEXED BY outbox_ended WHERE state IN ('refused', 'set_aside')"
    " AND (state = 'refused' OR priority = 4) AND ended_ms IS NOT NULL"
    " AND sequence <= :newest LIMIT :rows)"
)
_SAMPLES = (
    "DELETE FROM outbox WHERE sequence IN (SELECT sequence FROM outbox"
    " INDEXED BY outbox_samples"
    " WHERE state = 'waiting' AND priority = 4 AND announces = 0 AND type = :type"
    " ORDER BY sequence LIMIT :rows) RETURNING sequence"
)


def used_bytes(connection: Connection) -> int:
    """Bytes of the file that hold rows and their indexes."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages - free) * size)


def keep_under(connection: Connection, limit: int, *, sample: bool) -> None:
    """Make way until `limit` bytes are kept; within the write that needs the room.

    Raises NotStored for a sample that finds only customers' rows.
    """
    for _ in range(ROUNDS):
        if used_bytes(connection) < limit:
            return
        if evict(connection, ROWS_AT_ONCE) == 0:
            break
    if sample and used_bytes(connection) >= limit:
        raise NotStored(
            f"the outbox is at its limit of {limit // 1_000_000} MB and holds only "
            "what may not be dropped; the sample was not kept"
        )


def evict(connection: Connection, rows: int) -> int:
    """Remove at most `rows` rows, the least missed ones; returns how many went."""
    newest = _newest(connection) - FRESH_ROWS
    for statement in (_RECEIPTED, _REPORTED):
        gone = connection.execute(statement, {"newest": newest, "rows": rows}).rowcount
        if gone:
            return gone
    for kind in (Queue.type, Passed.type, Health.type):
        numbers = [
            number
            for (number,) in connection.execute(_SAMPLES, {"type": kind, "rows": rows})
        ]
        if numbers:
            drop = Dropped(
                first=min(numbers), last=max(numbers), rows=len(numbers), reason="full"
            )
            drops.note(connection, drop)
            return len(numbers)
    return 0


def _newest(connection: Connection) -> int:
    (newest,) = connection.execute("SELECT MAX(sequence) FROM outbox").fetchone()
    return newest or 0


class Reserve:
    """A file of allocated but unused bytes beside the outbox."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size

    def held(self) -> bool:
        """Are all its bytes there?"""
        try:
            return self._path.stat().st_size >= self._size
        except OSError:
            return False

    def hold(self) -> None:
        """Allocate it if that leaves as much again free; else try another time."""
        if self.held() or self.free_bytes() < 2 * self._size:
            return
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o640)
            try:
                os.posix_fallocate(file, 0, self._size)
            finally:
                os.close(file)
        except OSError as error:
            log.warning("No reserve is held at %s: %s", self._path, error.strerror)
            self._path.unlink(missing_ok=True)

    def release(self) -> None:
        """Give its bytes back to the disk."""
        try:
            self._path.unlink()
        except OSError:
            return  # Gone already, or a disk that takes no change at all.
        log.warning("The disk is full: the reserve of %d bytes is in use", self._size)

    def free_bytes(self) -> int:
        """Bytes free on this disk for us."""
        disk = os.statvfs(self._path.parent)
        return disk.f_bavail * disk.f_frsize

    def disk_is_full(self, error: Exception) -> bool:
        """Was that an error of a full disk (and not of a broken or read-only one)?"""
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_FULL:
            return True
        return self.free_bytes() < self._size // 2

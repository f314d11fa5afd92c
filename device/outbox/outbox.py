"""The outbox: one committed row an event, and small facts that processes share."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from typing import Any, TypeVar

import msgspec
import uuid_utils
from msgspec import Struct

from contract.database import Watcher, connect, prepare, transaction
from contract.errors import DatabaseError, NotStored, TooLarge
from contract.events import MAX_EVENT_BYTES, Event, Health, encode_data
from contract.messages import Notice
from device import settings as wiring
from device.outbox import drops, inbox, room
from device.outbox.figures import line_figures
from device.outbox.row import SAMPLES, priority, visit_and_step
from device.outbox.schema import migrations
from device.timekeeping import Stamp, stamp

MEGABYTE = 1_000_000
CHECKPOINT_PAGES = 500
"""Pages after which the log is written back: 2 MB, so the reserve outweighs it."""
RESERVE_EVERY_S = 10.0
"""Seconds between two looks whether the reserve can be made again."""

T = TypeVar("T")


class Put(Struct, frozen=True):
    """The answer to a put; the row is committed."""

    id: str
    """The event's id."""
    sequence: int
    """Its number in this file."""
    repeated: bool
    """True if this step was there already: all this is the first answer's."""
    data: bytes
    """The JSON that is stored."""


class Outbox:
    """The file, opened for one process; any of its threads may call."""

    def __init__(self, settings: wiring.Device) -> None:
        """Create or migrate the file, then open it; raises DatabaseError."""
        self.path: Path = settings.outbox_path
        self.reserve = room.Reserve(
            self.path.with_name("outbox.reserve"),
            settings.outbox.reserve_mb * MEGABYTE,
        )
        self._clock = settings.clock
        self._limit = settings.outbox.limit_mb * MEGABYTE
        self._local = threading.local()
        self._lock = threading.Lock()
        self._connections: set[Connection] = set()
        self._watcher: Watcher | None = None
        self._prepare()
        self.id = str(self.read("SELECT value FROM meta WHERE key = 'outbox'")[0][0])
        self.reserve.hold()
        self._reserve_seen = time.monotonic()

    def put(self, event: Event) -> Put:
        """Commit an event; the same visit and step again gives the first answer.

        Raises NotStored, and TooLarge over MAX_EVENT_BYTES. A health event is told
        what the line knows: what waits, and which numbers will never arrive.
        """
        data = encode_data(event)
        if len(data) > MAX_EVENT_BYTES:
            raise TooLarge(len(data), MAX_EVENT_BYTES)
        try:
            return self.write(
                lambda connection: self._put(connection, event),
                needed=priority(event) != SAMPLES,
            )
        except NotStored:
            with contextlib.suppress(DatabaseError):
                first = _first_answer(self.read, event)
                if first is not None:
                    return first
            raise

    def has_visit(self, visit: str, type: str) -> bool:
        """Has this visit an event of that type here? Raises DatabaseError."""
        return bool(
            self.read(
                "SELECT 1 FROM outbox WHERE visit = ? AND type = ? LIMIT 1",
                (visit, type),
            )
        )

    def latest(self, key: str) -> bytes | None:
        """A small shared fact, or none yet; raises DatabaseError."""
        found = self.read("SELECT value FROM latest WHERE key = ?", (key,))
        return bytes(found[0][0]) if found else None

    def keep_latest(self, key: str, value: bytes) -> None:
        """Replace a small shared fact; raises NotStored."""
        self.write(
            lambda connection: connection.execute(
                "INSERT INTO latest (key, value) VALUES (?, ?) ON CONFLICT (key)"
                " DO UPDATE SET value = excluded.value WHERE value != excluded.value",
                (key, value),
            )
        )

    def notices(self, help_id: str) -> list[Notice]:
        """What the hub said about a call, as it came; raises DatabaseError."""
        return inbox.of_call(self.read, help_id)

    def watcher(self) -> Watcher:
        """The one watcher of this process."""
        with self._lock:
            if self._watcher is None:
                self._watcher = Watcher(self.path)
            return self._watcher

    def now(self) -> Stamp:
        """The present moment."""
        return stamp(self._clock)

    def close(self) -> None:
        """End the watcher and close every connection."""
        with self._lock:
            watcher, self._watcher = self._watcher, None
            connections, self._connections = self._connections, set()
        if watcher is not None:
            watcher.stop()
        for connection in connections:
            connection.close()

    def read(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; raises DatabaseError."""
        return self.read_with(lambda c: c.execute(query, values).fetchall())

    def read_with(self, job: Callable[[Connection], T]) -> T:
        """What `job` reads; raises DatabaseError."""
        try:
            return job(self._connection())
        except sqlite3.Error as error:
            self._forget_connection()
            raise DatabaseError(f"{self.path}: {error}") from error

    def write(self, job: Callable[[Connection], T], *, needed: bool = True) -> T:
        """Run `job` in one write transaction; raises NotStored.

        What is `needed` may use the reserve and others' room when the disk is full.
        """
        try:
            answer = self._transact(job)
        except (sqlite3.Error, DatabaseError) as error:
            self._forget_connection()
            if not needed or not self.reserve.disk_is_full(error):
                raise NotStored(f"{self.path}: nothing was kept: {error}") from error
            answer = self._write_in_need(job)
        if time.monotonic() - self._reserve_seen > RESERVE_EVERY_S:
            self._reserve_seen = time.monotonic()
            self.reserve.hold()
        return answer

    def _put(self, connection: Connection, event: Event) -> Put:
        def read(query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
            return connection.execute(query, values).fetchall()

        first = _first_answer(read, event)
        if first is not None:
            return first
        rank = priority(event)
        room.keep_under(connection, self._limit, sample=rank == SAMPLES)
        if not isinstance(event, Health):
            return self._insert(connection, event, rank)
        told, ranges = drops.untold(connection)
        figures = line_figures(connection, self.now())
        event = msgspec.structs.replace(
            event,
            dropped=ranges,
            waiting=figures.waiting,
            oldest_waiting=figures.oldest,
            oldest_waiting_s=figures.oldest_s,
        )
        put = self._insert(connection, event, rank, announces=bool(told))
        drops.tell(connection, told, put.sequence)
        return put

    def _insert(
        self, connection: Connection, event: Event, rank: int, announces: bool = False
    ) -> Put:
        now = self.now()
        data = encode_data(event)
        visit, step = visit_and_step(event)
        id = str(uuid_utils.uuid7())
        cursor = connection.execute(
            "INSERT INTO outbox (id, type, time_ms, synced, boot, uptime_ms, visit,"
            " step, priority, announces, bytes, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(id, event.type, now.time_ms, now.synced, now.boot, now.uptime_ms),
                *(visit, step, rank, announces, len(data), data),
            ),
        )
        return Put(id, cursor.lastrowid or 0, False, data)

    def _transact(self, job: Callable[[Connection], T]) -> T:
        with transaction(self._connection()) as connection:
            return job(connection)

    def _write_in_need(self, job: Callable[[Connection], T]) -> T:
        """The disk is full: let the reserve go, then others, ever fewer at once."""
        self.reserve.release()
        for rounds in (16, 1, 0):
            try:
                self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                with transaction(self._connection()) as connection:
                    for _ in range(rounds):
                        room.evict(connection, room.ROWS_AT_ONCE)
                    return job(connection)
            except (sqlite3.Error, DatabaseError) as error:
                self._forget_connection()
                last = error
        raise NotStored(f"{self.path}: the disk is full: {last}") from last

    def _connection(self) -> Connection:
        """This thread's connection; raises DatabaseError."""
        found: Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = connect(self.path)
            found.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}").fetchall()
            with self._lock:
                self._connections.add(found)
        return found

    def _forget_connection(self) -> None:
        """Close this thread's connection; after an error the next one starts fresh."""
        found: Connection | None = getattr(self._local, "connection", None)
        if found is not None:
            self._local.connection = None
            with self._lock:
                self._connections.discard(found)
            found.close()

    def _prepare(self) -> None:
        try:
            prepare(self.path, migrations)
        except DatabaseError as error:
            if not self.reserve.held() or not self.reserve.disk_is_full(error):
                raise
            self.reserve.release()
            prepare(self.path, migrations)


def _first_answer(read: inbox.Read, event: Event) -> Put | None:
    """What this visit's step has already given, or none."""
    visit, step = visit_and_step(event)
    if visit is None:
        return None
    found = read(
        "SELECT id, sequence, data FROM outbox WHERE visit = ? AND step = ?",
        (visit, step),
    )
    return Put(found[0][0], found[0][1], True, found[0][2]) if found else None

"""The store's file: opened once, one connection a thread, one watcher a process."""

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract.database import Watcher, connect, prepare, transaction
from hub.store.schema import migrations

STEP_GAP = 1_000_000
"""More steps than a shop makes between two backups."""


class Store:
    """The hub's database; give every thread the same one."""

    def __init__(self, path: Path) -> None:
        """Create or migrate the file; raises DatabaseError."""
        self.path = path
        prepare(path, migrations)
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        self._watcher: Watcher | None = None
        if hub_id(self.connection()) is None:
            with self.write() as connection:
                new_hub_id(connection)

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit."""
        connection: sqlite3.Connection | None = getattr(self._local, "c", None)
        if connection is None:
            connection = self._local.c = connect(self.path)
            with self._lock:
                self._open.append(connection)
        return connection

    def forget_pages(self) -> None:
        """Give back the memory in which this thread's connection keeps the file.

        By itself it is kept, up to 4 MB, for every thread that ever read much.
        """
        self.connection().execute("PRAGMA shrink_memory")

    def forget_connection(self) -> None:
        """Close this thread's connection: it is about to end."""
        connection: sqlite3.Connection | None = getattr(self._local, "c", None)
        if connection is not None:
            self._local.c = None
            with self._lock:
                if connection in self._open:
                    self._open.remove(connection)
            connection.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A write transaction on this thread's connection."""
        with transaction(self.connection()) as connection:
            yield connection

    def watcher(self) -> Watcher:
        """The one watcher of this process."""
        with self._lock:
            if self._watcher is None:
                self._watcher = Watcher(self.path)
            return self._watcher

    def close(self) -> None:
        """Close all connections; their threads must have ended."""
        with self._lock:
            if self._watcher is not None:
                self._watcher.stop()
                self._watcher = None
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()


def hub_id(connection: sqlite3.Connection) -> str | None:
    """The store's id; a new one tells devices to send the last days again."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'hub'").fetchone()
    return None if row is None else str(row[0])


def note_set_back(connection: sqlite3.Connection) -> str:
    """This store is older than what it told others: take a new id, and leave a gap.

    Numbers of steps that tablets hold from before must not mean other steps now.
    """
    connection.execute(
        "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'steps'", (STEP_GAP,)
    )
    return new_hub_id(connection)


def new_hub_id(connection: sqlite3.Connection) -> str:
    """Take a new id, as a new store or one that was set back to an older copy."""
    value = secrets.token_hex(8)
    connection.execute(
        "INSERT INTO meta VALUES ('hub', ?) ON CONFLICT DO UPDATE SET value = ?",
        (value, value),
    )
    return value

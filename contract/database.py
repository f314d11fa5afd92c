"""How an SQLite file is opened, migrated, written and watched.

WAL with synchronous=FULL, one connection a thread, and every write in a transaction
that takes the lock at once: a transaction that reads first and asks for the lock later
fails with "database is locked" whatever the busy timeout says.
"""

import fcntl
import itertools
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlite_utils
from sqlite_utils import Migrations

from contract.errors import DatabaseError

log = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 10.0
POLL_S = 0.01
RETRY_S = 1.0
LOOKS_A_FILE = 100
"""So many polls between two looks whether the path still names the same file."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection for the calling thread; raises DatabaseError.

    Autocommit: nothing is in a transaction unless `transaction` opened one.
    """
    mode = "ro" if read_only else "rw"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: cannot be opened ({error})") from error
    try:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-4000")
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.Error as error:
        connection.close()
        raise DatabaseError(f"{path}: {_advice(error)}") from error
    return connection


def prepare(path: Path, migrations: Migrations) -> None:
    """Create the file or bring it to this version; safe from several processes.

    Raises DatabaseError if it is from a newer version, damaged or can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path.with_name(path.name + ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _migrate(path, migrations)
    except OSError as error:
        raise DatabaseError(
            f"{path}: cannot be created ({error.strerror}); check the folder's owner "
            "and the room on the disk"
        ) from error
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: {_advice(error)}") from error


def _migrate(path: Path, migrations: Migrations) -> None:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)
    try:
        database = sqlite_utils.Database(connection)
        _refuse_strangers(path, database, migrations)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        if migrations.pending(database):
            migrations.apply(database)
    finally:
        connection.close()


def _refuse_strangers(
    path: Path, database: sqlite_utils.Database, migrations: Migrations
) -> None:
    """Raise DatabaseError for a newer version's file and for another program's."""
    applied = {migration.name for migration in migrations.applied(database)}
    if not applied and set(database.table_names()) - {migrations.migrations_table}:
        raise DatabaseError(
            f"{path}: holds another program's tables; move it away, or name another "
            "folder in the settings"
        )
    newer = applied - {migration.name for migration in migrations._migrations}
    if newer:
        raise DatabaseError(
            f"{path}: was written by a newer version of Heed (it knows "
            f"{', '.join(sorted(newer))}); install that version again"
        )


def _advice(error: sqlite3.Error) -> str:
    """What SQLite said, and what to do about it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return f"is damaged ({error}); move it away and put a backup in its place"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return f"cannot be written ({error}); check who owns the file and its folder"
    if code == sqlite3.SQLITE_FULL:
        return f"cannot grow ({error}); make room on the disk"
    return str(error)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A write transaction that takes the lock at once, committed or undone whole."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Watcher:
    """Wakes a process's threads when any other connection commits to a file.

    One thread polls `PRAGMA data_version` (3 µs) with no cursor open, and only while
    somebody listens. A wake-up is a hint: the woken ask the tables what is new.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = threading.Condition()
        self._version = 0
        self._listeners = 0
        self._blind = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f"watch-{path.name}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wake everybody."""
        with self._changed:
            self._stopping.set()
            self._changed.notify_all()
        self._thread.join(timeout=5)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Keep the poll running while the block runs."""
        with self._changed:
            self._listeners += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._listeners -= 1

    def version(self) -> int:
        """A number that grows with each change seen; read it before the tables."""
        with self._changed:
            return self._version

    def wait(self, version: int, timeout_s: float) -> int:
        """Wait until the version is past `version`; returns the version then."""
        with self.listening(), self._changed:
            self._changed.wait_for(
                lambda: self._version != version or self._stopping.is_set(),
                timeout_s,
            )
            return self._version

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._watch_this_file()
            except (sqlite3.Error, DatabaseError, OSError) as error:
                if not self._blind:
                    log.warning("Changes of %s are not seen (%s)", self._path, error)
                self._blind = True
            self._bump()
            self._stopping.wait(RETRY_S)

    def _watch_this_file(self) -> None:
        """Poll until stopped or until another file stands in this one's place."""
        with closing(connect(self._path, read_only=True)) as connection:
            file = self._path.stat().st_ino
            seen = -1
            if self._blind:
                log.info("Changes of %s are seen again", self._path)
            self._blind = False
            for turn in itertools.count():
                self._sleep_while_unheard()
                (now,) = connection.execute("PRAGMA data_version").fetchone()
                if now != seen:
                    seen = now
                    self._bump()
                if turn % LOOKS_A_FILE == 0 and self._path.stat().st_ino != file:
                    return
                if self._stopping.wait(POLL_S):
                    return

    def _sleep_while_unheard(self) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._listeners > 0 or self._stopping.is_set()
            )

    def _bump(self) -> None:
        with self._changed:
            self._version += 1
            self._changed.notify_all()

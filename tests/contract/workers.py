"""What other processes do to a database file while a test looks on."""

import os
import sqlite3
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlite_utils import Migrations
from sqlite_utils.db import Database

from contract.database import connect, prepare, transaction
from contract.errors import DatabaseError

migrations = Migrations("test")


@migrations()
def first(db: Database) -> None:
    """One table."""
    db.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, said TEXT NOT NULL)")


@migrations()
def second(db: Database) -> None:
    """One row."""
    db.execute("INSERT INTO facts VALUES (1, '0')")


def count_up(path: Path, times: int, start: Barrier, told: "SimpleQueue[str]") -> None:
    """Read a number and write the next, `times` times."""
    connection = connect(path)
    start.wait(30)
    try:
        for _ in range(times):
            with transaction(connection):
                (said,) = connection.execute("SELECT said FROM facts").fetchone()
                connection.execute("UPDATE facts SET said = ?", (str(int(said) + 1),))
        told.put("done")
    except sqlite3.Error as error:
        told.put(str(error))


def prepare_with_others(path: Path, start: Barrier, told: "SimpleQueue[str]") -> None:
    """Prepare the file in the same moment as the others."""
    start.wait(30)
    try:
        prepare(path, migrations)
        told.put("done")
    except DatabaseError as error:
        told.put(str(error))


def prepare_as_nobody(path: Path, told: "SimpleQueue[str]") -> None:
    """Prepare the file with no right to anything."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        prepare(path, migrations)
        told.put("done")
    except DatabaseError as error:
        told.put(str(error))


def write_once(path: Path) -> None:
    """Commit one row."""
    connection = connect(path)
    with transaction(connection):
        connection.execute("INSERT INTO facts (said) VALUES ('hello')")
    connection.close()

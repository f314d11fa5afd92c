"""A database file is opened safely, or refused with a word on what to do."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Migrations
from sqlite_utils.db import Database

from contract.database import connect, prepare, transaction
from contract.errors import DatabaseError
from tests.contract import workers

spawn = multiprocessing.get_context("spawn")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "facts.db"


@pytest.fixture
def prepared(path: Path) -> Path:
    prepare(path, workers.migrations)
    return path


@pytest.fixture
def connection(prepared: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(prepared)) as connection:
        yield connection


def in_processes(work: Callable[..., None], count: int, *arguments: Any) -> list[str]:
    """Run the work in so many processes at once; returns what they told."""
    told = spawn.SimpleQueue()
    processes = [
        spawn.Process(target=work, args=(*arguments, told)) for _ in range(count)
    ]
    for process in processes:
        process.start()
    answers = [told.get() for _ in processes]
    for process in processes:
        process.join(timeout=30)
    return answers


def pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_file_is_opened_to_survive_a_power_cut(
    connection: sqlite3.Connection,
) -> None:
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2
    assert pragma(connection, "foreign_keys") == 1
    assert not connection.in_transaction


def test_a_fresh_file_gets_all_migrations_and_a_second_time_none(path: Path) -> None:
    for _ in range(2):
        prepare(path, workers.migrations)
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT said FROM facts").fetchall() == [("0",)]


def test_two_processes_count_up_together_and_are_never_locked_out(
    prepared: Path,
) -> None:
    start = spawn.Barrier(2)
    told = in_processes(workers.count_up, 2, prepared, 200, start)
    assert told == ["done", "done"]
    with closing(connect(prepared)) as connection:
        assert connection.execute("SELECT said FROM facts").fetchone() == ("400",)


def test_without_the_lock_at_once_a_reader_turned_writer_is_thrown_out(
    prepared: Path,
) -> None:
    """Why `transaction` begins immediate: the busy timeout does not help here."""
    with closing(connect(prepared)) as one, closing(connect(prepared)) as other:
        one.execute("BEGIN")
        one.execute("SELECT said FROM facts").fetchone()
        other.execute("UPDATE facts SET said = '1'")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            one.execute("UPDATE facts SET said = '2'")
        one.execute("ROLLBACK")


def test_with_the_lock_at_once_the_second_writer_waits_for_the_first(
    prepared: Path,
) -> None:
    reading = threading.Event()
    order: list[str] = []

    def second() -> None:
        with closing(connect(prepared)) as connection:
            reading.wait(10)
            with transaction(connection):
                order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with closing(connect(prepared)) as connection, transaction(connection):
        connection.execute("SELECT said FROM facts").fetchone()
        reading.set()
        thread.join(timeout=0.3)
        connection.execute("UPDATE facts SET said = '2'")
        order.append("first")
    thread.join(timeout=10)
    assert order == ["first", "second"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_transaction_that_fails_leaves_nothing(
    connection: sqlite3.Connection, error: type[BaseException]
) -> None:
    with pytest.raises(error), transaction(connection):
        connection.execute("INSERT INTO facts (said) VALUES ('half')")
        raise error
    assert connection.execute("SELECT count(*) FROM facts").fetchone() == (1,)
    with transaction(connection):
        connection.execute("INSERT INTO facts (said) VALUES ('whole')")
    assert connection.execute("SELECT count(*) FROM facts").fetchone() == (2,)


def test_several_processes_prepare_a_fresh_file_at_once(path: Path) -> None:
    start = spawn.Barrier(5)
    assert in_processes(workers.prepare_with_others, 5, path, start) == ["done"] * 5
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT said FROM facts").fetchall() == [("0",)]


def test_a_file_of_a_newer_version_is_left_alone(prepared: Path) -> None:
    newer = Migrations("test")
    for name in ("first", "second", "third"):
        newer(name=name)(lambda db: None)
    prepare(prepared, newer)
    with pytest.raises(DatabaseError, match=r"newer version.*third.*install"):
        prepare(prepared, workers.migrations)


def test_a_migration_that_fails_is_undone_and_told(prepared: Path) -> None:
    newer = Migrations("test")
    for name in ("first", "second"):
        newer(name=name)(lambda db: None)

    @newer()
    def broken(db: Database) -> None:
        db.execute("CREATE TABLE half (id)")
        db.execute("INSERT INTO missing VALUES (1)")

    with pytest.raises(DatabaseError, match="no such table"):
        prepare(prepared, newer)
    prepare(prepared, workers.migrations)
    with closing(connect(prepared)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master").fetchall()
        assert ("half",) not in names


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (id)")
    with pytest.raises(DatabaseError, match="another program"):
        prepare(path, workers.migrations)
    with closing(sqlite3.connect(path)) as connection:
        assert pragma(connection, "journal_mode") == "delete"


def test_a_file_that_is_no_database_says_what_to_do(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all\n" * 500)
    for attempt in (lambda: prepare(path, workers.migrations), lambda: connect(path)):
        with pytest.raises(DatabaseError, match=r"facts\.db: is damaged.*backup"):
            attempt()


def test_a_file_with_a_damaged_page_says_what_to_do(prepared: Path) -> None:
    content = bytearray(prepared.read_bytes())
    content[100:4096] = b"\xff" * 3996
    prepared.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"is damaged.*backup"):
        prepare(prepared, workers.migrations)


def test_a_missing_file_is_not_made_by_opening_it(path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"facts\.db"):
        connect(path)
    assert not path.exists()


def test_a_folder_one_may_not_write_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o500)
    path = folder / "facts.db"
    (told,) = in_processes(workers.prepare_as_nobody, 1, path)
    assert f"{path}: cannot be created (Permission denied); check" in told


def test_a_folder_below_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match=r"cannot be created \(.+\); check"):
        prepare(tmp_path / "file" / "facts.db", workers.migrations)


def test_a_reader_can_look_but_not_write(prepared: Path) -> None:
    with closing(connect(prepared, read_only=True)) as connection:
        assert connection.execute("SELECT said FROM facts").fetchone() == ("0",)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM facts")


def test_an_odd_path_is_opened_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "100% ours?#é.db"
    prepare(path, workers.migrations)
    connect(path).close()
    assert path.exists()

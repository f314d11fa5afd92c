"""The outbox under several processes, kills and odd files."""

import random
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contract.errors import DatabaseError
from device.outbox.outbox import Outbox
from tests.device.outbox.conftest import Write
from tests.device.samples import device, new_id


def test_a_kill_in_mid_put_loses_nothing_that_was_answered(
    tmp_path: Path, write: Write
) -> None:
    answered: list[str] = []
    for _ in range(5):
        process = write(100_000)
        assert process.stdout is not None
        answered.append(process.stdout.readline())
        time.sleep(random.uniform(0.0, 0.2))
        process.kill()
        answered += process.stdout.read().splitlines(keepends=True)
    whole = [line.split() for line in answered if line.endswith("\n")]
    outbox = Outbox(device(tmp_path))
    stored = dict(outbox.read("SELECT id, sequence FROM outbox"))
    assert len(whole) > 20
    for id, sequence in whole:
        assert stored[id] == int(sequence)
    assert sorted(stored.values()) == list(range(1, len(stored) + 1))
    assert outbox.read("PRAGMA integrity_check") == [("ok",)]
    outbox.close()


def test_processes_that_write_at_once_leave_no_hole(
    tmp_path: Path, write: Write
) -> None:
    writers = [write(150) for _ in range(4)]
    lines = [line for writer in writers for line in writer.communicate()[0].split("\n")]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    numbers = sorted(int(line.split()[1]) for line in lines if line)
    assert numbers == list(range(1, 601))


def test_two_processes_with_the_same_steps_store_each_once(
    tmp_path: Path, write: Write
) -> None:
    visit = new_id()
    writers = [write(60, visit) for _ in range(2)]
    answers = [writer.communicate()[0] for writer in writers]
    assert answers[0] == answers[1]
    assert answers[0].count("\n") == 60


def test_a_reader_is_woken_by_another_process(tmp_path: Path, write: Write) -> None:
    outbox = Outbox(device(tmp_path))
    watcher = outbox.watcher()
    assert watcher is outbox.watcher()
    with watcher.listening():
        seen = watcher.wait(watcher.version(), 0.5)
        write(1).communicate()
        assert watcher.wait(seen, 10.0) != seen
    outbox.close()


def test_processes_that_open_a_fresh_file_at_once_agree(tmp_path: Path) -> None:
    barrier = threading.Barrier(4)

    def open_one(_: int) -> str:
        barrier.wait()
        outbox = Outbox(device(tmp_path))
        outbox.close()
        return outbox.id

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(open_one, range(4)))) == 1


def test_a_file_from_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    outbox = Outbox(device(tmp_path))
    outbox.close()
    with sqlite3.connect(outbox.path) as file:
        file.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('heed.device.outbox', 'of_next_year', '2030-01-01')"
        )
    file.close()
    with pytest.raises(DatabaseError, match=r"newer version of Heed.*of_next_year"):
        Outbox(device(tmp_path))


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    settings = device(tmp_path)
    settings.outbox_path.parent.mkdir()
    settings.outbox_path.write_bytes(b"not a database, but long enough to be read" * 9)
    with pytest.raises(DatabaseError, match=r"outbox\.db"):
        Outbox(settings)

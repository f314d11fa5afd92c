"""Whoever waits for news of a file hears of it soon, and sleeps until then."""

import logging
import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.database import Watcher, connect, prepare
from tests.contract import workers
from tests.servers import until

LONG_S = 30.0
spawn = multiprocessing.get_context("spawn")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "facts.db"
    prepare(path, workers.migrations)
    return path


@pytest.fixture
def watcher(path: Path) -> Iterator[Watcher]:
    watcher = Watcher(path)
    try:
        yield watcher
    finally:
        watcher.stop()


def settled(watcher: Watcher) -> int:
    """The version once nothing is new any more."""
    version = watcher.wait(0, LONG_S)
    while (later := watcher.wait(version, 0.2)) != version:
        version = later
    return version


def test_another_processs_commit_wakes_a_waiting_thread(
    watcher: Watcher, path: Path
) -> None:
    version = settled(watcher)
    writer = spawn.Process(target=workers.write_once, args=(path,))
    writer.start()
    assert watcher.wait(version, LONG_S) > version
    writer.join(LONG_S)


def test_many_commits_are_all_heard_of_in_the_end(watcher: Watcher, path: Path) -> None:
    with closing(connect(path, read_only=True)) as reader, watcher.listening():
        for number in range(2, 12):
            version = watcher.version()
            workers.write_once(path)
            seen = 0
            while seen < number:
                assert watcher.wait(version, LONG_S) > version, "nobody woke us"
                version = watcher.version()
                (seen,) = reader.execute("SELECT count(*) FROM facts").fetchone()


def test_nothing_new_means_waiting_to_the_end(watcher: Watcher) -> None:
    version = settled(watcher)
    assert watcher.wait(version, 0.1) == version


def test_nobody_listens_so_nobody_looks_until_somebody_does(
    watcher: Watcher, path: Path
) -> None:
    version = settled(watcher)
    workers.write_once(path)
    threading.Event().wait(0.2)
    assert watcher.version() == version, "it polled with nobody listening"
    assert watcher.wait(version, LONG_S) > version, "what was missed is told late"


def test_a_checkpoint_does_not_deafen_it(watcher: Watcher, path: Path) -> None:
    workers.write_once(path)
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    version = settled(watcher)
    workers.write_once(path)
    assert watcher.wait(version, LONG_S) > version


def test_a_stop_wakes_everybody_and_ends_the_thread(path: Path) -> None:
    watcher = Watcher(path)
    version = settled(watcher)
    woken = threading.Event()

    def wait() -> None:
        watcher.wait(version, LONG_S)
        woken.set()

    threading.Thread(target=wait, daemon=True).start()
    watcher.stop()
    assert woken.wait(5)
    assert not [t for t in threading.enumerate() if t.name == f"watch-{path.name}"]


def test_a_stop_with_nobody_listening_ends_the_thread_too(path: Path) -> None:
    Watcher(path).stop()
    assert not [t for t in threading.enumerate() if t.name == f"watch-{path.name}"]


def test_a_file_deleted_and_made_again_is_watched_again(
    watcher: Watcher, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with watcher.listening():
        settled(watcher)
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        until(lambda: "are not seen" in caplog.text, "a complaint in the log")
        prepare(path, workers.migrations)
        until(lambda: "are seen again" in caplog.text, "an all-clear in the log")
        version = settled(watcher)
        workers.write_once(path)
        assert watcher.wait(version, LONG_S) > version
    assert caplog.text.count("are not seen") == 1


def test_a_file_put_in_its_place_is_watched(watcher: Watcher, path: Path) -> None:
    with watcher.listening():
        settled(watcher)
        version = watcher.version()
        copy = path.with_name("copy.db")
        prepare(copy, workers.migrations)
        copy.replace(path)
        assert watcher.wait(version, LONG_S) > version, "the change itself is news"
        version = settled(watcher)
        workers.write_once(path)
        assert watcher.wait(version, LONG_S) > version


def test_a_file_that_is_not_there_yet_is_watched_once_it_is(tmp_path: Path) -> None:
    path = tmp_path / "later.db"
    watcher = Watcher(path)
    try:
        prepare(path, workers.migrations)
        workers.write_once(path)
        version = watcher.version()
        assert watcher.wait(version, LONG_S) > version
    finally:
        watcher.stop()

"""Child processes: started again when they die, ended with us, never left over."""

import sys
import time
from pathlib import Path

import pytest

from provisioning.children import Child, ChildFailed, start_and_wait, stop_all
from provisioning.signals import Signals
from tests.servers import until

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(60)"
)


class NoSignals(Signals):
    """Nothing ever comes; for tests that do not own the process's signals."""

    def __init__(self) -> None:
        pass

    def wait(self, timeout_s: float | None = None) -> int | None:
        """Nobody signals."""
        return None


def child(tmp_path: Path, program: str) -> Child:
    """A child that runs a line of Python."""
    return Child("worker", [sys.executable, "-c", program], tmp_path / "worker.log")


def test_a_child_that_ends_while_it_starts_is_told_with_its_last_words(
    tmp_path: Path,
) -> None:
    failing = child(tmp_path, "raise SystemExit('no room on the disk')")
    with pytest.raises(ChildFailed, match=r"exit code 1\): no room on the disk"):
        start_and_wait(failing, lambda: False, NoSignals())


def test_a_child_that_will_not_end_is_killed_in_time(tmp_path: Path) -> None:
    deaf = child(tmp_path, STUBBORN)
    deaf.start()
    until(lambda: "deaf" in deaf.log.read_text(), "it ignores SIGTERM")
    stop_all([deaf], 0.2)
    assert not deaf.running


def test_a_child_that_keeps_dying_is_started_less_and_less_often(
    tmp_path: Path,
) -> None:
    dying = child(tmp_path, "raise SystemExit(3)")
    pauses = []
    for _ in range(3):
        dying.start()
        until(lambda: not dying.running, "it dies")
        assert dying.bury() == "worker ended (exit code 3)"
        pauses.append(dying.due - time.monotonic())
        assert dying.bury() is None
    assert pauses[0] < pauses[1] < pauses[2]
    assert dying.last_words() == "it said nothing"

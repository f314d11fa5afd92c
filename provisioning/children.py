"""Child processes that are started again when they die and never outlive us."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from contract.errors import HeedError
from provisioning.signals import Signals

START_TIMEOUT_S = 30.0
LOOK_EVERY_S = 0.05
SETTLED_S = 10.0
LONGEST_PAUSE_S = 30.0


class ChildFailed(HeedError, ChildProcessError):
    """A child process ended, or did not come up, while everything was started."""


class Stopped(Exception):
    """Not an error: a stopping signal came while we waited for a child."""


class Child:
    """One program: its command, its log, and when it may start again."""

    def __init__(self, name: str, command: list[str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause_s = 0.0
        self.due = 0.0
        """When to start it again, by the monotonic clock."""

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches only us.

        The kernel kills it when the thread that called this is gone.
        """
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                [*_tied_to_us(), *self._command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self._started = time.monotonic()

    @property
    def running(self) -> bool:
        """Does it run?"""
        return self._process is not None and self._process.poll() is None

    def bury(self) -> str | None:
        """If it ended since it was started: how, in words; then when it is due."""
        if self._process is None or self._process.poll() is None:
            return None
        code = self._process.returncode
        self._process = None
        settled = time.monotonic() - self._started > SETTLED_S
        self._pause_s = (
            0.0 if settled else min(self._pause_s * 2 + 0.5, LONGEST_PAUSE_S)
        )
        self.due = time.monotonic() + self._pause_s
        how = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
        return f"{self.name} ended ({how})"

    def ask_to_end(self) -> None:
        """SIGTERM."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end(self, timeout_s: float) -> None:
        """Wait until it ended; kill it after the time-out."""
        if self._process is None:
            return
        try:
            self._process.wait(max(timeout_s, 0.0))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def last_words(self) -> str:
        """The last line of its log."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"


def start_and_wait(child: Child, ready: Callable[[], bool], signals: Signals) -> None:
    """Start a child and wait until it is ready; raises ChildFailed or Stopped."""
    child.start()
    deadline = time.monotonic() + START_TIMEOUT_S
    while not ready():
        if signals.wait(LOOK_EVERY_S) not in (None, signal.SIGCHLD):
            raise Stopped
        ended = child.bury()
        if ended is not None:
            raise ChildFailed(f"{ended}: {child.last_words()} (more in {child.log})")
        if time.monotonic() > deadline:
            raise ChildFailed(
                f"{child.name} did not answer within {START_TIMEOUT_S:.0f} s: "
                f"{child.last_words()} (more in {child.log})"
            )


def look_after(
    children: Iterable[Child], signals: Signals, say: Callable[[str], None]
) -> None:
    """Start again what dies, until a stopping signal comes."""
    children = list(children)
    while True:
        waiting = [child.due for child in children if not child.running]
        pause = max(0.0, min(waiting) - time.monotonic()) if waiting else None
        number = signals.wait(pause)
        if number not in (None, signal.SIGCHLD):
            return
        for child in children:
            ended = child.bury()
            if ended is not None:
                say(f"{ended}: {child.last_words()}. Starting it again.")
            if not child.running and time.monotonic() >= child.due:
                child.start()


def stop_all(children: Iterable[Child], timeout_s: float) -> None:
    """End the children; whoever needs longer than the time-out is killed."""
    children = list(children)
    deadline = time.monotonic() + timeout_s
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end(deadline - time.monotonic())


def _tied_to_us() -> list[str]:
    """What the kernel is told so that a child dies with us, kill -9 included."""
    program = shutil.which("setpriv")
    if program is None or os.uname().sysname != "Linux":
        raise ChildFailed("setpriv (Debian's package util-linux) is missing")
    return [program, "--pdeathsig", "KILL", "--"]

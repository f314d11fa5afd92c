"""A demo as a test runs it: the real command, with ports and a folder of its own."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.servers import free_port, until

OPEN = "Ctrl-C stops everything."


class Demo:
    """One `heed demo`: started, looked at, stopped."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.wanted = {name: free_port() for name in ("kiosk", "web", "broker")}
        self._environment = {**os.environ, **environment}
        self._said = folder.with_name(f"said-{self.wanted['kiosk']}.txt")
        self._process: subprocess.Popen[bytes] | None = None
        self.with_sample = False
        """Whether it brings its made-up past."""

    def start(self, *, wait: bool = True) -> None:
        """Start it; wait until it is open."""
        ports = [f"--{name}-port={port}" for name, port in self.wanted.items()]
        with open(self._said, "wb") as out:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "provisioning.cli", "demo"),
                    *(f"--folder={self.folder}", *ports),
                    *([] if self.with_sample else ["--no-sample"]),
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self._environment,
                start_new_session=True,
            )
        if wait:
            until(lambda: OPEN in self.said or self.ended, "the demo opens", 60)
            if self.ended:
                pytest.fail(f"the demo ended: {self.said}", pytrace=False)

    @property
    def said(self) -> str:
        """All it printed since its last start."""
        return self._said.read_text()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The demo's own process."""
        assert self._process is not None, "the demo was not started"
        return self._process

    @property
    def ended(self) -> bool:
        """Did it end?"""
        return self.process.poll() is not None

    def address(self, name: str) -> str:
        """The address that it printed for Kiosk, Floor or Owner."""
        found = re.search(rf"^  {name} +(http://\S+)", self.said, re.MULTILINE)
        assert found is not None, self.said
        return found[1]

    @property
    def passphrase(self) -> str:
        """The passphrase that it printed."""
        found = re.search(r"passphrase +(\S+)$", self.said, re.MULTILINE)
        assert found is not None, self.said
        return found[1]

    def children(self) -> list[psutil.Process]:
        """The processes that it started."""
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def child(self, name: str) -> psutil.Process:
        """The child that runs `heed NAME`."""
        return next(c for c in self.children() if name in c.cmdline()[1:5])

    def interrupt(self, timeout_s: float = 30.0) -> int:
        """Ctrl-C, and its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout_s)

    def end(self) -> None:
        """Make sure that nothing is left, whatever the test did."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def status_of(address: str) -> int:
    """The HTTP status of a page, a sign-in asked for included."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def gone(processes: list[psutil.Process]) -> bool:
    """Are all of these processes ended?"""
    return not psutil.wait_procs(processes, timeout=10)[1]

"""Real things that tests start: brokers, free ports, and what must be installed."""

import itertools
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from contract.settings import Broker
from provisioning.broker.local import find_mosquitto, start_mosquitto

T = TypeVar("T")


def require(present: object, missing: str) -> None:
    """Skip the test, saying what is missing; under HEED_REQUIRE=1 fail it instead."""
    if present:
        return
    if os.environ.get("HEED_REQUIRE") == "1":
        pytest.fail(f"missing: {missing}", pytrace=False)
    pytest.skip(f"missing: {missing}")


FIRST_PORT = 20_000
PORTS = 1_500
"""Ports of one worker; there is room for eight of them."""
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
_offsets = itertools.count(os.getpid() * 41)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago.

    Below the range from which the kernel hands out ports to clients. Workers beside
    each other have ports of their own: what is killed for a while finds its port free.
    """
    first = FIRST_PORT + _worker * PORTS
    while True:
        port = first + next(_offsets) % PORTS
        with socket.socket() as knock:
            try:
                knock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def until(check: Callable[[], T], what: str, timeout_s: float = 20.0) -> T:
    """Ask again until the answer is true, and return it; fails naming `what`."""
    deadline = time.monotonic() + timeout_s
    while not (answer := check()):
        if time.monotonic() > deadline:
            pytest.fail(f"waited {timeout_s:.0f} s in vain: {what}")
        time.sleep(0.02)
    return answer


class Mosquitto:
    """A Mosquitto on 127.0.0.1 that a test starts, stops, kills and starts again."""

    def __init__(
        self,
        folder: Path,
        *,
        acl: bool = False,
        users: Mapping[str, str] | None = None,
        persistent: bool = True,
        extra: str = "",
    ) -> None:
        require(find_mosquitto(), "mosquitto (apt-get install -y mosquitto)")
        self.folder = folder
        self.port = free_port()
        self._acl = acl
        self._users = dict(users or {})
        self._persistent = persistent
        self._extra = extra
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; what it kept on disk is read again."""
        self._process = start_mosquitto(
            self.folder,
            self.port,
            acl=self._acl,
            users=self._users,
            persistent=self._persistent,
            extra=self._extra,
        )

    def stop(self) -> None:
        """End it politely, so that it writes down what it keeps."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None

    def restart(self, *, forget: bool = False) -> None:
        """Kill it and start it again at the same port, or with nothing remembered."""
        self.kill()
        if forget:
            shutil.rmtree(self.folder)
        self.start()

    @property
    def pid(self) -> int:
        """Its process id while it runs."""
        assert self._process is not None, "the broker is not running"
        return self._process.pid

    def address(self, username: str | None = None, *, protocol: str = "5") -> Broker:
        """How a client reaches it, signed in as one of `users` if named."""
        secret = self.folder.with_name(f"{self.folder.name}-{username}")
        if username is not None:
            secret.write_text(self._users.get(username, "") + "\n")
        return Broker(
            port=self.port,
            protocol="5" if protocol == "5" else "3.1.1",
            username=username,
            password_file=None if username is None else str(secret),
        )

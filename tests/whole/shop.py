"""A whole shop of real processes: broker, hub, and kiosk and uplink of each device.

Everything is started as an installer would, by the `heed` command from settings files,
and can be killed and started again part by part.
"""

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from contract import messages
from contract.messages import Settings
from contract.settings import read_settings
from device import settings as device
from device.kiosk.survey import built_in
from device.outbox.outbox import Outbox
from hub.store import devices, people
from hub.store import settings as owner_settings
from hub.store.store import Store
from tests.servers import Mosquitto, free_port, until
from tests.whole.kiosk import Kiosk

PASSPHRASE = "a quiet word"
NO_MISUSE = {"repeat_s": 0.0, "alternation_s": 0.0, "burst_per_minute": 1e9}
"""Thresholds under which a machine's quick taps are not taken for play."""

DEVICE = """\
name = "{name}"
data = "{folder}"
health_every_s = {health_every_s}
[broker]
port = {broker_port}
{sign_in}
[outbox]
limit_mb = {limit_mb}
[kiosk]
port = {port}
comments = {comments}
[clock]
trusted = true
"""
HUB = """\
data = "{folder}"
silent_after_s = 20
[broker]
port = {broker_port}
{sign_in}
[web]
port = {port}
secure_cookies = false
"""


class Shop:
    """Broker, hub, kiosks and uplinks in a folder; parts are named by their role.

    Parts: `broker`, `hub`, and for each device `kiosk-NAME` and `uplink-NAME`.
    """

    def __init__(
        self,
        folder: Path,
        names: tuple[str, ...] = ("till-1",),
        *,
        misuse: bool = True,
        acl: bool = False,
        limit_mb: int = 512,
        health_every_s: float = 60.0,
        environment: Mapping[str, str] | None = None,
        broker_extra: str = "",
        comments: bool = False,
    ) -> None:
        self.folder = folder
        users = {name: f"secret of {name}" for name in ("hub", *names)} if acl else None
        self.broker = Mosquitto(
            folder / "broker", acl=acl, users=users, extra=broker_extra
        )
        self.kiosks = [Kiosk(name, folder / name) for name in names]
        self.web_port = free_port()
        self.environment = dict(environment or {})
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._commands: dict[str, list[str]] = {}
        self._acl = acl
        self._comments = comments
        self._write(limit_mb, health_every_s)
        self._prepare_store(misuse)

    @property
    def kiosk(self) -> Kiosk:
        """The first device."""
        return self.kiosks[0]

    @property
    def store_path(self) -> Path:
        """The hub's store."""
        return self.folder / "hub" / "store.db"

    @property
    def parts(self) -> list[str]:
        """Names of all parts."""
        return ["broker", *self._commands]

    def start(self) -> None:
        """Start everything and wait until pages and line are up."""
        self.broker.start()
        for part in self._commands:
            self.start_part(part)
        for kiosk in self.kiosks:
            self.await_page(kiosk.port)
        self.await_page(self.web_port)
        for kiosk in self.kiosks:
            until(kiosk.is_linked, f"{kiosk.name} is linked", 30)

    def start_part(self, part: str) -> None:
        """Start one part; returns at once."""
        if part == "broker":
            self.broker.start()
            return
        with open(self.folder / f"{part}.log", "ab") as log:
            self._processes[part] = subprocess.Popen(
                self._commands[part],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | self.environment,
            )

    def kill(self, part: str) -> None:
        """kill -9."""
        if part == "broker":
            self.broker.kill()
            return
        process = self._processes.pop(part)
        process.kill()
        process.wait(timeout=10)

    def pid(self, part: str) -> int:
        """Process id of a part."""
        return self.broker.pid if part == "broker" else self._processes[part].pid

    def stop_part(self, part: str) -> int:
        """Ask a part to end and wait; its exit status."""
        process = self._processes.pop(part)
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout=15)

    def wait_part(self, part: str) -> int:
        """Wait for a part that ends by itself; its exit status."""
        return self._processes.pop(part).wait(timeout=30)

    def stop(self) -> None:
        """End everything."""
        for process in self._processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self._processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=10)
        self._processes.clear()
        self.broker.kill()
        for kiosk in self.kiosks:
            kiosk.hang_up()

    def await_page(self, port: int) -> None:
        """Wait until a port of ours answers HTTP."""
        until(lambda: _answers(port), f"port {port} answers", 30)

    def log(self, part: str) -> str:
        """What a part has logged."""
        return (self.folder / f"{part}.log").read_text()

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the hub's store."""
        path = f"file:{self.store_path}?mode=ro"
        with closing(sqlite3.connect(path, uri=True)) as connection:
            return connection.execute(question).fetchall()

    def stored(self) -> list[str]:
        """Ids of all events in the store, in order of arrival, doubles included."""
        rows = self.ask("SELECT hex(id) FROM events JOIN seen USING (n) ORDER BY n")
        return [row[0].lower() for row in rows]

    def await_stored(self, ids: set[str], timeout_s: float = 60.0) -> None:
        """Wait until all these events are in the store."""
        plain = {id.replace("-", "") for id in ids}
        until(
            lambda: plain <= set(self.stored()),
            f"{len(plain)} events in the store",
            timeout_s,
        )

    def await_empty_line(self, timeout_s: float = 60.0) -> None:
        """Wait until no device has a row left that the hub has not receipted."""
        for kiosk in self.kiosks:
            until(
                lambda kiosk=kiosk: kiosk.waiting() == 0,  # type: ignore[misc]
                f"{kiosk.name} is empty",
                timeout_s,
            )

    def _write(self, limit_mb: int, health_every_s: float) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for kiosk in self.kiosks:
            text = DEVICE.format(
                name=kiosk.name,
                folder=kiosk.folder,
                port=kiosk.port,
                broker_port=self.broker.port,
                sign_in=self._sign_in(kiosk.name),
                limit_mb=limit_mb,
                comments=str(self._comments).lower(),
                health_every_s=health_every_s,
            )
            self._command(f"{kiosk.name}.toml", text, "kiosk", kiosk.name)
            self._command(f"{kiosk.name}.toml", text, "uplink", kiosk.name)
        text = HUB.format(
            folder=self.folder / "hub",
            port=self.web_port,
            broker_port=self.broker.port,
            sign_in=self._sign_in("hub"),
        )
        self._command("hub.toml", text, "hub", "")

    def _command(self, file: str, text: str, role: str, name: str) -> None:
        path = self.folder / file
        path.write_text(text)
        part = f"{role}-{name}" if name else role
        self._commands[part] = [
            sys.executable, "-m", "provisioning.cli", role, "--settings", str(path),
        ]  # fmt: skip

    def _keep(self, settings: Settings) -> None:
        """Let each device have these settings from its first moment on."""
        for kiosk in self.kiosks:
            outbox = Outbox(
                read_settings(self.folder / f"{kiosk.name}.toml", device.Device)
            )
            outbox.keep_latest("settings", messages.encode(settings))
            outbox.close()

    def _sign_in(self, user: str) -> str:
        if not self._acl:
            return ""
        secret = self.folder / f"{user}.secret"
        secret.write_text(f"secret of {user}\n")
        return f'username = "{user}"\npassword_file = "{secret}"'

    def _prepare_store(self, misuse: bool) -> None:
        store = Store(self.store_path)
        now = time.time_ns() // 1_000_000
        with store.write() as connection:
            for number, kiosk in enumerate(self.kiosks, 1):
                devices.approve(connection, kiosk.name, f"Till {number}", now)
            if not misuse:
                wanted = msgspec.structs.replace(built_in(), thresholds=NO_MISUSE)
                self._keep(owner_settings.decide(connection, wanted, now))
            people.set_passphrase(connection, PASSPHRASE)
        store.close()


def assert_each_once(shop: Shop, thanked: list[str]) -> None:
    """What was thanked is in the store, and nothing is there twice."""
    stored = shop.stored()
    assert len(stored) == len(set(stored))
    assert {id.replace("-", "") for id in thanked} <= set(stored)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

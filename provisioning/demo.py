"""A whole shop on this machine: broker, hub, one kiosk and its uplink.

Each is a real process with settings of its own, and all their data is in one folder.
"""

import fcntl
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from msgspec import Struct

from contract.errors import HeedError
from contract.settings import read_settings
from hub.settings import Hub
from hub.store import devices, people
from hub.store.store import Store
from provisioning.broker import local
from provisioning.children import Child, Stopped, look_after, start_and_wait, stop_all
from provisioning.demo_files import device_toml, hub_toml
from provisioning.demo_past import Past
from provisioning.demo_speech import offer
from provisioning.ports import holder, is_free, next_free
from provisioning.signals import STOPPING, Signals

DEVICE = "kiosk-1"
TOUCHPOINT = "Till 1"
SERVICES_END_WITHIN_S = 3.5
BROKER_ENDS_WITHIN_S = 1.0

Say = Callable[[str], None]


class Ports(Struct, frozen=True, kw_only=True):
    """Where the demo's programs listen on 127.0.0.1."""

    kiosk: int = 8080
    """The kiosk's page."""
    web: int = 8090
    """The pages of staff and owner."""
    broker: int = 1884
    """MQTT; not 1883, where a broker of the machine's own may be."""


class AlreadyRunning(HeedError, RuntimeError):
    """Another demo uses the folder."""


def run(folder: Path, wanted: Ports, say: Say, *, with_sample: bool = True) -> None:
    """Start the shop, look after it and end it at the first stopping signal.

    At its first start it is given a past of 30 made-up days, unless told otherwise.
    """
    folder = folder.absolute()
    signals = Signals(*STOPPING, signal.SIGCHLD)
    with _alone(folder):
        ports = free_ports(wanted, say)
        broker, services = prepare(folder, ports, say)
        past = Past(folder / "hub.toml", folder / "log", say)
        try:
            start(broker, services, ports, signals)
            if with_sample:
                past.bring(signals)
            say(welcome(folder, ports))
            look_after([broker, *services], signals, say)
        except Stopped:
            pass
        finally:
            say("Stopping …")
            past.stop()
            stop_all(services, SERVICES_END_WITHIN_S)
            stop_all([broker], BROKER_ENDS_WITHIN_S)
    say("Everything is stopped.")


def free_ports(wanted: Ports, say: Say) -> Ports:
    """The wanted ports, or the next free ones, naming who holds a taken one."""
    chosen: dict[str, int] = {}
    for name in Ports.__struct_fields__:
        port = getattr(wanted, name)
        chosen[name] = next_free(port, chosen.values())
        if chosen[name] != port and not is_free(port):
            say(
                f"Port {port} is taken by {holder(port)}; using {chosen[name]} instead."
            )
    return Ports(**chosen)


def prepare(folder: Path, ports: Ports, say: Say) -> tuple[Child, list[Child]]:
    """Write all files; returns the broker and the services, in order of start."""
    logs = folder / "log"
    logs.mkdir(parents=True, exist_ok=True)
    for log in logs.iterdir():
        log.unlink()
    if local.find_mosquitto() is None:
        say("Mosquitto is not installed; the small embedded broker serves this demo.")
        command, protocol = local.embedded_command(ports.broker), "3.1.1"
    else:
        command = local.mosquitto_command(folder / "broker", ports.broker)
        protocol = "5"
    broker = Child("broker", command, logs / "broker.log")
    device, hub = folder / "device.toml", folder / "hub.toml"
    device.write_text(device_toml(DEVICE, folder, ports.kiosk, ports.broker, protocol))
    hub.write_text(hub_toml(folder, ports.web, ports.broker, protocol))
    _prepare_store(hub, passphrase(folder))
    return broker, [
        _service("hub", hub, logs),
        _service("kiosk", device, logs),
        _service("uplink", device, logs),
    ]


def passphrase(folder: Path) -> str:
    """The demo's passphrase, made at the first start and kept in the folder."""
    path = folder / "passphrase"
    if not path.exists():
        parts = ("".join(map(secrets.choice, ["bdfgklmnprstvz", "aeiou"] * 2))
                 for _ in range(4))  # fmt: skip
        path.touch(mode=0o600)
        path.write_text("-".join(parts) + "\n")
    return path.read_text().strip()


def welcome(folder: Path, ports: Ports) -> str:
    """The three addresses and how to sign in."""
    return f"""
Heed's demo shop is open.

  Kiosk   http://127.0.0.1:{ports.kiosk}/        tap a face
  Floor   http://127.0.0.1:{ports.web}/floor   an unhappy face or a call shows up here
  Owner   http://127.0.0.1:{ports.web}/owner   and is counted here

  Sign in to Floor and Owner as "shop" with the passphrase  {passphrase(folder)}

What to try

  1. On the kiosk tap an unhappy face and say why. On the floor it is there at once.
  2. On the kiosk press "Call someone", on the floor "I'll take it", and look at the
     kiosk again: someone is on the way.
  3. On the owner's page the count has moved. Look at the last weeks there: which hours
     were bad, and what was it about?
  4. Remove the sample data by the line on top of the owner's page. Your own taps stay.
{offer(folder)}

Data, settings and logs are in {folder}. Ctrl-C stops everything.
"""


def _prepare_store(settings: Path, secret: str) -> None:
    """Approve the kiosk unless it is known, and make the shown passphrase the one."""
    store = Store(read_settings(settings, Hub).store_path)
    try:
        if devices.known(store.connection(), DEVICE) is None:
            with store.write() as connection:
                devices.approve(connection, DEVICE, TOUCHPOINT, time.time_ns() // 10**6)
        if not people.check(store.connection(), secret):
            with store.write() as connection:
                people.set_passphrase(connection, secret)
    finally:
        store.close()


def _service(name: str, settings: Path, logs: Path) -> Child:
    command = [sys.executable, "-m", "provisioning.cli", name, "--settings"]
    return Child(name, [*command, str(settings)], logs / f"{name}.log")


def start(broker: Child, services: list[Child], ports: Ports, signals: Signals) -> None:
    """Start all, each when the one before it answers; the uplink has no port."""
    start_and_wait(broker, lambda: local.answers(ports.broker), signals)
    hub, kiosk, uplink = services
    start_and_wait(hub, lambda: local.answers(ports.web), signals)
    start_and_wait(kiosk, lambda: local.answers(ports.kiosk), signals)
    uplink.start()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raises AlreadyRunning, naming who holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(
                f"a demo with the folder {folder} is running already (process "
                f"{_read(lock)}); stop it with Ctrl-C, or name another folder with "
                "--folder"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _read(lock: TextIO) -> str:
    lock.seek(0)
    return lock.read() or "of unknown number"

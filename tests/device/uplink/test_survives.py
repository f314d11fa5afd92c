"""The uplink as a process of its own: killed, out of room, small and quiet."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

from contract.settings import Broker
from device.outbox.line import Line
from device.outbox.outbox import Outbox
from device.settings import Device
from device.settings import Outbox as Limits
from tests.device.samples import comment, device, fill, queue, rating, small_disk
from tests.device.uplink.tiny_hub import TinyHub, uplink
from tests.servers import Mosquitto, until

SERVICE = """
import sys, threading
import msgspec
from device.settings import Device
from device.uplink.service import run
run(msgspec.json.decode(sys.argv[1], type=Device), threading.Event())
"""
Serve = Callable[[Device], "subprocess.Popen[bytes]"]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts uplinks as processes."""
    started: list[subprocess.Popen[bytes]] = []

    def start(settings: Device) -> "subprocess.Popen[bytes]":
        words = msgspec.json.encode(settings).decode()
        process = subprocess.Popen([sys.executable, "-c", SERVICE, words])
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.fixture
def hub(mosquitto: Mosquitto) -> Iterator[TinyHub]:
    """A hub that answers."""
    started = TinyHub(mosquitto.address()).start()
    try:
        yield started
    finally:
        started.stop()


def test_an_uplink_that_is_killed_again_and_again_loses_nothing(
    tmp_path: Path, mosquitto: Mosquitto, hub: TinyHub, serve: Serve
) -> None:
    settings = device(tmp_path, broker=mosquitto.address())
    outbox = Outbox(settings)
    puts: list[str] = []
    for _ in range(5):
        process = serve(settings)
        for _ in range(random.randrange(30)):
            puts.append(outbox.put(rating()).id)
            time.sleep(0.02)
        process.kill()
        process.wait()
    puts += [outbox.put(rating()).id for _ in range(100)]
    serve(settings)
    until(lambda: set(hub.ids).issuperset(puts), "every tap", 30.0)
    until(lambda: not Line(outbox).figures().waiting, "an empty line", 30.0)
    outbox.close()


def test_a_full_disk_does_not_stop_the_line(
    tmp_path: Path, mosquitto: Mosquitto, hub: TinyHub
) -> None:
    with small_disk(tmp_path / "disk", 16) as disk:
        limits = Limits(limit_mb=16, reserve_mb=4)
        settings = device(disk, broker=mosquitto.address(), outbox=limits)
        outbox = Outbox(settings)
        for _ in range(200):
            outbox.put(queue(bins=100))
        puts = [outbox.put(comment("x" * 3000)).id for _ in range(200)]
        filler = fill(disk)
        with uplink(settings):
            puts += [outbox.put(rating()).id for _ in range(50)]
            until(lambda: set(hub.ids).issuperset(puts), "every comment and tap")
            filler.unlink()
            puts.append(outbox.put(rating()).id)
            until(lambda: puts[-1] in hub.ids, "a tap when there is room again")
            until(lambda: not Line(outbox).figures().waiting, "an empty line", 30.0)
        outbox.close()


def test_an_idle_uplink_is_small(
    tmp_path: Path, mosquitto: Mosquitto, hub: TinyHub, serve: Serve
) -> None:
    settings = device(tmp_path, broker=mosquitto.address())
    process = psutil.Process(serve(settings).pid)
    until(lambda: hub.events, "its first health event")
    assert process.memory_info().rss < 45_000_000


def test_it_keeps_trying_where_no_broker_is(tmp_path: Path, serve: Serve) -> None:
    process = serve(device(tmp_path, broker=Broker(port=1)))
    time.sleep(1.0)
    assert process.poll() is None

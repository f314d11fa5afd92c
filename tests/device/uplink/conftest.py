"""A device, its outbox, and hubs for the uplink's tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from device.outbox.outbox import Outbox
from device.settings import Device, Uplink
from tests.device.samples import device
from tests.device.uplink.tiny_hub import TinyHub
from tests.servers import Mosquitto

QUICK = Uplink(receipt_timeout_s=0.5, held_retry_s=0.5, status_every_s=1.0)
MakeHub = Callable[..., TinyHub]


@pytest.fixture
def settings(tmp_path: Path, mosquitto: Mosquitto) -> Device:
    """A device at the test's broker, less patient than a real one."""
    return device(tmp_path, broker=mosquitto.address(), uplink=QUICK)


@pytest.fixture
def outbox(settings: Device) -> Iterator[Outbox]:
    """The device's outbox, as the kiosk has it."""
    opened = Outbox(settings)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def make_hub(mosquitto: Mosquitto) -> Iterator[MakeHub]:
    """Starts hubs at the test's broker."""
    with ExitStack() as stack:

        def make(id: str = "hub-1", boot: str = "1", **switches: object) -> TinyHub:
            hub = TinyHub(mosquitto.address(), id=id, boot=boot)
            for name, value in switches.items():
                setattr(hub, name, value)
            stack.callback(hub.stop)
            return hub.start()

        yield make

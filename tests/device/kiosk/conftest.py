"""Fixtures: a real outbox, the kiosk's program over it, and customers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

from device.kiosk.app import create_app
from device.kiosk.page import Screen
from device.settings import Device
from models.words.process import ChildReader
from tests.device.kiosk.customer import Customer, FillingOutbox, serving
from tests.device.kiosk.finger import Serve
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[FillingOutbox]:
    box = FillingOutbox(Device(name="till-1", data=str(tmp_path / "data")))
    try:
        yield box
    finally:
        box.close()


@pytest.fixture
def client(outbox: FillingOutbox) -> Iterator[FlaskClient]:
    stop = threading.Event()
    try:
        yield create_app(outbox, Screen(), stop, retry_s=0.05).test_client()
    finally:
        stop.set()


@pytest.fixture
def customer(client: FlaskClient) -> Customer:
    return Customer(client)


@pytest.fixture
def next_customer(client: FlaskClient) -> Callable[[], Customer]:
    return lambda: Customer(client)


@pytest.fixture
def serve(outbox: FillingOutbox) -> Iterator[Serve]:
    """Starts the kiosk's page: `serve(screen, reader)` gives its address."""
    with ExitStack() as stack:
        yield lambda *more: stack.enter_context(serving(outbox, *(more or (Screen(),))))


@pytest.fixture(scope="session")
def reader() -> Iterator[ChildReader]:
    """The process that understands words, with the model that comes along."""
    found = ChildReader()
    try:
        until(found.is_there, "the model is loaded")
        yield found
    finally:
        found.close()


@pytest.fixture
def finger(touch_page: "Page") -> "Iterator[Page]":
    """A page under a finger that fails the test on any error in it."""
    errors: list[str] = []
    touch_page.on("pageerror", lambda error: errors.append(str(error)))
    yield touch_page
    assert errors == []

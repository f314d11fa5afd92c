"""A customer of the kiosk, in nouns and verbs, and an outbox that fills up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import uuid_utils
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contract.errors import NotStored
from contract.events import KINDS, Event
from device.kiosk.app import create_app
from device.kiosk.page import Screen
from device.kiosk.service import serve
from device.kiosk.setup.pages import Site
from device.listen.listener import Listener
from device.outbox.outbox import Outbox, Put
from device.panel.panel import Panel
from models.words.process import Reader
from tests.servers import free_port, until


def new_id() -> str:
    """A fresh UUID version 7."""
    return str(uuid_utils.uuid7())


def stored(outbox: Outbox) -> list[Event]:
    """All events of the outbox, in order."""
    rows = outbox.read("SELECT type, data FROM outbox ORDER BY sequence")
    return [msgspec.json.decode(data, type=KINDS[type]) for type, data in rows]


class Customer:
    """One visit, posting steps through a client."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.visit = new_id()

    def post(self, step: str, body: Any, **more: Any) -> TestResponse:
        """Post any body as a step."""
        address = f"/visits/{self.visit}/steps/{step}"
        if isinstance(body, bytes):
            more.setdefault("content_type", "application/json")
            return self.client.post(address, data=body, **more)
        return self.client.post(address, json=body, **more)

    def taps(self, value: int, step: str = "rating-1", **more: Any) -> TestResponse:
        """Tap a face."""
        body = {"kind": "rating", "question": "today", "value": value, "language": "en"}
        return self.post(step, {**body, **more})

    def taps_from(self, headers: dict[str, str]) -> TestResponse:
        """Tap a face on a page that sends these headers."""
        body = {"kind": "rating", "question": "today", "value": 1, "language": "en"}
        return self.post("rating-1", body, headers=headers)

    def gives_reasons(self, *choices: str, step: str = "reasons-2") -> TestResponse:
        """Choose reasons and send them."""
        return self.post(step, {"kind": "reasons", "choices": list(choices)})

    def calls(self, help_id: str, step: str = "help-1", **more: Any) -> TestResponse:
        """Call someone."""
        return self.post(step, {"kind": "help", "help": help_id, **more})

    def leaves(self, how: str = "completed", step: str = "outcome-9") -> TestResponse:
        """End the visit."""
        return self.post(step, {"kind": "outcome", "how": how})


class FillingOutbox(Outbox):
    """An outbox whose disk a test fills, and whose answer it loses."""

    full = False
    lost_answers = 0

    def put(self, event: Event) -> Put:
        """As the real one, or as it is on a full disk."""
        if self.full:
            raise NotStored("no room, says the test")
        put = super().put(event)
        if self.lost_answers:
            self.lost_answers -= 1
            raise ConnectionError("the answer got lost, says the test")
        return put


def is_listening(port: int) -> bool:
    """Does anything accept connections on this port of 127.0.0.1?"""
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def serving(
    outbox: Outbox,
    screen: Screen,
    reader: Reader | None = None,
    listener: Listener | None = None,
    panel: Panel | None = None,
    site: Site | None = None,
) -> Iterator[str]:
    """The kiosk's page on a free port of this machine; yields its address."""
    stop = threading.Event()
    port = free_port()
    app = create_app(
        outbox,
        screen,
        stop,
        reader=reader,
        listener=listener,
        panel=panel,
        site=site,
        retry_s=0.1,
    )
    thread = threading.Thread(target=serve, args=(app, port, stop))
    thread.start()
    try:
        until(lambda: is_listening(port), "the kiosk's server listens")
        yield f"http://127.0.0.1:{port}/"
    finally:
        stop.set()
        thread.join(timeout=10)
        until(lambda: not thread.is_alive(), "the kiosk's server has stopped")

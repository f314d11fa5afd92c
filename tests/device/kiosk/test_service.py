"""The kiosk's process."""

import http.client
import socket
import threading
from pathlib import Path

import pytest

from contract.errors import SettingsError
from device.kiosk import service
from device.kiosk.page import Screen
from device.settings import Device, Kiosk
from tests.device.kiosk.customer import FillingOutbox, is_listening, serving
from tests.servers import free_port, until


def test_it_serves_its_page_and_stops_soon_after_it_is_told(tmp_path: Path) -> None:
    port, stop = free_port(), threading.Event()
    settings = Device(name="till-1", data=str(tmp_path), kiosk=Kiosk(port=port))
    thread = threading.Thread(target=service.run, args=(settings, stop))
    thread.start()
    try:
        until(lambda: is_listening(port), "the kiosk listens")
        page = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        page.request("GET", "/")
        assert page.getresponse().status == 200
        page.close()
    finally:
        stop.set()
        thread.join(timeout=10)
    assert not thread.is_alive()
    assert not is_listening(port)


def test_it_stops_while_somebody_follows_a_call(outbox: FillingOutbox) -> None:
    with serving(outbox, Screen()) as address:
        host = address.removeprefix("http://").removesuffix("/")
        follower = http.client.HTTPConnection(host, timeout=10)
        follower.request("GET", "/calls/01990000-0000-7000-8000-000000000001")
        response = follower.getresponse()
        assert b"sending" in response.fp.readline() + response.fp.readline()
    follower.close()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = Device(name="till-1", data=str(tmp_path), kiosk=Kiosk(port=port))
        with pytest.raises(SettingsError, match=f"port {port} on 127.0.0.1 is taken"):
            service.run(settings, threading.Event())


def test_a_body_too_huge_to_read_never_reaches_the_disk(outbox: FillingOutbox) -> None:
    with serving(outbox, Screen()) as address:
        host = address.removeprefix("http://").removesuffix("/")
        sender = http.client.HTTPConnection(host, timeout=10)
        sender.putrequest("POST", "/visits/a/steps/b")
        sender.putheader("Content-Type", "application/json")
        sender.putheader("Content-Length", "3000000000")
        sender.endheaders()
        assert sender.getresponse().status == 413
        sender.close()

"""Links that tests open, and what arrives in their mailboxes."""

import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from contract.link import Connected, Link, Mail, Will
from contract.settings import Broker

M = TypeVar("M", bound=Mail)

ONLINE = b'{"state":"online"}'
OFFLINE = b'{"state":"offline"}'
WAIT_S = 20.0


@contextmanager
def linked(
    broker: Broker, name: str, *topics: str, manual_ack: bool = False
) -> Iterator[Link]:
    """A started link of the device `name`, stopped in the end."""
    will = Will(f"heed/v1/{name}/status", OFFLINE)
    link = Link(broker, f"heed-{name}", will, topics, manual_ack=manual_ack)
    link.start()
    try:
        yield link
    finally:
        link.stop()


def expect(link: Link, kind: type[M], timeout_s: float = WAIT_S) -> M:
    """The next mail of this kind; other mail before it is passed over."""
    deadline = time.monotonic() + timeout_s
    passed: list[Mail] = []
    while True:
        try:
            mail = link.mailbox.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            pytest.fail(f"no {kind.__name__} within {timeout_s:.0f} s, only {passed}")
        if isinstance(mail, kind):
            return mail
        passed.append(mail)


def quiet(link: Link, kind: type[Mail], for_s: float = 0.5) -> bool:
    """Does no mail of this kind come for a while?"""
    deadline = time.monotonic() + for_s
    while (left := deadline - time.monotonic()) > 0:
        try:
            if isinstance(link.mailbox.get(timeout=left), kind):
                return False
        except queue.Empty:
            break
    return True


@contextmanager
def mute_port(*, answer: bytes = b"") -> Iterator[int]:
    """A port that accepts everybody and says nothing, or always the same."""
    accepted: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                accepted.append(client)
                if answer:
                    client.recv(1000)
                    client.sendall(answer)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)
            for client in accepted:
                client.close()


def live_until_killed(broker: Broker) -> None:
    """A device in a process of its own that says it is there and waits."""
    with linked(broker, "till-1") as device:
        expect(device, Connected)
        device.publish("heed/v1/till-1/status", ONLINE, retain=True)
        threading.Event().wait()

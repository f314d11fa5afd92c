"""Whatever the broker does, the link goes on trying and can be stopped at any time."""

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.link import Arrived, Connected, Delivered, Disconnected
from contract.settings import Broker
from tests.conftest import MakeMosquitto
from tests.contract.links import (
    OFFLINE,
    ONLINE,
    expect,
    linked,
    live_until_killed,
    mute_port,
    quiet,
)
from tests.servers import Mosquitto, free_port, until

EVENTS = "heed/v1/till-1/events"
GREETING_5 = b"\x20\x03\x00\x00\x00"
"""CONNACK of MQTT 5: accepted, no properties."""
spawn = multiprocessing.get_context("spawn")


@contextmanager
def full_port() -> Iterator[int]:
    """A port whose queue of callers is full, so that a connection hangs."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(server.getsockname())
        try:
            yield int(server.getsockname()[1])
        finally:
            for caller in callers:
                caller.close()


def no_link_thread() -> bool:
    return not [t for t in threading.enumerate() if t.name == "link"]


def test_a_killed_broker_is_found_again(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with linked(mosquitto.address(), "till-1") as device:
        expect(device, Connected)
        for _ in range(2):
            mosquitto.kill()
            assert expect(device, Disconnected).reason
            mosquitto.start()
            expect(device, Connected)
            device.publish(EVENTS, b"x", token=1)
            assert expect(device, Delivered) == Delivered(1, None)
    lost = [r for r in caplog.records if r.levelno == logging.WARNING]
    back = [r for r in caplog.records if r.levelno == logging.INFO]
    assert (len(lost), len(back)) == (2, 3), "once when lost, once when back"


def test_what_a_killed_broker_did_not_answer_is_undecided(
    mosquitto: Mosquitto,
) -> None:
    with linked(mosquitto.address(), "till-1") as device:
        expect(device, Connected)
        os.kill(mosquitto.pid, signal.SIGSTOP)
        device.publish(EVENTS, b"x", token=1)
        assert quiet(device, Delivered, 0.2)
        mosquitto.kill()
        expect(device, Disconnected)
        mosquitto.start()
        expect(device, Connected)
        assert quiet(device, Delivered, 0.2), "it was sent again behind our back"


def test_a_broker_that_falls_silent_is_given_up(mosquitto: Mosquitto) -> None:
    address = msgspec.structs.replace(mosquitto.address(), keepalive_s=2)
    with linked(address, "till-1") as device:
        expect(device, Connected)
        os.kill(mosquitto.pid, signal.SIGSTOP)
        try:
            expect(device, Disconnected)
        finally:
            os.kill(mosquitto.pid, signal.SIGCONT)
        expect(device, Connected)


def test_a_port_that_says_nothing_is_given_up_for_a_broker_that_comes_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broker = Mosquitto(tmp_path / "broker")
    try:
        with mute_port() as port, linked(Broker(port=port), "till-1") as device:
            until(lambda: "no greeting within 5 s" in caplog.text, "a complaint")
            assert quiet(device, Connected, 0.1)
        broker.port = port
        with linked(Broker(port=port), "till-1") as device:
            until(lambda: "refused" in caplog.text, "nobody at the port")
            broker.start()
            expect(device, Connected)
    finally:
        broker.kill()


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_a_wrong_password_is_told_once_and_tried_on(
    make_mosquitto: MakeMosquitto, protocol: str, caplog: pytest.LogCaptureFixture
) -> None:
    broker = make_mosquitto(acl=True, users={"till-1": "right"})
    address = broker.address("till-1", protocol=protocol)
    secret = Path(str(address.password_file))
    secret.write_text("wrong\n")
    with linked(address, "till-1") as device:
        until(lambda: "Not authorized" in caplog.text, "the broker's reason")
        assert quiet(device, Connected)
        secret.write_text("right\n")
        expect(device, Connected)
    assert caplog.text.count("Not authorized") == 1


def test_a_missing_password_file_is_named(
    mosquitto: Mosquitto, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = tmp_path / "gone"
    address = msgspec.structs.replace(
        mosquitto.address(), username="till-1", password_file=str(gone)
    )
    with linked(address, "till-1") as device:
        until(lambda: f"password_file {gone}" in caplog.text, "the file's name")
        gone.write_bytes(b"\xff\xfe")
        assert quiet(device, Connected, 0.1)
        gone.write_text("")
        expect(device, Connected)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x20\xff\xff\xff\xff\xff",
        b"\x20\x02\x00\x00",
        b"\x20\x00",
        GREETING_5 + b"\x30\x03\x00\x09x",
        GREETING_5 + b"\x90\x01\x00",
        GREETING_5 + b"\x40\x01\x00",
        GREETING_5 + b"\xe0\x02\xff\xff",
        GREETING_5 + b"\xf0\x00",
        GREETING_5 + b"\x36\x05\x00\x01a\x00\x01",
    ],
)
def test_a_broker_that_speaks_nonsense_harms_nothing(answer: bytes) -> None:
    with mute_port(answer=answer) as port, linked(Broker(port=port), "till-1") as link:
        quiet(link, Disconnected, 0.3)
        assert [t for t in threading.enumerate() if t.name == "link"]
    assert no_link_thread()


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=1, max_size=30))
def test_a_broker_that_goes_mad_after_its_greeting_harms_nothing(words: bytes) -> None:
    with (
        mute_port(answer=GREETING_5 + words) as port,
        linked(Broker(port=port), "till-1") as link,
    ):
        expect(link, Connected)
        assert [t for t in threading.enumerate() if t.name == "link"]
    assert no_link_thread()


def test_a_broken_topic_name_arrives_as_an_empty_one() -> None:
    broken = GREETING_5 + b"\x30\x06\x00\x02\xff\xfe\x00x"
    with mute_port(answer=broken) as port, linked(Broker(port=port), "hub") as link:
        assert expect(link, Arrived) == Arrived("", b"x", False, 0, 1)


def test_a_refused_subscription_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusal = b"\x90\x04\x00\x01\x00\x87"
    with (
        mute_port(answer=GREETING_5 + refusal) as port,
        linked(Broker(port=port), "hub", "heed/v1/+/events"),
    ):
        until(
            lambda: "subscription: heed/v1/+/events: Not authorized" in caplog.text,
            "the refused topic in the log",
        )


def test_what_comes_before_the_subscription_is_answered_is_told_after_it() -> None:
    early = b"\x30\x05\x00\x01a\x00x" + b"\x90\x04\x00\x01\x00\x01"
    with (
        mute_port(answer=GREETING_5 + early) as port,
        linked(Broker(port=port), "hub", "a") as link,
    ):
        assert link.mailbox.get(timeout=20) == Connected()
        assert expect(link, Arrived).payload == b"x"


def test_a_killed_device_has_its_last_will_said(mosquitto: Mosquitto) -> None:
    with linked(mosquitto.address(), "hub", "heed/v1/+/status") as hub:
        expect(hub, Connected)
        device = spawn.Process(target=live_until_killed, args=(mosquitto.address(),))
        device.start()
        assert expect(hub, Arrived).payload == ONLINE
        device.kill()
        device.join(10)
        assert expect(hub, Arrived).payload == OFFLINE
    with linked(mosquitto.address(), "later", "heed/v1/+/status") as later:
        told = expect(later, Arrived)
        assert (told.payload, told.retain) == (OFFLINE, True)


def stopped_in_time(address: Broker, meanwhile: float = 0.3) -> None:
    """Start a link, leave it a moment in its state, and stop it with a farewell."""
    with linked(address, "till-1") as device:
        time.sleep(meanwhile)
        device.publish(EVENTS, b"x" * 10_000, token=1)
        device.stop(OFFLINE)
        assert no_link_thread(), "the link did not end within its 2 s"


def test_a_stop_while_the_connection_hangs_ends_in_time() -> None:
    with full_port() as port:
        stopped_in_time(Broker(port=port))


def test_a_stop_while_waiting_for_the_greeting_ends_in_time() -> None:
    with mute_port() as port:
        stopped_in_time(Broker(port=port))


def test_a_stop_between_two_tries_ends_in_time() -> None:
    stopped_in_time(Broker(port=free_port()), meanwhile=1.0)


def test_a_stop_at_once_ends_in_time(mosquitto: Mosquitto) -> None:
    stopped_in_time(mosquitto.address(), meanwhile=0)


def test_a_stop_while_the_broker_is_frozen_ends_in_time(mosquitto: Mosquitto) -> None:
    with linked(mosquitto.address(), "till-1") as device:
        expect(device, Connected)
        os.kill(mosquitto.pid, signal.SIGSTOP)
        try:
            for number in range(2000):
                device.publish(EVENTS, b"x" * 10_000, token=number)
            device.stop(OFFLINE)
            assert no_link_thread(), "the link did not end within its 2 s"
        finally:
            os.kill(mosquitto.pid, signal.SIGCONT)

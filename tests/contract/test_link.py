"""A link on a real broker: what is sent arrives, is answered and acknowledged."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from contract.link import (
    RECEIVE_MAXIMUM,
    Arrived,
    Connected,
    Delivered,
    Disconnected,
    Link,
    Mail,
    Poke,
    Will,
)
from contract.settings import Broker
from provisioning.broker.local import start_embedded
from tests.conftest import MakeMosquitto
from tests.contract.links import OFFLINE, ONLINE, expect, linked, quiet
from tests.examples import examples
from tests.servers import Mosquitto, free_port, require

BOTH = pytest.mark.parametrize("protocol", ["5", "3.1.1"])
EVENTS = "heed/v1/till-1/events"
RECEIPTS = "heed/v1/till-1/receipts"
STATUS = "heed/v1/till-1/status"


@BOTH
def test_what_a_device_sends_reaches_the_hub_and_is_answered(
    mosquitto: Mosquitto, protocol: str
) -> None:
    address = mosquitto.address(protocol=protocol)
    with linked(address, "hub", "heed/v1/+/events") as hub:
        expect(hub, Connected)
        with linked(address, "till-1", RECEIPTS) as device:
            expect(device, Connected)
            device.publish(EVENTS, b"a tap", token=7)
            assert expect(device, Delivered) == Delivered(7, None)
            arrived = expect(hub, Arrived)
            assert (arrived.topic, arrived.payload) == (EVENTS, b"a tap")
            assert not arrived.retain

            hub.publish(RECEIPTS, b"stored")
            assert expect(device, Arrived).payload == b"stored"
            assert quiet(hub, Delivered, 0.2), "nobody asked to be told"


@BOTH
def test_thousands_at_once_arrive_in_order_and_are_all_answered(
    mosquitto: Mosquitto, protocol: str
) -> None:
    address = mosquitto.address(protocol=protocol)
    count = examples(3000)
    with (
        linked(address, "hub", "heed/v1/+/events", manual_ack=True) as hub,
        linked(address, "till-1") as device,
    ):
        expect(hub, Connected)
        expect(device, Connected)
        for number in range(count):
            device.publish(EVENTS, b"%d" % number, token=number)
        seen = []
        for _ in range(count):
            arrived = expect(hub, Arrived)
            hub.ack([arrived])
            seen.append(int(arrived.payload))
        assert seen == list(range(count))
        answered = [expect(device, Delivered).token for _ in range(count)]
        assert answered == list(range(count))


@pytest.mark.parametrize(("protocol", "room"), [("5", RECEIVE_MAXIMUM), ("3.1.1", 20)])
def test_the_broker_waits_for_the_hubs_own_acknowledgement(
    make_mosquitto: MakeMosquitto, protocol: str, room: int
) -> None:
    """So many may be on the way; the next one comes when one is acknowledged."""
    broker = make_mosquitto(extra=f"max_inflight_messages {room}")
    address = broker.address(protocol=protocol)
    with (
        linked(address, "hub", "heed/v1/+/events", manual_ack=True) as hub,
        linked(address, "till-1") as device,
    ):
        expect(hub, Connected)
        expect(device, Connected)
        for number in range(room + 1):
            device.publish(EVENTS, b"%d" % number)
        first, *others = [expect(hub, Arrived) for _ in range(room)]
        assert quiet(hub, Arrived)
        hub.ack([first])
        assert expect(hub, Arrived).payload == b"%d" % room
        hub.ack(others)


def test_after_a_reconnection_nothing_old_is_sent_again_by_the_broker(
    mosquitto: Mosquitto,
) -> None:
    """The session is clean, so the outbox alone decides what is sent again."""
    address = mosquitto.address()
    with (
        linked(address, "hub", "heed/v1/+/events", manual_ack=True) as hub,
        linked(address, "till-1") as device,
    ):
        expect(hub, Connected)
        expect(device, Connected)
        device.publish(EVENTS, b"old")
        old = expect(hub, Arrived)
        hub.drop_connection()
        expect(hub, Disconnected)
        expect(hub, Connected)
        assert quiet(hub, Arrived)
        hub.ack([old])  # void: it came on another connection
        device.publish(EVENTS, b"new")
        new = expect(hub, Arrived)
        assert new.payload == b"new"
        assert new.session > old.session


def test_kept_messages_come_after_the_word_that_we_are_connected(
    mosquitto: Mosquitto,
) -> None:
    with linked(mosquitto.address(), "till-1") as device:
        expect(device, Connected)
        for number in range(50):
            topic = f"heed/v1/till-{number}/status"
            device.publish(topic, ONLINE, retain=True, token=number)
        for _ in range(50):
            expect(device, Delivered)
    with linked(mosquitto.address(), "hub", "heed/v1/+/status") as hub:
        assert hub.mailbox.get(timeout=20) == Connected()
        assert len({expect(hub, Arrived).topic for _ in range(50)}) == 50


def test_whoever_is_connected_misses_nothing_from_then_on(mosquitto: Mosquitto) -> None:
    with linked(mosquitto.address(), "till-1") as device:
        expect(device, Connected)
        for number in range(20):
            with linked(mosquitto.address(), "hub", "heed/v1/+/events") as hub:
                expect(hub, Connected)
                device.publish(EVENTS, b"%d" % number)
                assert expect(hub, Arrived).payload == b"%d" % number


def test_a_poke_comes_through_the_mailbox(mosquitto: Mosquitto) -> None:
    with linked(mosquitto.address(), "till-1") as device:
        device.poke()
        assert expect(device, Poke) == Poke()


@BOTH
def test_a_kept_message_is_told_to_whoever_comes_later(
    mosquitto: Mosquitto, protocol: str
) -> None:
    address = mosquitto.address(protocol=protocol)
    with linked(address, "till-1") as device:
        expect(device, Connected)
        device.publish(STATUS, ONLINE, retain=True, token=1)
        expect(device, Delivered)
        with linked(address, "hub", "heed/v1/+/status") as hub:
            told = expect(hub, Arrived)
            assert told.retain
            assert told.payload == ONLINE


@BOTH
def test_a_farewell_is_said_instead_of_the_last_will(
    mosquitto: Mosquitto, protocol: str
) -> None:
    address = mosquitto.address(protocol=protocol)
    with linked(address, "hub", "heed/v1/+/status") as hub:
        expect(hub, Connected)
        with linked(address, "till-1") as device:
            expect(device, Connected)
            device.stop(b"goodbye")
            mail: list[Mail] = []
            while not device.mailbox.empty():
                mail.append(device.mailbox.get())
            assert not [m for m in mail if isinstance(m, Delivered)]
        assert expect(hub, Arrived).payload == b"goodbye"
        assert quiet(hub, Arrived), "the last will was said as well"


def test_what_was_published_before_a_stop_is_still_sent(mosquitto: Mosquitto) -> None:
    address = mosquitto.address()
    with linked(address, "hub", "heed/v1/+/events") as hub:
        expect(hub, Connected)
        with linked(address, "till-1") as device:
            expect(device, Connected)
            for number in range(200):
                device.publish(EVENTS, b"%d" % number)
        seen = [int(expect(hub, Arrived).payload) for _ in range(200)]
        assert seen == list(range(200))


def test_what_is_published_while_disconnected_goes_nowhere() -> None:
    link = Link(Broker(port=free_port()), "x", Will(STATUS, OFFLINE), [])
    link.start()
    link.publish(EVENTS, b"lost", token=1)
    assert quiet(link, Delivered, 0.3)
    link.stop(ONLINE)


def test_a_link_that_was_never_started_can_be_stopped(mosquitto: Mosquitto) -> None:
    Link(mosquitto.address(), "x", Will(STATUS, OFFLINE), []).stop(ONLINE)


def test_a_link_can_be_used_after_its_stop_without_harm(mosquitto: Mosquitto) -> None:
    with linked(mosquitto.address(), "till-1") as device:
        expect(device, Connected)
        device.stop()
        device.publish(EVENTS, b"late", token=1)
        device.ack([])
        device.drop_connection()
        device.stop(OFFLINE)


def test_broken_utf8_in_a_payload_passes_through_untouched(
    mosquitto: Mosquitto,
) -> None:
    address = mosquitto.address()
    with (
        linked(address, "hub", "heed/v1/+/events") as hub,
        linked(address, "till-1") as device,
    ):
        expect(hub, Connected)
        expect(device, Connected)
        device.publish(EVENTS, b"\xff\xfe\x00 not text")
        assert expect(hub, Arrived).payload == b"\xff\xfe\x00 not text"


def test_the_embedded_broker_carries_events_and_receipts_too(tmp_path: Path) -> None:
    require(find_spec("amqtt"), "amqtt (pip install amqtt)")
    port = free_port()
    broker = start_embedded(tmp_path, port)
    try:
        address = Broker(port=port, protocol="3.1.1")
        with (
            linked(address, "hub", "heed/v1/+/events", manual_ack=True) as hub,
            linked(address, "till-1", RECEIPTS) as device,
        ):
            expect(hub, Connected)
            expect(device, Connected)
            for number in range(50):
                device.publish(EVENTS, b"%d" % number, token=number)
                arrived = expect(hub, Arrived)
                assert arrived.payload == b"%d" % number
                hub.ack([arrived])
                hub.publish(RECEIPTS, b"stored")
                expect(device, Arrived)
    finally:
        broker.terminate()
        broker.wait(timeout=10)

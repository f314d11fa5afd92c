"""What a broker will not take: it says so where it can, and the line goes on."""

import pytest

from contract.link import Arrived, Connected, Delivered, Disconnected
from tests.conftest import MakeMosquitto
from tests.contract.links import expect, linked, quiet
from tests.servers import Mosquitto

BOTH = pytest.mark.parametrize("protocol", ["5", "3.1.1"])
EVENTS = "heed/v1/till-1/events"
RECEIPTS = "heed/v1/till-1/receipts"


def test_a_broker_that_takes_few_at_a_time_is_not_overrun(
    make_mosquitto: MakeMosquitto,
) -> None:
    broker = make_mosquitto(extra="max_inflight_messages 10")
    with linked(broker.address(), "till-1") as device:
        expect(device, Connected)
        for number in range(500):
            device.publish(EVENTS, b"x", token=number)
        answered = [expect(device, Delivered) for _ in range(500)]
        assert [mail.token for mail in answered] == list(range(500))
        assert quiet(device, Disconnected, 0.1)


def test_under_mqtt_5_a_denied_publish_says_so(make_mosquitto: MakeMosquitto) -> None:
    broker = make_mosquitto(acl=True, users={"till-1": "a", "hub": "b"})
    with linked(broker.address("till-1"), "till-1", RECEIPTS) as device:
        expect(device, Connected)
        device.publish("heed/v1/till-2/events", b"not mine", token="theirs")
        denied = expect(device, Delivered)
        assert denied.token == "theirs"
        assert denied.refused == "Not authorized"
        device.publish(EVENTS, b"mine", token="mine")
        assert expect(device, Delivered) == Delivered("mine", None)


@BOTH
def test_nobody_hears_what_a_device_says_under_anothers_name(
    make_mosquitto: MakeMosquitto, protocol: str
) -> None:
    broker = make_mosquitto(acl=True, users={"till-1": "a", "hub": "b"})
    with (
        linked(broker.address("hub"), "hub", "heed/v1/+/events") as hub,
        linked(broker.address("till-1", protocol=protocol), "till-1") as device,
    ):
        expect(hub, Connected)
        expect(device, Connected)
        device.publish("heed/v1/till-2/events", b"not mine")
        device.publish(EVENTS, b"mine")
        assert expect(hub, Arrived).payload == b"mine"


def test_a_payload_over_the_brokers_limit_is_never_said_to_be_delivered(
    mosquitto: Mosquitto,
) -> None:
    """Mosquitto answers with a reason that MQTT 5 has not for this; paho hangs up."""
    with linked(mosquitto.address(), "till-1") as device:
        expect(device, Connected)
        device.publish(EVENTS, b"x" * 33_000, token="fat")
        answer = device.mailbox.get(timeout=20)
        if isinstance(answer, Delivered):
            assert answer.refused is not None
        else:
            assert isinstance(answer, Disconnected)
            expect(device, Connected)
        device.publish(EVENTS, b"x", token="thin")
        assert expect(device, Delivered) == Delivered("thin", None)


def test_a_packet_over_the_brokers_limit_ends_the_line_and_it_comes_back(
    mosquitto: Mosquitto,
) -> None:
    with linked(mosquitto.address(), "till-1") as device:
        expect(device, Connected)
        device.publish(EVENTS, b"x" * 100_000, token="huge")
        assert expect(device, Disconnected).reason
        expect(device, Connected)
        device.publish(EVENTS, b"x", token="thin")
        assert expect(device, Delivered) == Delivered("thin", None)

"""The broker's access list and limits, on a real Mosquitto."""

import threading
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from contract import topics
from provisioning.broker.local import BrokerError, start_embedded, start_mosquitto
from tests.conftest import MakeMosquitto
from tests.servers import Mosquitto, free_port, require, until

USERS = {"hub": "one", "till-1": "two", "till-2": "three"}


class Client:
    """A stranger's MQTT client, so that only the broker stands between."""

    def __init__(self, broker: Mosquitto, name: str) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.answers: dict[int, str] = {}
        self._up = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.username_pw_set(name, USERS[name])
        self._client.on_connect = lambda *_: self._up.set()
        self._client.on_subscribe = lambda *_: self._up.set()
        self._client.on_message = self._hear
        self._client.on_publish = self._answered
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()
        assert self._up.wait(10)

    def subscribe(self, topic: str) -> None:
        """Ask for a topic; the broker answers yes and then sends what is allowed."""
        self._up.clear()
        self._client.subscribe(topic, 1)
        assert self._up.wait(10)

    def publish(self, topic: str, payload: bytes = b"{}") -> str:
        """Publish, and what the broker answered."""
        number = self._client.publish(topic, payload, qos=1).mid
        return until(lambda: self.answers.get(number, ""), f"an answer to {topic}")

    def close(self) -> None:
        """Hang up."""
        self._client.disconnect()
        self._client.loop_stop()

    def _hear(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        self.heard.append((message.topic, bytes(message.payload)))

    def _answered(
        self, _client: Any, _data: Any, number: int, reason: Any, _properties: Any
    ) -> None:
        self.answers[number] = str(reason)


@pytest.fixture
def shop(make_mosquitto: MakeMosquitto) -> Any:
    """Hub, till-1 and till-2, signed in where the access list holds."""
    broker = make_mosquitto(acl=True, users=USERS)
    clients = [Client(broker, name) for name in USERS]
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def test_a_device_speaks_in_its_own_name_only(shop: list[Client]) -> None:
    hub, till, _ = shop
    hub.subscribe(topics.ALL_EVENTS)
    assert till.publish(topics.events("till-1"), b"mine") == "Success"
    assert till.publish(topics.events("till-2"), b"forged") == "Not authorized"
    for topic in (
        topics.HUB_STATUS,
        topics.status("till-2"),
        topics.receipts("till-1"),
        topics.settings("till-1"),
        topics.notices("till-2"),
    ):
        assert till.publish(topic) == "Not authorized", topic
    assert hub.heard == [(topics.events("till-1"), b"mine")]


def test_a_device_hears_what_is_meant_for_it_only(shop: list[Client]) -> None:
    hub, till, other = shop
    till.subscribe("heed/v1/#")
    other.subscribe("heed/v1/#")
    for topic in (topics.receipts("till-1"), topics.settings("till-1")):
        assert hub.publish(topic) == "Success"
    assert other.publish(topics.events("till-2")) != "Not authorized"
    hub.publish(topics.HUB_STATUS, b"here")
    until(lambda: (topics.HUB_STATUS, b"here") in other.heard, "all hear the hub")
    until(lambda: len(till.heard) == 3, "till-1 hears its own")
    assert [topic for topic, _ in other.heard] == [topics.HUB_STATUS]


def test_a_receipt_for_a_full_window_passes(shop: list[Client]) -> None:
    hub, till, _ = shop
    till.subscribe(topics.receipts("till-1"))
    receipt = b"x" * (500 * 40)
    assert hub.publish(topics.receipts("till-1"), receipt) == "Success"
    until(lambda: till.heard == [(topics.receipts("till-1"), receipt)], "it arrives")


def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    port = free_port()
    with pytest.raises(BrokerError, match="bogus"):
        start_mosquitto(tmp_path, port, extra="bogus true")
    broker = start_mosquitto(tmp_path, port)
    try:
        with pytest.raises(BrokerError, match=f"port {port} .* is taken"):
            start_mosquitto(tmp_path / "other", port)
    finally:
        broker.terminate()
        broker.wait(10)


def test_the_embedded_broker_serves_this_machine_alone(tmp_path: Path) -> None:
    import psutil

    require(psutil.LINUX, "Linux")
    port = free_port()
    broker = start_embedded(tmp_path, port)
    try:
        listening = [
            each.laddr.ip
            for each in psutil.Process(broker.pid).net_connections("tcp")
            if each.status == psutil.CONN_LISTEN
        ]
        assert listening == ["127.0.0.1"]
    finally:
        broker.terminate()
        assert broker.wait(10) == 0

"""Somebody at the broker who hears all that passes."""

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from contract.settings import Broker


class Overheard:
    """Listens to every topic until `end`."""

    def __init__(self, broker: Broker) -> None:
        self._heard: list[bytes] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_message = lambda _client, _data, message: self._heard.append(
            message.topic.encode() + b" " + message.payload
        )
        self._client.connect(broker.host, broker.port)
        self._client.subscribe("#", qos=0)
        self._client.loop_start()

    def end(self) -> bytes:
        """Everything heard, a message a line."""
        self._client.disconnect()
        self._client.loop_stop()
        return b"\n".join(self._heard)

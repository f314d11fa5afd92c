"""One connection to the broker, from its greeting to its end, by paho-mqtt.

All of paho's calls are made in one thread, so its locks are never contended and no
callback of ours can kill its loop: callbacks only put mail.
"""

import logging
import select
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

from msgspec import Struct
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from contract.bell import Bell
from contract.line import Line
from contract.mail import (
    FAREWELL,
    Ack,
    Arrived,
    Connected,
    Delivered,
    Mailbox,
    Order,
    Publish,
)
from contract.settings import Broker

log = logging.getLogger(__name__)

RECEIVE_MAXIMUM = 2000
MOST_UNDER_WAY = 65_535
"""Unanswered publishes where the broker names no limit (MQTT 5, section 3.2.2.3.3)."""
GREETING_TIMEOUT_S = 5.0
FAREWELL_TIMEOUT_S = 1.0
PACKETS_A_TURN = 1000
"""So many are read before acknowledgements go out."""


class Will(Struct, frozen=True):
    """What the broker says (retained) once we are gone."""

    topic: str
    payload: bytes


class Plan(Struct, frozen=True):
    """What a link is for."""

    broker: Broker
    client_id: str
    will: Will
    topics: tuple[str, ...]
    manual_ack: bool


class Session:
    """One connection: its paho client, its line and what the broker still owes us."""

    def __init__(
        self,
        plan: Plan,
        number: int,
        line: Line,
        mailbox: Mailbox,
        orders: deque[Order],
    ) -> None:
        self.up_since: float | None = None
        """When (monotonic) the broker had accepted us and our topics, or none."""
        self._plan = plan
        self._number = number
        self._line = line
        self._mailbox = mailbox
        self._orders = orders
        self._ended = ""
        self._owed: dict[int, object] = {}
        self._limit = MOST_UNDER_WAY
        self._early: list[Arrived] = []
        self._poll = select.poll()
        self._client = _client(plan, line)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.on_publish = self._on_publish

    def serve(self, bell: Bell, stop: threading.Event) -> str:
        """Work until the connection ends or `stop` is set; returns why it ended.

        Before a stop the broker gets a second to answer what was published.
        """
        _greet(self._client, self._plan.broker)
        self._poll.register(bell, select.POLLIN)
        greeted_by = time.monotonic() + GREETING_TIMEOUT_S
        leave_by = None
        while not self._ended:
            now = time.monotonic()
            if stop.is_set():
                leave_by = leave_by or now + FAREWELL_TIMEOUT_S
                owing = self.up_since is not None and (self._orders or self._owed)
                if not owing or now > leave_by:
                    return self._leave("stopped")
            elif self.up_since is None and now > greeted_by:
                return f"no greeting within {GREETING_TIMEOUT_S:.0f} s"
            self._turn(bell)
        return self._ended

    def _turn(self, bell: Bell) -> None:
        """Wait up to a second for something to do, and do it."""
        unsent = self._line.unsent or self._client.want_write()
        self._poll.register(
            self._line, select.POLLIN | (select.POLLOUT if unsent else 0)
        )
        ready = dict(self._poll.poll(0 if self._line.pending() else 1000))
        if bell.fileno() in ready:
            bell.hush()
        if self._line.pending() or ready.get(self._line.fileno(), 0) & ~select.POLLOUT:
            self._read()
        if self.up_since is not None and not self._ended:
            self._obey()
        if not self._ended:
            self._client.loop_write()
            self._line.flush()
            self._client.loop_misc()

    def _read(self) -> None:
        for _ in range(PACKETS_A_TURN):
            self._client.loop_read()
            if self._ended or not self._line.pending():
                return

    def _obey(self) -> None:
        while self._orders:
            order = self._orders[0]
            if isinstance(order, Publish):
                if len(self._owed) >= self._limit:
                    return
                sent = self._client.publish(
                    order.topic, order.payload, qos=1, retain=order.retain
                )
                self._owed[sent.mid] = order.token
            elif isinstance(order, Ack):
                if order.session == self._number:
                    for mid in order.mids:
                        self._client.ack(mid, 1)
            else:
                self._ended = self._leave("cut by us")
                return
            self._orders.popleft()

    def _leave(self, reason: str) -> str:
        """Say goodbye, so that the broker keeps our last will to itself."""
        self._client.disconnect()
        self._client.loop_write()
        return reason

    def _on_connect(
        self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, props: Any
    ) -> None:
        if reason.is_failure:
            self._ended = f"refused: {reason}"
            return
        # paho does not heed the broker's limit by itself.
        self._limit = getattr(props, "ReceiveMaximum", self._limit)
        if self._plan.topics:
            client.subscribe([(topic, 1) for topic in self._plan.topics])
        else:
            self._is_up()

    def _on_subscribe(
        self, _client: Any, _data: Any, _mid: int, reasons: list[Any], _props: Any
    ) -> None:
        refused = [
            f"{topic}: {reason}"
            for topic, reason in zip(self._plan.topics, reasons, strict=False)
            if reason.is_failure
        ]
        if refused:
            log.warning("The broker refused a subscription: %s", "; ".join(refused))
        self._is_up()

    def _is_up(self) -> None:
        self.up_since = time.monotonic()
        self._orders.clear()
        log.info("Connected to %s:%s", self._plan.broker.host, self._plan.broker.port)
        self._mailbox.put(Connected())
        for early in self._early:
            self._mailbox.put(early)

    def _on_disconnect(
        self, _client: Any, _data: Any, flags: Any, reason: Any, _props: Any
    ) -> None:
        who = "by the broker" if flags.is_disconnect_packet_from_server else "lost"
        self._ended = self._ended or f"{who}: {reason}"

    def _on_message(self, _client: Any, _data: Any, message: Any) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        mid = message.mid if message.qos else 0
        mail = Arrived(topic, message.payload, message.retain, mid, self._number)
        if self.up_since is None:
            self._early.append(mail)
        else:
            self._mailbox.put(mail)

    def _on_publish(
        self, _client: Any, _data: Any, mid: int, reason: Any, _props: Any
    ) -> None:
        token = self._owed.pop(mid, None)
        if token is not None and token is not FAREWELL:
            refused = str(reason) if reason.is_failure else None
            self._mailbox.put(Delivered(token, refused))


class _Client(mqtt.Client):
    """paho's client on a line that we opened."""

    line: Line

    def _create_socket(self) -> Line:
        return self.line


def _client(plan: Plan, line: Line) -> _Client:
    five = plan.broker.protocol == "5"
    client = _Client(
        CallbackAPIVersion.VERSION2,
        client_id=plan.client_id,
        clean_session=None if five else True,
        protocol=MQTTProtocolVersion.MQTTv5 if five else MQTTProtocolVersion.MQTTv311,
        reconnect_on_failure=False,
        manual_ack=plan.manual_ack,
    )
    client.line = line
    client.max_inflight_messages_set(MOST_UNDER_WAY)
    client.max_queued_messages_set(0)
    client.will_set(plan.will.topic, plan.will.payload, qos=1, retain=True)
    if plan.broker.username is not None:
        client.username_pw_set(plan.broker.username, _password(plan.broker))
    # With a writer registered paho queues packets and leaves writing to `_turn`.
    client.on_socket_register_write = lambda *_: None
    client.on_socket_unregister_write = lambda *_: None
    return client


def _password(broker: Broker) -> str | None:
    if broker.password_file is None:
        return None
    try:
        return Path(broker.password_file).read_text().partition("\n")[0]
    except OSError as error:
        raise OSError(
            f"password_file {broker.password_file} cannot be read: {error.strerror}"
        ) from error


def _greet(client: _Client, broker: Broker) -> None:
    if broker.protocol == "5":
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.ReceiveMaximum = RECEIVE_MAXIMUM
        client.connect(
            broker.host,
            broker.port,
            broker.keepalive_s,
            clean_start=True,
            properties=properties,
        )
    else:
        client.connect(broker.host, broker.port, broker.keepalive_s)

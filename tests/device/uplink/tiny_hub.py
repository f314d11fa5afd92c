"""A hub for tests of the device: remembers events, answers with receipts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty

from contract import topics
from contract.errors import BadMessage, BadTopic
from contract.events import Envelope, decode_envelope
from contract.link import Arrived, Connected, Link, Will
from contract.messages import Receipt, Refused, Status, decode, encode
from contract.settings import Broker
from device.settings import Device
from device.uplink.service import run

RECEIPTS_AT_ONCE = 40
"""Small enough for the small brokers of some tests."""


class TinyHub:
    """Connects, says that it is online, and answers as its switches say."""

    def __init__(self, broker: Broker, *, id: str = "hub-1", boot: str = "1") -> None:
        self.id = id
        self.boot = boot
        self.events: list[Envelope] = []
        """All that arrived, again and again."""
        self.statuses: list[Status] = []
        self.held = False
        self.silent = False
        self.refuse: Callable[[Envelope], str | None] = lambda _: None
        will = Will(topics.HUB_STATUS, encode(Status(state="offline", boot=boot)))
        self._link = Link(
            broker, f"hub-{boot}", will, [topics.ALL_EVENTS, topics.ALL_STATUS]
        )
        self._connected = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> "TinyHub":
        """Connect and answer."""
        self._link.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Say good-bye and end."""
        if not self._stop.is_set():
            self._stop.set()
            self._thread.join()
            self._link.stop(farewell=encode(Status(state="offline", boot=self.boot)))

    def announce(self) -> None:
        """Say (again) who and that one is."""
        status = Status(state="online", boot=self.boot, hub=self.id)
        self._link.publish(topics.HUB_STATUS, encode(status), retain=True)

    def tell(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish anything, once connected."""
        assert self._connected.wait(20), "the hub has no broker"
        self._link.publish(topic, payload, retain=retain)

    @property
    def ids(self) -> list[str]:
        """Ids of the events that arrived."""
        return [event.id for event in self.events]

    def kinds(self, type: str) -> list[Envelope]:
        """Events of one type."""
        return [event for event in self.events if event.type == type]

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                letters = [self._link.mailbox.get(timeout=0.1)]
            except Empty:
                continue
            while len(letters) < 500:
                try:
                    letters.append(self._link.mailbox.get_nowait())
                except Empty:
                    break
            if any(isinstance(letter, Connected) for letter in letters):
                self.announce()
                self._connected.set()
            self._answer([letter for letter in letters if isinstance(letter, Arrived)])

    def _answer(self, arrived: list[Arrived]) -> None:
        new: dict[str, list[Envelope]] = {}
        for letter in arrived:
            try:
                device, kind = topics.parse(letter.topic)
                if kind == "status":
                    if device != "hub":
                        self.statuses.append(decode(letter.payload, Status))
                else:
                    new.setdefault(device, []).append(decode_envelope(letter.payload))
            except (BadMessage, BadTopic):
                continue
        for device, events in new.items():
            for start in range(0, len(events), RECEIPTS_AT_ONCE):
                self._receipt(device, events[start : start + RECEIPTS_AT_ONCE])

    def _receipt(self, device: str, events: list[Envelope]) -> None:
        self.events += events
        if self.silent:
            return
        receipt = Receipt(hub=self.id, held=True)
        if not self.held:
            refused = [
                Refused(id=event.id, reason=why)
                for event in events
                if (why := self.refuse(event)) is not None
            ]
            bad = {one.id for one in refused}
            committed = [event.id for event in events if event.id not in bad]
            receipt = Receipt(hub=self.id, committed=committed, refused=refused)
        self._link.publish(topics.receipts(device), encode(receipt))


@contextmanager
def uplink(settings: Device) -> Iterator[threading.Thread]:
    """The uplink service, in a thread of the test's own."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(settings, stop))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(timeout=15)
        assert not thread.is_alive(), "the uplink did not stop"

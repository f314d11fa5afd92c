"""A device on a real broker, as far as the hub can see one."""

import queue
import time
from typing import TypeVar

from msgspec import Struct

from contract import messages, topics
from contract.events import Event
from contract.link import Arrived, Connected, Link, Will
from contract.messages import Kept, Receipt, Status
from hub.ingest.service import now_ms
from tests.hub.makers import Sender, uuid
from tests.servers import Mosquitto, until

M = TypeVar("M", bound=Struct)


class Device:
    """A device on the broker: sends events, keeps what comes down."""

    def __init__(self, broker: Mosquitto, name: str = "till-1") -> None:
        self.name = name
        self.sender = Sender(name)
        self.sender.began = now_ms() - 60_000
        self.down: list[Arrived] = []
        self.link = Link(
            broker.address(),
            f"heed-{name}",
            Will(topics.status(name), self.status("offline")),
            [
                topics.receipts(name),
                topics.settings(name),
                topics.notices(name),
                topics.HUB_STATUS,
            ],
        )
        self.link.start()
        self.wait(Connected)

    def status(self, state: str = "online", kept: Kept | None = None) -> bytes:
        return messages.encode(
            Status(
                state="online" if state == "online" else "offline", boot="b", kept=kept
            )
        )

    def say(self, state: str = "online", kept: Kept | None = None) -> None:
        payload = self.status(state, kept)
        self.link.publish(topics.status(self.name), payload, retain=True)

    def send(self, event: Event) -> str:
        """Publish an event; returns its id."""
        id = uuid()
        payload = self.sender.payload(event, now_ms(), id=id)
        self.link.publish(topics.events(self.name), payload)
        return id

    def wait(self, kind: type[object]) -> None:
        deadline = time.monotonic() + 15
        while True:
            mail = self.link.mailbox.get(timeout=deadline - time.monotonic())
            if isinstance(mail, Arrived):
                self.down.append(mail)
            if isinstance(mail, kind):
                return

    def heard(self, kind: type[M], what: str) -> list[M]:
        """All messages of a kind that came down so far."""
        while True:
            try:
                mail = self.link.mailbox.get_nowait()
            except queue.Empty:
                break
            if isinstance(mail, Arrived):
                self.down.append(mail)
        return [
            messages.decode(one.payload, kind)
            for one in self.down
            if one.topic.endswith(what) and one.payload
        ]

    def receipted(self) -> set[str]:
        return {id for r in self.heard(Receipt, "/receipts") for id in r.committed}

    def until_receipted(self, *ids: str) -> None:
        until(lambda: set(ids) <= self.receipted(), f"receipts for {ids}")

"""The store's messages to devices, published and kept until the broker has them."""

import logging

from contract.link import Delivered, Link
from hub.store import downlink
from hub.store.store import Store

log = logging.getLogger(__name__)


class Downlink:
    """Publishes what the store holds for devices, each message once a connection."""

    def __init__(self, store: Store, link: Link) -> None:
        self._store = store
        self._link = link
        self._up = False
        self._sent = 0
        self._there: list[int] = []

    def connected(self) -> None:
        """Send everything that is still in the store."""
        self._up = True
        self._sent = 0

    def disconnected(self) -> None:
        """Nothing goes out until the broker is back."""
        self._up = False
        self._there.clear()

    def delivered(self, answer: Delivered) -> None:
        """The broker answered for a message."""
        if not isinstance(answer.token, int):
            return
        if answer.refused is not None:
            log.error("The broker refused a message to a device: %s", answer.refused)
        self._there.append(answer.token)

    def send(self) -> None:
        """Publish what is new and forget what the broker has."""
        if self._there:
            with self._store.write() as connection:
                downlink.delivered(connection, self._there)
            self._there.clear()
        if not self._up:
            return
        for n, topic, payload, retain in downlink.after(
            self._store.connection(), self._sent
        ):
            self._link.publish(topic, payload, retain=retain, token=n)
            self._sent = n

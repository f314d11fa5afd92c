"""Sends what waits: each channel in a thread of its own, so none delays another."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable

from hub.notify.apprise_port import AppriseNotifier
from hub.notify.port import BadAddress, Notifier, NotTaken
from hub.notify.saying import compose
from hub.notify.webhook import Webhook
from hub.store import channels, sends
from hub.store.alerts import UnknownAlert
from hub.store.channels import Secret
from hub.store.sends import Send
from hub.store.store import Store

log = logging.getLogger(__name__)

LOOK_S = 1.0
TRY_AGAIN_S = (5, 20, 60, 180)
"""Seconds before each further try; then it is given up and stays in the log."""


def now_ms() -> int:
    """The hub's clock, ms since 1970."""
    return time.time_ns() // 1_000_000


def notifier(secret: Secret) -> Notifier:
    """The port of a channel; raises BadAddress."""
    if secret.port == "webhook":
        return Webhook(secret.address, secret.key)
    return AppriseNotifier(secret.address)


def run(store: Store, stop: threading.Event) -> None:
    """Send until `stop` is set."""
    Post(store).run(stop)


class Post:
    """What waits, on its way out."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], int] = now_ms,
        port: Callable[[Secret], Notifier] = notifier,
    ) -> None:
        self._store = store
        self._now = now
        self._port = port
        self._lock = threading.Lock()
        self._busy: set[int] = set()
        self._workers: list[threading.Thread] = []

    def run(self, stop: threading.Event) -> None:
        """Look whenever something was committed, and once a second."""
        with self._store.write() as connection:
            sends.take_up_again(connection)
        watcher = self._store.watcher()
        while not stop.is_set():
            version = watcher.version()
            try:
                self.look(stop)
            except Exception:
                log.exception("Messages could not be looked at; trying again")
            watcher.wait(version, LOOK_S)
        for worker in self._workers:
            worker.join(timeout=0.5)

    def look(self, stop: threading.Event) -> None:
        """Start a thread for each channel that has something to send and is idle."""
        by_channel: dict[int, list[Send]] = {}
        for send in sends.waiting(self._store.connection(), self._now()):
            by_channel.setdefault(send.channel, []).append(send)
        self._workers = [worker for worker in self._workers if worker.is_alive()]
        for channel, waiting in by_channel.items():
            with self._lock:
                if channel in self._busy:
                    continue
                self._busy.add(channel)
            worker = threading.Thread(
                target=self._serve,
                args=(channel, waiting, stop),
                name=f"channel-{channel}",
                daemon=True,
            )
            self._workers.append(worker)
            worker.start()

    def _serve(self, channel: int, waiting: list[Send], stop: threading.Event) -> None:
        try:
            for send in waiting:
                if stop.is_set():
                    return
                self.deliver(send, stop)
        except Exception:
            log.exception("A channel's message could not be sent")
        finally:
            with self._lock:
                self._busy.discard(channel)
            self._store.forget_connection()

    def deliver(self, send: Send, stop: threading.Event | None = None) -> None:
        """Try one message and note what became of it."""
        with self._store.write() as connection:
            claimed = sends.claim(connection, send.send)
        if claimed is None:
            return
        state, result = self._try(claimed)
        if stop is not None and stop.is_set():
            return  # Tried again under the same key when the program is back.
        with self._store.write() as connection:
            self._note(connection, claimed, state, result)

    def _try(self, send: Send) -> tuple[str, str]:
        connection = self._store.connection()
        secret = channels.secret_of(connection, send.channel)
        if secret is None:
            return "gone", "the channel was removed"
        try:
            message = compose(connection, send, secret)
            return "sent", self._port(secret).send(message)
        except UnknownAlert:
            return "gone", "the alert was removed"
        except BadAddress as error:
            return "failed", str(error)
        except NotTaken as error:
            return "again", str(error)

    def _note(
        self, connection: sqlite3.Connection, send: Send, state: str, result: str
    ) -> None:
        now = self._now()
        again = state == "again" and send.alert is not None
        if again and send.tries < len(TRY_AGAIN_S):
            due = now + TRY_AGAIN_S[send.tries] * 1000
            sends.later(connection, send.send, due, result)
            return
        state = "failed" if state == "again" else state
        sends.ended(connection, send.send, state, result, now)
        if state == "failed":
            log.warning("Channel %d took no message: %s", send.channel, result)

"""From the broker into the store, and from the store to the devices.

The link's thread only fills a mailbox. One writer takes what is already waiting,
commits it in one transaction, and only then acknowledges and sends receipts.
"""

import logging
import queue
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable

from contract import messages, topics
from contract.link import (
    Arrived,
    Connected,
    Delivered,
    Disconnected,
    Link,
    Mail,
    Will,
)
from contract.messages import Receipt, Refused, Status
from hub.alerts.book import Shelf
from hub.alerts.judging import charts_wait
from hub.ingest import statuses
from hub.ingest.batch import Batch, Result
from hub.ingest.downlink import Downlink
from hub.ingest.mending import decode_waiting
from hub.ingest.reading import Garbage, Incoming, read
from hub.settings import Hub
from hub.store import rejects
from hub.store.store import Store, hub_id

log = logging.getLogger(__name__)

AT_MOST = 500
TRY_AGAIN_S = 1.0
CLOCK_JUMP_S = 2.0


def now_ms() -> int:
    """The hub's clock, ms since 1970."""
    return time.time_ns() // 1_000_000


def run(store: Store, settings: Hub, stop: threading.Event) -> None:
    """Ingest until `stop` is set."""
    read_again = decode_waiting(store)
    if read_again:
        log.info("Read %d events that an older version could only keep", read_again)
    Ingest(store, settings).run(stop)


class Ingest:
    """The one writer between a link and a store."""

    def __init__(
        self, store: Store, settings: Hub, now: Callable[[], int] = now_ms
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._boot = secrets.token_hex(8)
        self._link = Link(
            settings.broker,
            f"heed-hub-{self._boot}",
            Will(topics.HUB_STATUS, self._status("offline")),
            [topics.ALL_EVENTS, topics.ALL_STATUS],
            manual_ack=True,
        )
        self._downlink = Downlink(store, self._link)
        self._shelf = Shelf()
        self._skew = time.time() - time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Serve until `stop` is set, then say goodbye."""
        watch = threading.Thread(
            target=self._wake_on_commits, args=(stop,), name="ingest-wake", daemon=True
        )
        watch.start()
        self._link.start()
        while not stop.is_set():
            try:
                self._round()
            except Exception:
                log.exception(
                    "A batch could not be stored; its events stay with the devices"
                )
                self._link.drop_connection()
                stop.wait(TRY_AGAIN_S)
        self._link.stop(farewell=self._status("offline"))
        watch.join(timeout=5)

    def _round(self) -> None:
        mail = self._waiting_mail()
        self._mind_clock()
        arrived: list[Arrived] = []
        for one in mail:
            if isinstance(one, Arrived):
                arrived.append(one)
            elif isinstance(one, Connected):
                self._online()
            elif isinstance(one, Disconnected):
                log.warning("The broker is gone: %s", one.reason)
                self._downlink.disconnected()
            elif isinstance(one, Delivered):
                self._downlink.delivered(one)
        if arrived:
            self._take(arrived)
        self._look_at_charts()
        self._downlink.send()

    def _waiting_mail(self) -> list[Mail]:
        """What is there now, at most a batch; waits only while there is nothing."""
        mailbox = self._link.mailbox
        mail: list[Mail] = []
        try:
            mail.append(mailbox.get(timeout=1.0))
            while len(mail) < AT_MOST:
                mail.append(mailbox.get_nowait())
        except queue.Empty:
            pass
        return mail

    def _take(self, arrived: list[Arrived]) -> None:
        """Commit, then acknowledge, then receipt."""
        now = self._now()
        status = [one for one in arrived if one.topic.endswith("/status")]
        found = [read(one) for one in arrived if not one.topic.endswith("/status")]
        sound = [one for one in found if isinstance(one, Incoming)]
        garbage = [one for one in found if isinstance(one, Garbage)]
        try:
            results, set_back = self._commit(sound, garbage, status, now)
        except sqlite3.OperationalError:
            raise  # The disk or the lock, not an event: all of it is tried again.
        except Exception:
            log.exception("A batch of %d could not be stored; trying each", len(sound))
            results, set_back = self._one_by_one(sound, garbage, status, now)
        self._link.ack(arrived)
        self._receipt(results, garbage)
        if set_back:
            self._online()

    def _look_at_charts(self) -> None:
        """Where something bad was heard just after a look, no event need come first.

        A look that fails takes nothing from a device: the link stays up, and what was
        heard is looked at again in its time.
        """
        book = self._shelf.last
        if book is None or not charts_wait(book, now := self._now()):
            return
        heard = book.heard.copy()
        try:
            with self._store.write() as connection:
                Batch(connection, now, self._shelf).look()
        except Exception:
            log.exception("Moods and themes could not be looked at; looked at again")
            book = self._shelf.last or book
            book.heard.update(heard)
            book.looked_at = now

    def _commit(
        self,
        sound: list[Incoming],
        garbage: list[Garbage],
        status: list[Arrived],
        now: int,
    ) -> tuple[dict[str, Result], bool]:
        """One transaction; what each device is told, and whether we were set back."""
        with self._store.write() as connection:
            batch = Batch(connection, now, self._shelf)
            batch.store(sound)
            for bad in garbage:
                rejects.add(connection, now, bad.topic, bad.payload, bad.reason)
            set_back = [
                statuses.note(connection, one, now, self._settings) for one in status
            ]
        return batch.results, any(set_back)

    def _one_by_one(
        self,
        sound: list[Incoming],
        garbage: list[Garbage],
        status: list[Arrived],
        now: int,
    ) -> tuple[dict[str, Result], bool]:
        """Store what can be stored; what can't joins the garbage with its reason."""
        results: dict[str, Result] = {}
        for one in sound:
            try:
                told, _ = self._commit([one], [], [], now)
            except sqlite3.OperationalError:
                raise
            except Exception as error:
                reason = f"could not be stored: {error}"
                topic = topics.events(one.device)
                garbage.append(Garbage(one.device, one.id, topic, one.data, reason))
                continue
            for device, result in told.items():
                whole = results.setdefault(device, Result([], result.held))
                whole.committed += result.committed
        _, set_back = self._commit([], garbage, status, now)
        return results, set_back

    def _receipt(self, results: dict[str, Result], garbage: list[Garbage]) -> None:
        refused: dict[str, list[Refused]] = {}
        if garbage:
            log.warning(
                "Refused %d messages, the first on %s: %s",
                len(garbage),
                garbage[0].topic,
                garbage[0].reason,
            )
        for bad in garbage:
            if bad.device is not None and bad.id is not None:
                refused.setdefault(bad.device, []).append(
                    Refused(id=bad.id, reason=bad.reason[:500])
                )
        hub = hub_id(self._store.connection()) or ""
        for device in results.keys() | refused.keys():
            result = results.get(device, Result([], False))
            receipt = Receipt(
                hub=hub,
                committed=result.committed,
                refused=refused.get(device, []),
                held=result.held,
            )
            self._link.publish(topics.receipts(device), messages.encode(receipt))

    def _online(self) -> None:
        """Tell the devices that we are here, and under which id."""
        with self._store.write() as connection:
            statuses.expect_word(connection, self._now(), self._settings)
        self._link.publish(topics.HUB_STATUS, self._status("online"), retain=True)
        self._downlink.connected()

    def _status(self, state: str) -> bytes:
        hub = hub_id(self._store.connection())
        return messages.encode(
            Status(
                state="online" if state == "online" else "offline",
                boot=self._boot,
                hub=hub,
            )
        )

    def _mind_clock(self) -> None:
        """After a jump of our clock ask the devices for their uptime again."""
        skew = time.time() - time.monotonic()
        if abs(skew - self._skew) > CLOCK_JUMP_S:
            log.warning("This machine's clock jumped by %.0f s", skew - self._skew)
            self._skew = skew
            self._online()

    def _wake_on_commits(self, stop: threading.Event) -> None:
        """Turn commits of others (a colleague's press) into mail for the writer."""
        watcher = self._store.watcher()
        with watcher.listening():
            version = watcher.version()
            while not stop.is_set():
                changed = watcher.wait(version, 1.0)
                if changed != version:
                    version = changed
                    self._link.poke()

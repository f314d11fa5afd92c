"""The uplink: the outbox's rows go to the hub, and its word comes back.

One thread does all of it: it opens the link's mail, looks into the outbox when the
watcher wakes it, and sends. A row leaves the line only by the hub's receipt.
"""

import contextlib
import json
import logging
import threading
import time
import uuid
from collections import deque
from queue import Empty
from typing import Final

import msgspec

from contract import topics
from contract.errors import DatabaseError, NotStored
from contract.link import (
    Arrived,
    Connected,
    Delivered,
    Disconnected,
    Link,
    Mail,
    Poke,
    Will,
)
from contract.messages import Notice, Receipt, Settings, Status, encode
from device import settings as wiring
from device.health import health
from device.outbox.line import Line
from device.outbox.outbox import Outbox
from device.panel import facts as panel
from device.queue.facts import Reporter
from device.uplink.incoming import Incoming
from device.uplink.presence import Presence
from device.uplink.sending import Proof, Sending, Token
from device.uplink.window import Window

log = logging.getLogger(__name__)

LONGEST_NAP_S: Final = 0.5
SHORTEST_NAP_S: Final = 0.02
AFTER_TROUBLE_S: Final = 1.0
LETTERS_AT_ONCE: Final = 1000
MOST_UNSAVED: Final = 200
"""Settings and notices that wait while nothing can be written."""


def run(settings: wiring.Device, stop: threading.Event) -> None:
    """Carry the outbox to the hub until `stop`; raises DatabaseError at the start."""
    outbox = Outbox(settings)
    try:
        Uplink(settings, outbox).run(stop)
    finally:
        outbox.close()


class Uplink:
    """The service's state, changed by one thread only."""

    def __init__(self, settings: wiring.Device, outbox: Outbox) -> None:
        self._settings = settings
        self._outbox = outbox
        self._line = Line(outbox)
        self._incoming = Incoming(settings.name, outbox)
        self._presence = Presence(settings.uplink.held_retry_s)
        self._window = Window(settings.uplink)
        self._sending = Sending(
            self._line,
            self._window,
            self._publish,
            self._say_online,
            lambda row: row.envelope(settings.name, outbox.id),
        )
        self._boot = uuid.uuid4().hex
        self._status_topic = topics.status(settings.name)
        self._link = Link(
            settings.broker,
            f"heed-{settings.name}",
            Will(self._status_topic, self._offline()),
            self._incoming.topics,
        )
        self._letters: deque[Mail] = deque()
        self._committed: list[str] = []
        self._unsaved: deque[Settings | Notice] = deque(maxlen=MOST_UNSAVED)
        self._hub_news: Status | None = None
        self._look = False
        self._reports = True
        self._camera = Reporter(outbox)
        self._said_there: bool | None = None
        self._status_at = self._health_at = time.monotonic()
        self._strangers: set[str] = set()

    def run(self, stop: threading.Event) -> None:
        """Serve until `stop` is set."""
        waker = threading.Thread(target=self._watch, args=(stop,), name="uplink-waker")
        waker.start()
        self._link.start()
        troubled = False
        try:
            while not stop.is_set():
                try:
                    self._step()
                    troubled = False
                except (NotStored, DatabaseError) as error:
                    if not troubled:
                        log.error("The outbox can't be used; trying on: %s", error)
                    troubled = True
                    stop.wait(AFTER_TROUBLE_S)
                except Exception:
                    log.exception("The uplink stumbled; it goes on in a second")
                    stop.wait(AFTER_TROUBLE_S)
        finally:
            self._link.stop(farewell=self._offline())
            waker.join()
            self._presence.broken()
            with contextlib.suppress(NotStored):
                self._say_whether_there()

    def _watch(self, stop: threading.Event) -> None:
        """Poke the mailbox whenever another connection changed the outbox."""
        watcher = self._outbox.watcher()
        with watcher.listening():
            seen = watcher.version()
            while not stop.is_set():
                version = watcher.wait(seen, LONGEST_NAP_S)
                if version != seen:
                    seen = version
                    self._link.poke()

    def _step(self) -> None:
        """Open the mail, send what may go, and do what is due.

        Sending comes before all that writes: it needs no room on the disk.
        """
        self._collect()
        while self._letters:
            self._open(self._letters.popleft())
        self._commit_receipts()
        self._settle_hub()
        now = time.monotonic()
        self._send(now)
        if now >= self._status_at and self._presence.connected:
            self._say_online()
        self._say_whether_there()
        while self._unsaved:
            self._incoming.keep(self._unsaved[0])
            self._unsaved.popleft()
        if now >= self._health_at:
            self._report(now)

    def _collect(self) -> None:
        """Wait for mail, or until something is due."""
        nap = min(self._wake_at() - time.monotonic(), LONGEST_NAP_S)
        try:
            letter = self._link.mailbox.get(timeout=max(nap, SHORTEST_NAP_S))
            while len(self._letters) < LETTERS_AT_ONCE:
                self._letters.append(letter)
                letter = self._link.mailbox.get_nowait()
            self._letters.append(letter)
        except Empty:
            return

    def _wake_at(self) -> float:
        now = time.monotonic()
        if self._presence.may_send(now) is not None:
            return min(self._sending.next_at(), self._health_at)
        asks_at = self._presence.next_at()
        return min(asks_at, self._health_at) if asks_at > now else self._health_at

    def _open(self, letter: Mail) -> None:
        now = time.monotonic()
        match letter:
            case Connected():
                self._presence.connected = True
                self._sending.connected(now)
                self._say_online()
            case Disconnected(reason):
                self._hub_news = None
                self._presence.broken()
                self._sending.broken(reason, now)
            case Delivered(token, refused):
                self._sending.delivered(token, refused, now)
                self._look = self._look or self._sending.in_doubt
            case Poke():
                self._look = True
            case Arrived():
                self._read(letter, now)

    def _read(self, letter: Arrived, now: float) -> None:
        match self._incoming.read(letter):
            case Receipt() as receipt:
                self._take(receipt, now)
            case Status() as status:
                self._hub_news = status
                self._settle_hub()
            case Settings() | Notice() as message:
                self._unsaved.append(message)

    def _take(self, receipt: Receipt, now: float) -> None:
        if not self._presence.is_from(receipt):
            if receipt.hub not in self._strangers:
                self._strangers = {receipt.hub}
                log.warning("A receipt of hub %r does not count here", receipt.hub[:40])
            return
        self._look = True
        if receipt.held:
            self._sending.again()
            self._presence.held(now)
            return
        self._presence.welcome()
        self._committed += receipt.committed
        for refused in receipt.refused:
            log.warning("The hub refused %s: %s", refused.id[:40], refused.reason)
            self._line.refuse(refused.id, refused.reason)
        self._window.landed([refused.id for refused in receipt.refused], now)

    def _commit_receipts(self) -> None:
        """All receipts that came in together, in one write."""
        committed, self._committed = self._committed, []
        if committed:
            self._line.receipt(committed)
            self._window.landed(committed, time.monotonic())

    def _settle_hub(self) -> None:
        """Take in the hub's last word; kept until all it asks for is done."""
        if self._hub_news is None:
            return
        self._commit_receipts()
        news = self._hub_news
        id = (news.hub or "").encode()
        if news.state == "online" and self._outbox.latest("hub") != id:
            count = self._line.requeue_kept()
            self._outbox.keep_latest("hub", id)
            log.info("The hub is %s; %d kept rows go to it again", news.hub, count)
        self._hub_news = None
        if self._presence.heard(news):
            self._sending.again()
        if news.state == "online":
            self._say_online()
        self._look = True

    def _send(self, now: float) -> None:
        most = self._presence.may_send(now)
        if most is None:
            return
        if self._look or now >= self._sending.next_at():
            self._look = False
            self._sending.fill(now, most)
        if self._sending.stuck(now):
            self._link.drop_connection()

    def _publish(self, payload: bytes, token: Token) -> None:
        self._link.publish(topics.events(self._settings.name), payload, token=token)

    def _say_online(self, proof: Proof | None = None) -> None:
        self._status_at = time.monotonic() + self._settings.uplink.status_every_s
        now = self._outbox.now()
        status = Status(
            state="online",
            boot=self._boot,
            device_boot=now.boot,
            uptime_ms=now.uptime_ms,
            kept=self._line.kept(),
        )
        self._link.publish(self._status_topic, encode(status), retain=True, token=proof)

    def _offline(self) -> bytes:
        return encode(Status(state="offline", boot=self._boot))

    def _say_whether_there(self) -> None:
        """Let the kiosk know whether a call for help would reach the hub."""
        there = self._presence.there and not self._sending.blocked
        if there != self._said_there:
            value = json.dumps({"online": there}).encode()
            self._outbox.keep_latest("link", value)
            self._said_there = there

    def _report(self, now: float) -> None:
        """Put a health event, and tidy up; where only customers' rows have room, no."""
        self._health_at = now + self._settings.health_every_s
        self._line.tidy(self._settings.outbox.keep_days)
        report = msgspec.structs.replace(
            self._camera.told(health(self._outbox.path.parent, self._outbox.now())),
            settings_revision=self._incoming.revision,
            settings_refused=self._incoming.settings_refused,
            panel=panel.trouble(self._outbox),
        )
        try:
            self._outbox.put(report)
            self._reports = True
        except NotStored as error:
            if self._reports:
                log.warning("No health event could be kept: %s", error)
            self._reports = False

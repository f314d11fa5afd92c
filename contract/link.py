"""A lasting link to the broker: a thread that keeps it up, a mailbox of what happened.

Each reconnection takes a new client, as paho would send its own unacknowledged
messages again and the outbox already decides what is sent again.
"""

import itertools
import logging
import random
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import closing
from queue import SimpleQueue

from contract.bell import Bell
from contract.line import open_line
from contract.mail import (
    FAREWELL,
    Ack,
    Arrived,
    Connected,
    Cut,
    Delivered,
    Disconnected,
    Mail,
    Mailbox,
    Order,
    Poke,
    Publish,
)
from contract.session import RECEIVE_MAXIMUM, Plan, Session, Will
from contract.settings import Broker

__all__ = [
    "RECEIVE_MAXIMUM",
    "Arrived",
    "Connected",
    "Delivered",
    "Disconnected",
    "Link",
    "Mail",
    "Mailbox",
    "Poke",
    "Will",
]

log = logging.getLogger(__name__)

BACKOFF_MIN_S = 0.25
BACKOFF_MAX_S = 15.0
STEADY_S = 5.0
"""A connection that held so long was a good one: the next try comes soon."""
STOP_TIMEOUT_S = 2.0


class Link:
    """Keeps one connection to the broker up and puts all mail into `mailbox`."""

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        will: Will,
        topics: Sequence[str],
        *,
        manual_ack: bool = False,
    ) -> None:
        self.mailbox: Mailbox = SimpleQueue()
        self._plan = Plan(broker, client_id, will, tuple(topics), manual_ack)
        self._where = f"{broker.host}:{broker.port}"
        self._orders: deque[Order] = deque()
        self._bell = Bell()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def stop(self, farewell: bytes | None = None) -> None:
        """Say farewell on the will's topic, disconnect and end within 2 s.

        What was published before gets up to a second to be answered.
        """
        if farewell is not None:
            self.publish(self._plan.will.topic, farewell, retain=True, token=FAREWELL)
        self._stop.set()
        self._bell.ring()
        if self._thread.ident is not None:
            self._thread.join(timeout=STOP_TIMEOUT_S)
        if self._thread.is_alive():
            log.error("The connection to %s did not end within 2 s", self._where)
        else:
            self._bell.close()

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, token: object = None
    ) -> None:
        """Send at QoS 1 if connected; with a token a Delivered follows.

        Sent nowhere, and without a word, while disconnected: see Disconnected.
        """
        self._order(Publish(topic, payload, retain, token))

    def ack(self, arrived: Sequence[Arrived]) -> None:
        """Tell the broker that these messages are safe."""
        by_session: dict[int, list[int]] = {}
        for message in arrived:
            if message.mid:
                by_session.setdefault(message.session, []).append(message.mid)
        for session, mids in by_session.items():
            self._order(Ack(session, mids))

    def poke(self) -> None:
        """Wake whoever reads the mailbox."""
        self.mailbox.put(Poke())

    def drop_connection(self) -> None:
        """Cut the line at once; it is made again."""
        self._order(Cut())

    def _order(self, order: Order) -> None:
        self._orders.append(order)
        self._bell.ring()

    def _run(self) -> None:
        backoff_s = BACKOFF_MIN_S
        complained = False
        for number in itertools.count(1):
            reason, held_s = self._connect_once(number)
            if self._stop.is_set():
                return
            if held_s > 0 or not complained:
                log.warning(
                    "No connection to the broker at %s (%s); trying again",
                    self._where,
                    reason,
                )
                complained = True
            if held_s > STEADY_S:
                backoff_s = BACKOFF_MIN_S
            self._stop.wait(backoff_s * random.uniform(0.5, 1.0))
            backoff_s = min(backoff_s * 2, BACKOFF_MAX_S)

    def _connect_once(self, number: int) -> tuple[str, float]:
        """Connect and serve until it ends; returns why, and for how long it held."""
        up_since = None
        try:
            with closing(open_line(self._plan.broker, self._stop.is_set)) as line:
                session = Session(self._plan, number, line, self.mailbox, self._orders)
                try:
                    reason = session.serve(self._bell, self._stop)
                finally:
                    up_since = session.up_since
        except (OSError, ValueError) as error:
            reason = str(error) or type(error).__name__
        except Exception as error:
            log.exception("The connection to %s failed in an unknown way", self._where)
            reason = repr(error)
        if up_since is None:
            return reason, 0.0
        self.mailbox.put(Disconnected(reason))
        return reason, time.monotonic() - up_since

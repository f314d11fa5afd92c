"""What the hub does when a time has come: due steps, and forgetting in good time."""

import logging
import sqlite3
import threading
from collections.abc import Callable

from hub.alerts import lifecycle
from hub.ingest.service import now_ms
from hub.store import alerts, batches, calls, comments, devices, due, sample, seen
from hub.store.store import Store

log = logging.getLogger(__name__)

TICK_S = 1.0
REMOVE_S = 0.3
"""So long a removal of sample data may keep the clock from its other duties."""
TIDY_EVERY_MS = 60 * 60_000
FORGET_WHO_MS = 24 * 60 * 60_000


def run(store: Store, stop: threading.Event, now: Callable[[], int] = now_ms) -> None:
    """Tick once a second until `stop` is set."""
    tidied = 0
    while not stop.wait(TICK_S):
        try:
            tick(store, now())
            if sample.is_going(store.connection()):
                sample.remove_some(store, REMOVE_S)
            if abs(now() - tidied) >= TIDY_EVERY_MS:
                tidy(store, now())
                tidied = now()
        except Exception:
            log.exception("A tick of the clock failed; the next one tries again")


def tick(store: Store, now: int) -> None:
    """Do all that is due."""
    when = due.next_at(store.connection())
    if when is None or when > now:
        return
    with store.write() as connection:
        for what, subject, _ in due.now_due(connection, now):
            act(connection, what, subject, now)


def act(connection: sqlite3.Connection, what: str, subject: str, now: int) -> None:
    """Do one thing that is due."""
    due.off(connection, what, subject)
    if what == "silent":
        known = devices.known(connection, subject)
        if known is not None and known[1] == "approved":
            devices.set_online(connection, known[0], False, now)
            lifecycle.raise_silent(connection, known[2], subject, now)
    elif what == "call" and calls.is_waiting(connection, subject):
        calls.tell(connection, subject, "nobody", now)


def tidy(store: Store, now: int) -> None:
    """Forget names after a day, words in their time and ids after 60 days.

    Once a day, words of the days before may be seen by the owner, in batches.
    """
    with store.write() as connection:
        alerts.forget_who(connection, now - FORGET_WHO_MS)
        batches.publish(connection, now)
        comments.forget_words(connection, now)
    while True:
        with store.write() as connection:
            if seen.forget(connection, now) == 0:
                return

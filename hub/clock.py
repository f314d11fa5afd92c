"""What the hub does when a time has come: due steps, and forgetting in good time."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable

from hub.alerts import ladder, lifecycle, raising, tills
from hub.alerts.book import Book
from hub.ingest.service import now_ms
from hub.store import (
    alerts,
    batches,
    calls,
    comments,
    devices,
    due,
    minutes,
    notices,
    policies,
    sample,
    seen,
    sends,
)
from hub.store.store import Store

log = logging.getLogger(__name__)

TICK_S = 1.0
REMOVE_S = 0.3
"""So long a removal of sample data may keep the clock from its other duties."""
JUMP_MS = 2_000
TIDY_EVERY_MS = 60 * 60_000
OF_ALERTS = ("climb", "remind", "expire", "ease", "over")
FORGET_WHO_MS = 24 * 60 * 60_000


def run(store: Store, stop: threading.Event, now: Callable[[], int] = now_ms) -> None:
    """Tick once a second until `stop` is set."""
    tidied = 0
    skew = now() - _steady_ms()
    while not stop.wait(TICK_S):
        try:
            jumped = now() - _steady_ms() - skew
            if abs(jumped) > JUMP_MS:
                log.warning("This machine's clock jumped by %.0f s", jumped / 1000)
                keep_waiting(store, jumped)
                skew += jumped
            tick(store, now())
            if sample.is_going(store.connection()):
                sample.remove_some(store, REMOVE_S)
            if abs(now() - tidied) >= TIDY_EVERY_MS:
                tidy(store, now())
                tidied = now()
        except Exception:
            log.exception("A tick of the clock failed; the next one tries again")


def _steady_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def keep_waiting(store: Store, jumped_ms: int) -> None:
    """The clock was set: what waits for minutes waits as long as it did before."""
    with store.write() as connection:
        due.shift(connection, (*OF_ALERTS, "call", "silent", tills.KIND), jumped_ms)


def tick(store: Store, now: int) -> None:
    """Do all that is due."""
    when = due.next_at(store.connection())
    if when is None or when > now:
        return
    with store.write() as connection:
        for what, subject, at in due.now_due(connection, now):
            act(connection, what, subject, now, at)


def act(
    connection: sqlite3.Connection,
    what: str,
    subject: str,
    now: int,
    due_at: int | None = None,
) -> None:
    """Do one thing that was due at a time; without one, it was due now."""
    due.off(connection, what, subject)
    if what in OF_ALERTS:
        _mind_alert(connection, what, int(subject), (now, due_at or now))
    if what == "silent":
        known = devices.known(connection, subject)
        if known is not None and known[1] == "approved":
            devices.set_online(connection, known[0], False, now)
            book = Book(policies.newest(connection))
            place = (known[2], subject)
            raising.raise_silent(connection, place, known[0], now, book)
    elif what == "notice":
        notices.end(connection, int(subject), now)
    elif what == tills.KIND:
        tills.look(connection, int(subject), now)
    elif what == "call" and calls.is_waiting(connection, subject):
        calls.tell(connection, subject, "nobody", now)


def _mind_alert(
    connection: sqlite3.Connection, what: str, alert: int, when: tuple[int, int]
) -> None:
    now, due_at = when
    if what == "climb":
        ladder.climb(connection, alert, due_at, now)
    elif what == "remind":
        lifecycle.remind(connection, alert, now)
    elif what == "expire":
        lifecycle.expire(connection, alert, now)
    elif what == "over":
        raising.end(connection, alert, now)
    else:
        book = Book(policies.newest(connection))
        raising.look_again(connection, alert, now, book)


def tidy(store: Store, now: int) -> None:
    """Forget names after a day, words in their time and ids after 60 days.

    Once a day, words of the days before may be seen by the owner, in batches.
    """
    with store.write() as connection:
        alerts.forget_who(connection, now - FORGET_WHO_MS)
        batches.publish(connection, now)
        comments.forget_words(connection, now)
        minutes.forget(connection, now)
        sends.forget(connection, now)
    while True:
        with store.write() as connection:
            if seen.forget(connection, now) == 0:
                return

"""Was "open another till" done, and was the line shorter ten minutes later?"""

import pytest

from contract.events import Queue
from hub import clock
from hub.alerts import lifecycle
from hub.alerts.tills import LATER_MS
from hub.store import alerts, tills
from hub.store.store import Store
from hub.store.tills import Opened
from tests.hub.makers import NOW, Sender, store_all

MINUTE = 60_000


def queue(waiting: int, arrived: int = 0) -> Queue:
    return Queue(
        zone="till", period_s=60.0, state="seen", mean=float(waiting), max=waiting,
        waiting=waiting, arrived=arrived, served=0, left_unserved=0,
    )  # fmt: skip


def seen(store: Store, sender: Sender, waiting: int, at: int, arrived: int = 0) -> None:
    store_all(store, [sender.incoming(queue(waiting, arrived), at)], at)


def asked_for(store: Store, sender: Sender, at: int = NOW) -> int:
    """A line grows until another till is asked for."""
    seen(store, sender, 8, at, arrived=3)
    (step,) = [s for s in alerts.open_now(store.connection()) if s.kind == "till"]
    return step.alert


def finished(store: Store, alert: int, outcome: str, at: int = NOW) -> None:
    lifecycle.take(store, alert, "Ana", at + MINUTE)
    lifecycle.done(store, alert, outcome, None, "Ana", at + MINUTE)


def figures(store: Store) -> Opened:
    return tills.opened(store.connection(), 0, NOW + 10**12)


@pytest.mark.parametrize(("later", "shorter"), [(2, 1), (5, 1), (6, 0), (11, 0)])
def test_the_line_ten_minutes_later_tells_whether_it_helped(
    store: Store, later: int, shorter: int
) -> None:
    sender = Sender()
    alert = asked_for(store, sender)
    finished(store, alert, "solved")
    at = NOW + MINUTE + LATER_MS
    clock.tick(store, at - 1)
    assert figures(store) == Opened(asked=1, opened=1, seen=0, shorter=0)
    seen(store, sender, later, at - MINUTE)
    clock.tick(store, at)
    assert figures(store) == Opened(asked=1, opened=1, seen=1, shorter=shorter)
    step = alerts.state_of(store.connection(), alert)
    assert (step.what, step.state, step.outcome) == ("measured", "done", "solved")
    assert (step.detail["before"], step.detail["after"]) == (8, later)


def test_what_was_not_opened_or_not_seen_counts_as_that(store: Store) -> None:
    sender = Sender()
    alert = asked_for(store, sender)
    finished(store, alert, "nothing_to_do")
    at = NOW + MINUTE + LATER_MS
    seen(store, sender, 1, at - MINUTE)
    clock.tick(store, at)
    assert figures(store) == Opened(asked=1, opened=0, seen=0, shorter=0)
    again = NOW + 60 * MINUTE
    other = asked_for(store, sender, again)
    finished(store, other, "solved", again)
    clock.tick(store, again + MINUTE + LATER_MS)  # Nothing was seen meanwhile.
    assert figures(store) == Opened(asked=2, opened=1, seen=0, shorter=0)


def test_a_till_asked_for_again_is_measured_at_its_next_end(store: Store) -> None:
    sender = Sender()
    alert = asked_for(store, sender)
    finished(store, alert, "solved")
    lifecycle.reopen(store, alert, "Ben", NOW + 2 * MINUTE)
    at = NOW + MINUTE + LATER_MS
    seen(store, sender, 9, at - MINUTE)
    clock.tick(store, at)
    assert figures(store).seen == 0
    lifecycle.done(store, alert, "solved", None, "Ben", at)
    seen(store, sender, 3, at + LATER_MS)
    clock.tick(store, at + LATER_MS)
    assert figures(store) == Opened(asked=1, opened=1, seen=1, shorter=1)

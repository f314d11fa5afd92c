"""Waiting lines in the store and on the pages: from events to half and nine in ten."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.events import Counted, Passed, Queue, Uncounted, WaitBin
from hub.figures import waits
from hub.store import lines, sightings
from hub.store.figures import Scope
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, store_all


def queue(**more: Any) -> Queue:
    """A minute of a line that was seen."""
    facts: dict[str, Any] = {
        "zone": "till",
        "period_s": 60.0,
        "state": "seen",
        "mean": 3.0,
        "waiting": 3,
        "estimated_wait_s": 200.0,
        "waits": [
            WaitBin(up_to_s=60.0, people=2),
            WaitBin(up_to_s=120.0, people=6),
            WaitBin(up_to_s=None, people=2),
        ],
        "arrived": 9,
        "served": 10,
        "left_unserved": 2,
        "service_s": 60.0,
    }
    return Queue(**(facts | more))


def test_events_become_sums_and_how_the_line_is_now(store: Store) -> None:
    sender = Sender()
    store_all(store, [sender.incoming(queue(), at=NOW - 60_000)])
    store_all(store, [sender.incoming(queue(waiting=5, state="rough"), at=NOW)])
    blind = Queue(zone="till", period_s=60.0, state="blind", why_blind="dark")
    store_all(store, [sender.incoming(blind, at=NOW + 60_000)])
    connection = store.connection()
    (now,) = lines.now(connection, NOW - 600_000)
    assert (now.touchpoint, now.state, now.why) == ("Till 1", "blind", "dark")
    assert [n for _, n in now.points] == [3, 5]
    slot = NOW // lines.SLOT_MS
    sums = lines.slots(connection, slot - 2, slot + 2)
    assert sum(one.seen_s for one in sums) == 120
    assert sum(one.rough_s for one in sums) == sum(one.blind_s for one in sums) == 60
    assert sum(one.arrived for one in sums) == 18
    assert sum(one.judged for one in sums) == 24
    told = waits.joined(
        {edge: n} for _, edge, n in lines.waits(connection, slot - 2, slot + 2)
    )
    assert told == {60.0: 4, 120.0: 12, None: 4}


def test_the_same_event_again_counts_once(store: Store) -> None:
    message = Sender().incoming(queue(), at=NOW)
    store_all(store, [message])
    store_all(store, [message])
    slot = NOW // lines.SLOT_MS
    sums = lines.slots(store.connection(), slot - 1, slot + 1)
    assert sum(one.served for one in sums) == 10


def test_half_and_nine_in_ten_are_read_from_the_bars() -> None:
    bars: waits.Bars = {60.0: 2, 120.0: 6, None: 2}
    half, most = waits.at_most(bars, 0.5), waits.at_most(bars, 0.9)
    assert half == waits.Waited(90.0)
    assert most == waits.Waited(120.0, over=True)
    assert waits.at_most({60.0: 4}, 0.5) is None


@settings(deadline=None)
@given(
    st.dictionaries(st.floats(1, 900), st.integers(0, 50), max_size=8),
    st.integers(0, 50),
)
def test_more_customers_never_waited_less(bars: waits.Bars, beyond: int) -> None:
    found = [
        waited.seconds
        for share in (0.1, 0.5, 0.9)
        if (waited := waits.at_most({**bars, None: beyond}, share)) is not None
    ]
    assert found == sorted(found)


def test_tills_needed_follow_the_load() -> None:
    assert waits.tills_needed(60, 3600.0, 60.0) == 2
    assert waits.tills_needed(40, 3600.0, 60.0) == 1
    assert waits.tills_needed(3, 3600.0, 60.0) is None
    assert waits.tills_needed(60, 3600.0, 0.0) is None


@pytest.mark.parametrize("mean", [None, 0.0])
def test_an_empty_line_is_no_mistake(store: Store, mean: float | None) -> None:
    empty = queue(mean=mean, waiting=0, arrived=0, served=0, waits=[], service_s=None)
    store_all(store, [Sender().incoming(empty, at=NOW)])
    slot = NOW // lines.SLOT_MS
    assert lines.slots(store.connection(), slot - 1, slot + 1)[0].person_s == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_count_taken_back_counts_no_more_in_whatever_order_it_came(
    store: Store, order: tuple[int, int]
) -> None:
    sender = Sender()
    slip = sender.incoming(Counted(zone="till", people=40, camera=4), at=NOW)
    back = Uncounted(zone="till", count=slip.id)
    later = sender.incoming(back, at=NOW + lines.SLOT_MS)
    store_all(store, [sender.incoming(Counted(zone="till", people=4, camera=4))])
    for one in (*order, *order):
        store_all(store, [(slip, later)[one]])
    store_all(store, [sender.incoming(back, at=NOW + lines.SLOT_MS)])
    slot = NOW // lines.SLOT_MS
    eye = sightings.by_eye(store.connection(), slot - 100, slot + 100)
    assert eye == sightings.Eye(1, 0, 1, taken_back=1)


def test_counts_by_eye_and_passers_by_become_sums(store: Store) -> None:
    sender = Sender()
    pairs = [(4, 4), (3, 4), (6, 3)]
    events = [Counted(zone="till", people=p, camera=c) for p, c in pairs]
    messages = [sender.incoming(event, at=NOW) for event in events]
    messages += [sender.incoming(Passed(period_s=900.0, passed=n)) for n in (7, 0, 5)]
    store_all(store, messages)
    store_all(store, messages)
    connection, slot = store.connection(), NOW // lines.SLOT_MS
    assert sightings.by_eye(connection, slot - 1, slot + 1) == sightings.Eye(3, 4, 2)
    assert sightings.by_eye(connection, slot + 1, slot + 9) == sightings.Eye(0, 0, 0)
    since, until = NOW - 86_400_000, NOW + 86_400_000
    assert list(sightings.passed(connection, Scope(), since, until).values()) == [12]
    nowhere = Scope(touchpoints=(99,))
    assert sightings.passed(connection, nowhere, since, until) == {}

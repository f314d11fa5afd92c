"""What a batch of events leaves in the store."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.events import Comment, Dropped, Health, Outcome, Rating, Reasons
from hub.ingest.mending import decode_waiting
from hub.ingest.reading import Garbage, Incoming, read
from hub.store import alerts, devices, events, rejects
from hub.store.rollups import slot
from hub.store.store import Store
from tests.hub.makers import (
    NOW,
    Sender,
    answers_counted,
    approve,
    arrived,
    call,
    rating,
    store_all,
    uuid,
)
from tests.hub.stores import new_store


def test_a_late_double_is_receipted_and_not_stored_twice(store: Store) -> None:
    sender = Sender()
    one = sender.incoming(rating())
    first = store_all(store, [one])
    again = store_all(store, [one, one])
    assert first["till-1"].committed == [one.id]
    assert set(again["till-1"].committed) == {one.id}
    assert events.count(store.connection()) == 1
    assert answers_counted(store) == {4: 1}


def test_an_erased_event_does_not_come_back_with_a_late_double(store: Store) -> None:
    one = Sender().incoming(rating())
    store_all(store, [one])
    with store.write() as connection:
        connection.execute("DELETE FROM events")
    store_all(store, [one])
    assert events.count(store.connection()) == 0


def test_a_device_nobody_approved_is_held_and_keeps_its_events(store: Store) -> None:
    sender = Sender("till-2")
    one = sender.incoming(rating())
    result = store_all(store, [one])["till-2"]
    assert result.held and result.committed == []
    assert events.count(store.connection()) == 0
    approve(store, "till-2", "Till 2")
    assert store_all(store, [one])["till-2"].committed == [one.id]
    assert events.count(store.connection()) == 1


def test_strangers_cannot_fill_the_list_of_devices(store: Store) -> None:
    for number in range(devices.MAX_PENDING + 20):
        store_all(store, [Sender(f"stranger-{number}").incoming(rating())])
    assert len(devices.listing(store.connection())) == devices.MAX_PENDING + 1


def test_only_a_visits_last_answer_counts(store: Store) -> None:
    sender, visit = Sender(), uuid()
    happy = sender.incoming(rating(4, visit))
    unhappy = sender.incoming(rating(1, visit, step="face-2"))
    store_all(store, [happy])
    store_all(store, [unhappy])
    assert answers_counted(store) == {1: 1}


def test_the_last_answer_counts_though_it_overtook_the_first(store: Store) -> None:
    sender, visit = Sender(), uuid()
    happy = sender.incoming(rating(4, visit))
    unhappy = sender.incoming(rating(1, visit, step="face-2"))
    store_all(store, [unhappy])
    store_all(store, [happy])
    assert answers_counted(store) == {1: 1}
    row = store.connection().execute("SELECT value, replaced FROM answers").fetchone()
    assert row == (1, 1)


def test_answers_flagged_as_play_are_kept_and_counted_apart(store: Store) -> None:
    sender = Sender()
    store_all(store, [sender.incoming(rating(1, misuse="burst"))])
    assert answers_counted(store) == {-1: 1}
    assert alerts.open_now(store.connection()) == []


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_counts_are_the_same_however_events_are_batched_doubled_and_shuffled(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sender = Sender()
    visits = [uuid() for _ in range(4)]
    made: list[Incoming] = []
    for number in range(data.draw(st.integers(1, 15))):
        visit = data.draw(st.sampled_from(visits))
        value = data.draw(st.integers(1, 4))
        made.append(sender.incoming(rating(value, visit, step=f"s{number}")))
    expected: dict[str, int] = {}
    for one in made:
        assert isinstance(one.event, Rating)
        expected[one.event.visit] = one.event.value
    store = new_store(tmp_path_factory.mktemp("store") / "store.db")
    try:
        approve(store)
        sent = data.draw(st.permutations(made + made[: len(made) // 2]))
        while sent:
            size = data.draw(st.integers(1, len(sent)))
            store_all(store, list(sent[:size]))
            sent = sent[size:]
        counts: dict[int, int] = {}
        for value in expected.values():
            counts[value] = counts.get(value, 0) + 1
        assert answers_counted(store) == counts
        assert events.count(store.connection()) == len(made)
        (spans,) = store.connection().execute("SELECT count(*) FROM spans").fetchone()
        assert spans == 1
    finally:
        store.close()


def test_everything_a_visit_tells_is_counted(store: Store) -> None:
    sender, visit = Sender(), uuid()
    told = [
        rating(1, visit),
        Reasons(visit=visit, step="reasons", choices=["waiting", "price"]),
        Comment(visit=visit, step="comment", source="typed", language="en"),
        Outcome(visit=visit, step="outcome", how="completed"),
    ]
    store_all(store, [sender.incoming(event) for event in told])
    rows = store.connection().execute("SELECT what, n FROM event_counts")
    assert dict(rows.fetchall()) == {
        "heed.rating.v1": 1,
        "heed.reasons.v1": 1,
        "heed.reasons.v1:waiting": 1,
        "heed.reasons.v1:price": 1,
        "heed.comment.v1": 1,
        "heed.outcome.v1": 1,
        "heed.outcome.v1:completed": 1,
    }


def test_an_event_of_a_newer_type_is_kept_and_read_after_an_upgrade(
    store: Store,
) -> None:
    sender, known = Sender(), rating(1)
    newer = msgspec.structs.replace(
        sender.incoming(known), type="heed.rating.v9", event=None
    )
    result = store_all(store, [newer])
    assert result["till-1"].committed == [newer.id]
    assert answers_counted(store) == {}
    with store.write() as connection:  # What an upgrade that knows the type finds.
        connection.execute("UPDATE events SET type = 'heed.rating.v1'")
    assert decode_waiting(store) == 1
    assert answers_counted(store) == {1: 1}
    assert decode_waiting(store) == 0


def test_a_lost_number_is_shown_and_an_announced_drop_is_not(store: Store) -> None:
    sender = Sender()
    sent = [sender.incoming(rating()) for _ in range(10)]
    kept = [one for one in sent if one.sequence not in (3, 4, 7)]
    dropped = Dropped(first=7, last=7, rows=1, reason="full")
    store_all(store, [*kept, sender.incoming(Health(uptime_s=1.0, dropped=[dropped]))])
    assert devices.listing(store.connection())[0].holes == [(3, 4)]
    store_all(store, [one for one in sent if one.sequence in (3, 4)])
    assert devices.listing(store.connection())[0].holes == []


def test_a_number_that_still_waits_in_the_device_is_no_loss(store: Store) -> None:
    sender = Sender()
    sent = [sender.incoming(rating()) for _ in range(10)]
    health = Health(uptime_s=1.0, waiting=2, oldest_waiting=8)
    some = [one for one in sent if one.sequence not in (3, 8)]
    store_all(store, [*some, sender.incoming(health)])
    assert devices.listing(store.connection())[0].holes == [(3, 3)]


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"", "not a Heed event"),
        (b"{", "not a Heed event"),
        (b"\xff\xfe\x00", "not a Heed event"),
        (b"[1, 2]", "not a Heed event"),
        (b"x" * 20_000, "20000 bytes"),
        (b'{"id": "0192e4a0-0000-7000-8000-000000000001"}', "missing required"),
    ],
)
def test_garbage_is_refused_with_its_reason(payload: bytes, says: str) -> None:
    found = read(arrived("till-1", payload))
    assert isinstance(found, Garbage)
    assert says in found.reason


def test_a_refused_event_is_named_so_that_its_device_can_let_it_go() -> None:
    sender = Sender()
    payload = sender.payload(rating()).replace(b'"value":4', b'"value":9')
    found = read(arrived("till-1", payload))
    assert isinstance(found, Garbage)
    assert found.id is not None and "above the scale" in found.reason


def test_an_event_under_another_devices_name_is_refused() -> None:
    found = read(arrived("till-2", Sender("till-1").payload(rating())))
    assert isinstance(found, Garbage)
    assert "till-1" in found.reason and "till-2" in found.reason


def test_the_list_of_rejects_is_bounded(store: Store) -> None:
    with store.write() as connection:
        for _ in range(rejects.KEEP + 50):
            rejects.add(connection, NOW, "t", b"x" * 9_000, "why")
        rows = connection.execute("SELECT count(*), max(length(payload)) FROM rejects")
        assert rows.fetchone() == (rejects.KEEP, rejects.MAX_BYTES)


def test_an_unhappy_visit_of_this_morning_that_comes_now_raises_no_alert(
    store: Store,
) -> None:
    sender = Sender()
    sender.began = NOW - 10 * 3_600_000
    late = sender.incoming(rating(1), at=NOW - 3 * 3_600_000)
    store_all(store, [late, sender.incoming(call(), at=NOW - 11 * 60_000)])
    assert alerts.open_now(store.connection()) == []
    row = store.connection().execute("SELECT min(late), max(late) FROM events")
    assert row.fetchone() == (1, 1)


def test_a_later_answer_moves_the_visits_count_to_its_quarter_of_an_hour(
    store: Store,
) -> None:
    sender, visit = Sender(), uuid()
    early = NOW - NOW % 900_000 - 1
    store_all(store, [sender.incoming(rating(4, visit), at=early)])
    store_all(store, [sender.incoming(rating(1, visit, step="f2"), at=early + 1)])
    rows = store.connection().execute(
        "SELECT slot, value, n FROM answer_counts WHERE n > 0"
    )
    assert rows.fetchall() == [(slot(early + 1), 1, 1)]

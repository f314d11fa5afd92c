"""Reasons and outcomes are counted under the mood of the visit they belong to."""

import random
from itertools import permutations
from pathlib import Path

import pytest

from contract.events import Event, Outcome
from hub.store import calendar
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, approve, rating, reasons, store_all, uuid

DAY = 86_400_000


def outcome(visit: str, how: str = "completed") -> Outcome:
    return Outcome(visit=visit, step="outcome", how=how)  # type: ignore[arg-type]


def counted(store: Store, table: str = "fact_counts") -> dict[tuple[str, str], int]:
    rows = store.connection().execute(
        f"SELECT mood, what, sum(n) FROM {table} GROUP BY 1, 2 HAVING sum(n) != 0"
    )
    return {(mood, what): n for mood, what, n in rows}


def feed(store: Store, *events: Event, at: int = NOW) -> None:
    """Each event in a batch of its own, in this order of arrival."""
    sender = Sender()
    for incoming in [sender.incoming(event, at) for event in events]:
        store_all(store, [incoming])


UNHAPPY = {
    ("unhappy", "reasons"): 1,
    ("unhappy", "reason:price"): 1,
    ("unhappy", "reason:waiting"): 1,
    ("unhappy", "outcome:completed"): 1,
}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_reasons_find_their_mood_in_whatever_order_they_arrive(
    store: Store, order: tuple[int, ...]
) -> None:
    visit, sender = uuid(), Sender()
    said = (rating(1, visit), reasons(visit, "waiting", "price"), outcome(visit))
    sent = [sender.incoming(event) for event in said]
    for place in order:
        store_all(store, [sent[place]])
    assert counted(store) == UNHAPPY


def test_one_batch_counts_like_many(store: Store) -> None:
    visit, sender = uuid(), Sender()
    said = (rating(1, visit), reasons(visit, "price", "waiting"), outcome(visit))
    store_all(store, [sender.incoming(event) for event in said])
    assert counted(store) == UNHAPPY


def test_another_face_takes_its_reasons_along(store: Store) -> None:
    visit = uuid()
    feed(store, rating(1, visit), reasons(visit, "price"), rating(4, visit))
    assert counted(store) == {("happy", "reasons"): 1, ("happy", "reason:price"): 1}


def test_new_reasons_take_the_place_of_the_first(store: Store) -> None:
    visit = uuid()
    feed(store, rating(4, visit), reasons(visit, "price"), reasons(visit, "staff"))
    assert counted(store) == {("happy", "reasons"): 1, ("happy", "reason:staff"): 1}


def test_reasons_of_play_are_set_apart(store: Store) -> None:
    visit = uuid()
    feed(store, rating(1, visit, misuse="burst"), reasons(visit, "price"))
    assert counted(store) == {("played", "reasons"): 1, ("played", "reason:price"): 1}


def test_a_visit_without_an_answer_has_no_mood(store: Store) -> None:
    feed(store, outcome(uuid(), "left"))
    assert counted(store) == {("", "outcome:left"): 1}


def test_with_two_questions_reasons_belong_to_the_one_before_them(
    store: Store,
) -> None:
    visit = uuid()
    second = rating(4, visit, question="again", step="again")
    feed(store, rating(1, visit), reasons(visit, "price"), second)
    assert ("unhappy", "reason:price") in counted(store)


def test_counts_by_day_are_those_by_quarter(store: Store) -> None:
    calendar.keep_zone(store, "Asia/Kathmandu")
    chance, sender = random.Random(4), Sender()
    for _ in range(30):
        visit = uuid()
        said = (
            rating(chance.randint(1, 4), visit),
            reasons(visit, chance.choice(["price", "staff"])),
            outcome(visit),
            rating(chance.randint(1, 4), visit),
        )
        at = NOW - chance.randrange(3_000_000)
        sent = [sender.incoming(event, at) for event in said]
        chance.shuffle(sent)
        store_all(store, sent)
    live = snapshot(store)
    assert counted(store, "day_facts") == counted(store)
    with store.write() as connection:
        calendar.count_anew(connection, "Asia/Kathmandu")
    assert snapshot(store) == live


def snapshot(store: Store) -> list[tuple[object, ...]]:
    connection = store.connection()
    return [
        *connection.execute("SELECT * FROM hour_moods WHERE n != 0"),
        *connection.execute("SELECT * FROM day_facts WHERE n != 0"),
    ]


def test_another_time_zone_moves_the_past_to_its_own_days(store: Store) -> None:
    calendar.keep_zone(store, "UTC")
    feed(store, rating(4))
    at_utc = hours(store)
    calendar.keep_zone(store, "Pacific/Auckland")
    assert hours(store) == [at_utc[0] + 13]  # summer there


def hours(store: Store) -> list[int]:
    rows = store.connection().execute("SELECT hour FROM hour_moods WHERE n > 0")
    return [row[0] for row in rows]


def test_a_store_from_before_has_its_past_counted(tmp_path: Path, store: Store) -> None:
    approve(store)
    visit, other = uuid(), uuid()
    feed(store, rating(1, visit), reasons(visit, "price", "staff"), outcome(visit))
    feed(store, rating(4, other), reasons(other, "staff"), rating(1, other))
    feed(store, outcome(uuid(), "left"))
    now = snapshot_of_visits(store)
    with store.write() as connection:
        for table in ("visit_facts", "fact_counts", "hour_moods", "day_facts"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute(
            "DELETE FROM _sqlite_migrations WHERE name LIKE '%moods_of_visits'"
        )
    store.close()
    again = Store(store.path)
    assert snapshot_of_visits(again) == now
    again.close()


def snapshot_of_visits(store: Store) -> list[tuple[object, ...]]:
    connection = store.connection()
    return [
        *connection.execute("SELECT * FROM visit_facts"),
        *connection.execute("SELECT * FROM fact_counts WHERE n != 0"),
    ]

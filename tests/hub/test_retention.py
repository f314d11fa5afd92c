"""What the hub forgets, and when."""

from hub import clock
from hub.store import events
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, rating, store_all

DAY_MS = 86_400_000


def ids_known(store: Store) -> int:
    (count,) = store.connection().execute("SELECT count(*) FROM seen").fetchone()
    return int(count)


def test_a_double_stays_out_for_sixty_days_and_its_id_is_forgotten_after(
    store: Store,
) -> None:
    sender = Sender()
    old = sender.incoming(rating())
    store_all(store, [old])
    later = NOW + 30 * DAY_MS
    store_all(store, [sender.incoming(rating(), at=later)], later)
    clock.tidy(store, NOW + 59 * DAY_MS)
    assert ids_known(store) == 2
    now = NOW + 62 * DAY_MS
    store_all(store, [sender.incoming(rating(), at=now)], now)
    clock.tidy(store, now)
    assert ids_known(store) == 3  # Nothing yet: no day's first id is that old.
    now += 31 * DAY_MS
    clock.tidy(store, now)
    assert ids_known(store) == 2
    assert events.count(store.connection()) == 3


def test_numbers_are_not_given_again_after_ids_and_events_are_gone(
    store: Store,
) -> None:
    sender = Sender()
    store_all(store, [sender.incoming(rating()) for _ in range(3)])
    with store.write() as connection:
        connection.execute("DELETE FROM events")
    store_all(store, [sender.incoming(rating())])
    rows = store.connection().execute("SELECT n FROM events").fetchall()
    assert rows == [(4,)]

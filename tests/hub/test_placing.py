"""Events find their place in time though clocks are unset, wrong or jump."""

from hypothesis import given
from hypothesis import strategies as st

from hub import placing
from hub.placing import Boot, Made
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, rating, store_all

YEAR_MS = 365 * 86_400_000
HOUR_MS = 3_600_000
OLD_BOOT = "22222222-2222-4222-8222-222222222222"


def placed_at(store: Store) -> list[tuple[int, int]]:
    rows = store.connection().execute(
        "SELECT at, estimated FROM events ORDER BY sequence"
    )
    return [(row[0], row[1]) for row in rows]


def live(sender: Sender, store: Store, now: int = NOW) -> None:
    """The device says its uptime while connected."""
    from contract import messages, topics
    from contract.link import Arrived
    from contract.messages import Status
    from hub.ingest import statuses
    from hub.settings import Hub

    status = Status(
        state="online", boot="x", device_boot=sender.boot, uptime_ms=now - sender.began
    )
    mail = Arrived(topics.status(sender.device), messages.encode(status), False, 1, 1)
    with store.write() as connection:
        assert not statuses.note(connection, mail, now, Hub())


def test_a_set_clock_is_believed(store: Store) -> None:
    sender = Sender()
    store_all(store, [sender.incoming(rating(), at=NOW - HOUR_MS // 2)])
    assert placed_at(store) == [(NOW - HOUR_MS // 2, 0)]


def test_a_clock_years_ahead_or_behind_moves_no_event(store: Store) -> None:
    sender = Sender()
    live(sender, store)
    store_all(store, [sender.incoming(rating(), at=NOW - 5_000)])
    for jump in (5 * YEAR_MS, -5 * YEAR_MS):
        sender.clock_off = jump
        store_all(store, [sender.incoming(rating(), at=NOW - 2_000)])
    assert placed_at(store) == [(NOW - 5_000, 0), (NOW - 2_000, 1), (NOW - 2_000, 1)]


def test_a_boot_without_a_clock_is_placed_by_its_uptime(store: Store) -> None:
    sender = Sender()
    sender.synced, sender.clock_off = False, -56 * YEAR_MS
    live(sender, store)
    store_all(store, [sender.incoming(rating(1), at=NOW - HOUR_MS // 2)])
    assert placed_at(store) == [(NOW - HOUR_MS // 2, 1)]


def test_events_before_the_clock_was_set_move_to_their_time_once_it_is(
    store: Store,
) -> None:
    sender = Sender()
    sender.boot, sender.began = OLD_BOOT, NOW - 48 * HOUR_MS
    sender.synced, sender.clock_off = False, -YEAR_MS
    at = sender.began + HOUR_MS
    store_all(store, [sender.incoming(rating(1), at=at)])
    sender.synced, sender.clock_off = True, 0
    store_all(store, [sender.incoming(rating(4), at=at + HOUR_MS)])
    assert placed_at(store) == [(at, 1), (at + HOUR_MS, 0)]
    rows = store.connection().execute(
        "SELECT slot, sum(n) FROM answer_counts GROUP BY slot HAVING sum(n) > 0"
    )
    assert rows.fetchall() == [(at // 900_000, 1), ((at + HOUR_MS) // 900_000, 1)]
    answer = store.connection().execute("SELECT min(at) FROM answers").fetchone()
    assert answer == (at,)


def test_a_boot_that_never_had_a_clock_lies_before_the_present_one(
    store: Store,
) -> None:
    sender = Sender()
    sender.boot, sender.began, sender.synced = OLD_BOOT, NOW - 48 * HOUR_MS, False
    sender.clock_off = -YEAR_MS
    old = [sender.incoming(rating(), at=sender.began + n * HOUR_MS) for n in (1, 2, 3)]
    sender.boot, sender.began = "33333333-3333-4333-8333-333333333333", NOW - HOUR_MS
    live(sender, store)
    store_all(store, [sender.incoming(rating(), at=NOW)])
    store_all(store, old)
    times = [at for at, _ in placed_at(store)]
    assert times[:3] == sorted(times[:3])
    assert times[2] <= NOW - HOUR_MS
    assert times[1] - times[0] == HOUR_MS


def test_the_hubs_own_clock_jumping_ahead_makes_no_live_event_late(
    store: Store,
) -> None:
    sender = Sender()
    live(sender, store)
    now = NOW + 3 * YEAR_MS
    live_again = Sender()
    live_again.began = sender.began + 3 * YEAR_MS  # What the uptime says by our clock.
    live(live_again, store, now)
    store_all(store, [sender.incoming(rating(1), at=NOW)], now)
    ((at, estimated),) = placed_at(store)
    assert (at, estimated) == (now, 1)
    assert store.connection().execute("SELECT late FROM events").fetchone() == (0,)


@given(
    uptime=st.integers(0, 10**10),
    claimed=st.integers(-(10**13), 10**14),
    synced=st.booleans(),
    base=st.none() | st.integers(-(10**13), 10**14),
    is_live=st.booleans(),
)
def test_nothing_is_ever_placed_in_the_future(
    uptime: int, claimed: int, synced: bool, base: int | None, is_live: bool
) -> None:
    made = Made(claimed, uptime, synced)
    boot = placing.learn(Boot(NOW, base, is_live), made, NOW)
    assert placing.place(boot, made, NOW).at <= NOW

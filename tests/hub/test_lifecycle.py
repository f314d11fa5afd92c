"""An alert's life: one at a time, one winner, nothing forgotten."""

import itertools
import json
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hub import clock
from hub.alerts import lifecycle
from hub.alerts.lifecycle import BadTurn
from hub.store import alerts, calls
from hub.store.alerts import Step, UnknownAlert
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, approve, call, rating, store_all, uuid
from tests.hub.stores import new_store


def the_alert(store: Store) -> Step:
    (step,) = alerts.open_now(store.connection())
    return step


def notices(store: Store) -> list[tuple[str, str]]:
    rows = store.connection().execute(
        "SELECT payload FROM downlink WHERE topic LIKE '%/notices' ORDER BY n"
    )
    found = [json.loads(row[0]) for row in rows]
    return [(one["help_id"], one["state"]) for one in found]


def test_a_second_unhappy_face_refreshes_the_alert_and_does_not_double_it(
    store: Store,
) -> None:
    sender = Sender()
    store_all(store, [sender.incoming(rating(1))])
    store_all(store, [sender.incoming(rating(1)), sender.incoming(rating(1))])
    step = the_alert(store)
    assert (step.kind, step.touchpoint, step.what) == ("unhappy", "Till 1", "refreshed")
    assert step.times == 3


def test_a_happy_face_calls_nobody(store: Store) -> None:
    store_all(store, [Sender().incoming(rating(3)), Sender().incoming(rating(4))])
    assert alerts.open_now(store.connection()) == []


def test_two_tablets_at_once_have_one_winner_and_the_other_is_told(
    store: Store,
) -> None:
    store_all(store, [Sender().incoming(rating(1))])
    alert = the_alert(store).alert
    turns = []
    both = threading.Barrier(2)

    def press(who: str) -> None:
        both.wait()
        turns.append(lifecycle.take(store, alert, who, NOW + 1))

    threads = [threading.Thread(target=press, args=(name,)) for name in ("Ann", "Bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turn.won for turn in turns) == [False, True]
    assert turns[0].who == turns[1].who


def test_a_customers_call_is_sent_then_someone_comes_then_it_is_done(
    store: Store,
) -> None:
    help_id = uuid()
    store_all(store, [Sender().incoming(call(help_id=help_id))])
    alert = the_alert(store).alert
    lifecycle.take(store, alert, "Ann", NOW + 1)
    lifecycle.done(store, alert, "solved", "new bag", "Ann", NOW + 2)
    assert notices(store) == [(help_id, s) for s in ("sent", "coming", "done")]
    assert alerts.open_now(store.connection()) == []


def test_a_new_customers_call_makes_a_taken_alert_loud_again(store: Store) -> None:
    sender, first, second = Sender(), uuid(), uuid()
    store_all(store, [sender.incoming(call(help_id=first))])
    alert = the_alert(store).alert
    lifecycle.take(store, alert, "Ann", NOW + 1)
    store_all(store, [sender.incoming(call(help_id=second))])
    step = the_alert(store)
    assert (step.alert, step.state, step.what) == (alert, "open", "raised")
    lifecycle.take(store, alert, "Bo", NOW + 2)
    assert notices(store)[-1] == (second, "coming")


def test_a_call_taken_back_leaves_the_floor_once_no_other_is_left(
    store: Store,
) -> None:
    sender, first, second = Sender(), uuid(), uuid()
    store_all(store, [sender.incoming(call(help_id=first))])
    store_all(store, [sender.incoming(call(help_id=second))])
    store_all(store, [sender.incoming(call(help_id=first, withdrawn=True))])
    assert the_alert(store).state == "open"
    store_all(store, [sender.incoming(call(help_id=second, withdrawn=True))])
    assert alerts.open_now(store.connection()) == []


def test_a_customer_is_told_when_nobody_comes_in_time_even_after_a_restart(
    store: Store, tmp_path: Path
) -> None:
    help_id = uuid()
    store_all(store, [Sender().incoming(call(help_id=help_id))])
    store.close()
    again = Store(tmp_path / "store.db")
    clock.tick(again, NOW + 119_000)
    assert notices(again)[-1] == (help_id, "sent")
    clock.tick(again, NOW + 121_000)
    clock.tick(again, NOW + 122_000)
    assert notices(again) == [(help_id, "sent"), (help_id, "nobody")]
    lifecycle.take(again, the_alert(again).alert, "Ann", NOW + 130_000)
    assert notices(again)[-1] == (help_id, "coming")
    again.close()


def test_who_took_an_alert_is_forgotten_after_a_day(store: Store) -> None:
    store_all(store, [Sender().incoming(rating(1))])
    lifecycle.take(store, the_alert(store).alert, "Ann", NOW)
    clock.tidy(store, NOW + 23 * 3_600_000)
    assert the_alert(store).who == "Ann"
    clock.tidy(store, NOW + 25 * 3_600_000)
    assert the_alert(store).who is None


@pytest.mark.parametrize(
    ("turn", "error", "says"),
    [
        (lambda s: lifecycle.take(s, 99, "Ann", NOW), UnknownAlert, "no alert 99"),
        (lambda s: lifecycle.take(s, 1, "  ", NOW), BadTurn, "1 to 40"),
        (lambda s: lifecycle.take(s, 1, "x" * 41, NOW), BadTurn, "1 to 40"),
        (lambda s: lifecycle.done(s, 1, "eaten", None, "A", NOW), BadTurn, "solved"),
        (lambda s: lifecycle.done(s, 1, "solved", "x" * 501, "A", NOW), BadTurn, "501"),
    ],
)
def test_a_senseless_press_is_refused_in_words(store: Store, turn, error, says) -> None:  # type: ignore[no-untyped-def]
    store_all(store, [Sender().incoming(rating(1))])
    with pytest.raises(error, match=says):
        turn(store)
    assert the_alert(store).what == "raised"


class Floor(RuleBasedStateMachine):
    """Random taps, calls, presses and restarts on one touchpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = new_store(Path(self.folder.name) / "store.db")
        approve(self.store)
        self.sender = Sender()
        self.now = NOW
        self.calls: dict[str, str] = {}

    @rule(value=st.integers(1, 4))
    def tap(self, value: int) -> None:
        store_all(
            self.store, [self.sender.incoming(rating(value), at=self.now)], self.now
        )

    @rule()
    def someone_calls(self) -> None:
        help_id = uuid()
        event = call(help_id=help_id)
        store_all(self.store, [self.sender.incoming(event, at=self.now)], self.now)
        self.calls[help_id] = "waiting"

    @rule(data=st.data())
    def takes_it_back(self, data: st.DataObject) -> None:
        if not self.calls:
            return
        help_id = data.draw(st.sampled_from(sorted(self.calls)))
        event = call(help_id=help_id, withdrawn=True)
        store_all(self.store, [self.sender.incoming(event, at=self.now)], self.now)
        del self.calls[help_id]

    @rule(data=st.data(), take=st.booleans())
    def press(self, data: st.DataObject, take: bool) -> None:
        everything = alerts.of_day(self.store.connection(), 0)
        if not everything:
            return
        before = data.draw(st.sampled_from(everything))
        if take:
            turn = lifecycle.take(self.store, before.alert, "Ann", self.now)
            assert turn.won == (before.state == "open")
        else:
            turn = lifecycle.done(
                self.store, before.alert, "solved", None, "Ann", self.now
            )
            assert turn.won == (before.state in ("open", "taken"))
            if turn.won and before.kind == "help":
                self.calls.clear()

    @rule(seconds=st.integers(1, 300))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * 1000
        clock.tick(self.store, self.now)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store(Path(self.folder.name) / "store.db")

    @invariant()
    def at_most_one_alert_of_a_kind_is_open(self) -> None:
        kinds = [step.kind for step in alerts.open_now(self.store.connection())]
        assert len(kinds) == len(set(kinds))

    @invariant()
    def a_waiting_call_is_on_the_floor(self) -> None:
        kinds = [step.kind for step in alerts.open_now(self.store.connection())]
        assert ("help" in kinds) == bool(self.calls)

    @invariant()
    def nothing_happens_after_an_end(self) -> None:
        rows = self.store.connection().execute(
            "SELECT count(*) FROM steps AS a JOIN steps AS b USING (alert)"
            " WHERE a.step < b.step AND a.state IN ('done', 'cleared')"
        )
        assert rows.fetchone() == (0,)

    @invariant()
    def no_call_is_told_twice_in_a_row(self) -> None:
        told = notices(self.store)
        for help_id in {one for one, _ in told}:
            states = [state for one, state in told if one == help_id]
            assert all(a != b for a, b in itertools.pairwise(states))

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestFloor = Floor.TestCase
TestFloor.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_a_call_that_was_done_is_not_waiting(store: Store) -> None:
    help_id = uuid()
    store_all(store, [Sender().incoming(call(help_id=help_id))])
    assert calls.is_waiting(store.connection(), help_id)
    lifecycle.done(store, the_alert(store).alert, "solved", None, "Ann", NOW)
    assert not calls.is_waiting(store.connection(), help_id)

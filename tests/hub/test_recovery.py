"""What customers say came of their calls: kept with the alert, told to the floor."""

from typing import Literal
from zoneinfo import ZoneInfo

from contract.events import Help, Recovery
from hub.alerts import lifecycle
from hub.store import alerts, figures_recovery
from hub.store.alerts import Step
from hub.store.figures_recovery import Recovered
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, approve, call, rating, store_all, uuid

UTC = ZoneInfo("UTC")
MINUTE = 60_000


Answer = Literal["yes", "not_really", "skipped", "unanswered"]


def says(made: Help, answer: Answer) -> Recovery:
    return Recovery(visit=made.visit, step="recovery-2", help=made.help, answer=answer)


def called(store: Store, sender: Sender, at: int = NOW, what_for: str = "help") -> Help:
    made = call(what_for=what_for)
    store_all(store, [sender.incoming(made, at)], at)
    return made


def answered(store: Store, at: int = NOW, outcome: str = "solved") -> int:
    """A colleague comes, and is done."""
    (step,) = alerts.open_now(store.connection())
    lifecycle.take(store, step.alert, "Ana", at + MINUTE)
    lifecycle.done(store, step.alert, outcome, "a line", "Ana", at + 2 * MINUTE)
    return step.alert


def last_of(store: Store, alert: int) -> Step:
    return alerts.state_of(store.connection(), alert)


def figures(
    store: Store,
) -> tuple[Recovered, dict[str, Recovered], dict[int, Recovered]]:
    return figures_recovery.recovered(store.connection(), 0, NOW + 10**12, UTC)


def test_the_floor_hears_that_it_helped_and_the_outcome_stays(store: Store) -> None:
    sender = Sender()
    made = called(store, sender)
    alert = answered(store)
    at = NOW + 3 * MINUTE
    store_all(store, [sender.incoming(says(made, "yes"), at)], at)
    step = last_of(store, alert)
    assert (step.what, step.state, step.outcome) == ("answered", "done", "solved")
    assert (step.note, step.who, step.detail["helped"]) == ("a line", None, {"yes": 1})
    assert alerts.open_now(store.connection()) == []


def test_a_helped_customer_is_not_looked_for_a_second_time(store: Store) -> None:
    sender, visit = Sender(), uuid()
    for other in (visit, uuid()):
        made = call(other, what_for="unhappy")
        store_all(store, [sender.incoming(rating(1, other)), sender.incoming(made)])
        (wanted,) = [s for s in alerts.open_now(store.connection()) if s.kind == "help"]
        lifecycle.done(store, wanted.alert, "solved", None, "Ana", NOW + MINUTE)
        store_all(store, [sender.incoming(says(made, "yes"))])
        left = alerts.open_now(store.connection())
        assert [s.kind for s in left] == []
    # Where a second customer is behind the same alert, it stays.
    for other in (visit := uuid(), uuid()):
        store_all(store, [sender.incoming(rating(1, other))])
    made = call(visit, what_for="unhappy")
    store_all(store, [sender.incoming(made)])
    (wanted,) = [s for s in alerts.open_now(store.connection()) if s.kind == "help"]
    lifecycle.done(store, wanted.alert, "solved", None, "Ana", NOW + MINUTE)
    store_all(store, [sender.incoming(says(made, "yes"))])
    left = alerts.open_now(store.connection())
    assert [s.times for s in left if s.kind == "unhappy"] == [2]


def test_an_answer_does_not_put_off_the_time_at_which_the_alert_ended(
    store: Store,
) -> None:
    sender = Sender()
    made = called(store, sender)
    answered(store)
    at = NOW + 9 * MINUTE
    store_all(store, [sender.incoming(says(made, "not_really"), at)], at)
    rows = store.connection().execute("SELECT closed_at FROM alerts").fetchall()
    assert rows == [(NOW + 2 * MINUTE,)]


def test_only_the_first_answer_counts_and_it_comes_once(store: Store) -> None:
    sender = Sender()
    made = called(store, sender)
    alert = answered(store)
    first = sender.incoming(says(made, "yes"), NOW + 3 * MINUTE)
    for incoming in (first, first, sender.incoming(says(made, "not_really"))):
        store_all(store, [incoming], NOW + 3 * MINUTE)
    assert last_of(store, alert).detail["helped"] == {"yes": 1}
    assert figures(store)[0] == Recovered(done=1, asked=1, answered=1, yes=1)


def test_an_answer_from_elsewhere_or_on_a_call_that_waits_counts_for_nothing(
    store: Store,
) -> None:
    approve(store, "till-2", "Till 2")
    sender, stranger = Sender(), Sender("till-2", "fedcba9876543210")
    made = called(store, sender)
    store_all(store, [sender.incoming(says(made, "yes"))])
    alert = answered(store)
    forged = [
        stranger.incoming(says(made, "yes")),
        sender.incoming(says(call(help_id=uuid()), "yes")),
    ]
    store_all(store, forged)
    assert last_of(store, alert).what == "done"
    assert figures(store)[0] == Recovered(done=1, asked=0, answered=0, yes=0)


def test_who_skips_or_leaves_could_be_asked_and_said_nothing(store: Store) -> None:
    sender = Sender()
    left: list[Answer | None] = ["skipped", "unanswered", None]
    for number, answer in enumerate(left):
        at = NOW + number * 10 * MINUTE
        made = called(store, sender, at)
        alert = answered(store, at)
        if answer:
            store_all(store, [sender.incoming(says(made, answer), at)], at)
        assert last_of(store, alert).what == "done"
    assert figures(store)[0] == Recovered(done=3, asked=2, answered=0, yes=0)


def test_the_share_is_told_from_five_answers_on_by_kind_and_by_hour(
    store: Store,
) -> None:
    sender = Sender()
    given: list[Answer] = ["yes", "yes", "not_really", "yes", "yes", "yes"]
    for number, answer in enumerate(given):
        at = NOW + number * 15 * MINUTE
        made = called(store, sender, at, "unhappy" if number else "help")
        answered(store, at)
        store_all(store, [sender.incoming(says(made, answer), at)], at)
    whole, kinds, hours = figures(store)
    assert whole.share == 5 / 6
    assert whole.interval is not None and whole.interval.low < 5 / 6
    assert kinds["help"] == Recovered(1, 1, 1, 1) and kinds["help"].share is None
    assert kinds["unhappy"].share == 4 / 5
    assert sum(one.done for one in hours.values()) == 6 and len(hours) > 1

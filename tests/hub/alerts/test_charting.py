"""From answers that come in to alerts on what is clearly worse than usual."""

from datetime import datetime

from hub import clock
from hub.alerts import lifecycle, start
from hub.alerts.book import Shelf
from hub.alerts.preview import Preview
from hub.ingest.batch import Batch
from hub.store import alerts, calendar, usual
from hub.store.alerts import Step
from hub.store.rollups import Tally, slot
from hub.store.store import Store
from tests.hub.alerts.test_raising import MINUTE, Till, decide
from tests.hub.makers import NOW, Sender, approve, rating, reasons, uuid

DAY = 24 * 60 * MINUTE
USUALLY = {1: 4, 2: 6, 3: 8, 4: 22}
"""Answers of a day: a quarter unhappy."""


def four_weeks(store: Store, touchpoint: int = 1) -> None:
    """A past in which a quarter of the answers are unhappy, and prices rarely named."""
    calendar.keep_zone(store, "UTC")
    tally = Tally()
    for day in range(1, usual.DAYS + 1):
        at = slot(NOW - day * DAY)
        for value, n in USUALLY.items():
            tally.answer((at, touchpoint, "mood", "en", 4, value, False), n)
        tally.fact((at, touchpoint, "en", "unhappy", "reason:price"), 1)
    with store.write() as connection:
        tally.write(connection)


def opened(store: Store, kind: str) -> list[Step]:
    return [s for s in alerts.open_now(store.connection()) if s.kind == kind]


def test_a_usual_quarter_raises_nothing_and_clearly_more_is_told_in_plain_numbers(
    store: Store,
) -> None:
    four_weeks(store)
    till = Till(store)
    # Half of four, as the fixed share would have it, is nothing unusual.
    for n, value in enumerate((2, 4, 2, 4, 3, 4, 4, 2)):
        till.gives(rating(value), at=NOW + n * MINUTE)
    assert opened(store, "mood") == []
    for n in range(7):
        till.gives(rating(1 if n else 2), at=NOW + (10 + n) * MINUTE)
    (step,) = opened(store, "mood")
    told = {key: step.detail[key] for key in ("unhappy", "n", "usual")}
    assert told == {"unhappy": 8, "n": 8, "usual": 2}
    assert step.times == 1


def test_what_came_just_after_a_look_is_looked_at_in_its_time_and_survives_a_decision(
    store: Store,
) -> None:
    four_weeks(store)
    sender, shelf = Sender("till-1"), Shelf()

    def batch(after_s: int, *values: int) -> Batch:
        made = [sender.incoming(rating(n), at=NOW + after_s * 1000) for n in values]
        with store.write() as connection:
            one = Batch(connection, NOW + after_s * 1000, shelf)
            one.store(made)
            return one

    batch(0, 1)
    batch(3, *([1] * 8))
    assert opened(store, "mood") == []
    decide(store)
    with store.write() as connection:
        Batch(connection, NOW + 11_000, shelf).look()
    assert [step.detail["unhappy"] for step in opened(store, "mood")] == [9]


def test_it_is_over_once_answers_are_as_usual_and_not_before(store: Store) -> None:
    four_weeks(store)
    till = Till(store)
    for n in range(8):
        till.gives(rating(1), at=NOW + n * MINUTE)
    clock.tick(store, NOW + 20 * MINUTE)
    assert len(opened(store, "mood")) == 1
    for n in range(20):
        till.gives(rating(4), at=NOW + (21 + n) * MINUTE)
    clock.tick(store, NOW + 42 * MINUTE)
    assert opened(store, "mood") == []
    (ended, *_) = [s for s in alerts.of_day(store.connection(), 0) if s.kind == "mood"]
    assert ended.what == "cleared"


def test_what_is_done_is_not_raised_again_by_what_was_before(store: Store) -> None:
    four_weeks(store)
    till = Till(store)
    for n in range(9):
        till.gives(rating(1), at=NOW + n * MINUTE)
    (step,) = opened(store, "mood")
    lifecycle.done(store, step.alert, "solved", None, "Ann", NOW + 10 * MINUTE)
    for n in range(2):
        till.gives(rating(1), at=NOW + (40 + n) * MINUTE)
    assert opened(store, "mood") == []


def test_touchpoints_of_a_shop_are_believed_together_in_one_alert(
    store: Store,
) -> None:
    approve(store, "till-2", "Till 2")
    four_weeks(store, 1)
    four_weeks(store, 2)
    tills = Till(store), Till(store, "till-2")
    tills[1].sender.source = "/devices/till-2/fedcba9876543210"
    for n in range(8):
        tills[n % 2].gives(rating(1), at=NOW + n * MINUTE)
    (step,) = opened(store, "mood")
    assert step.detail["together"] and len(step.detail["places"]) == 1
    assert {step.touchpoint, *step.detail["places"]} == {"Till 1", "Till 2"}


def test_a_theme_that_is_rarely_named_is_told_when_it_rises(store: Store) -> None:
    four_weeks(store)
    till = Till(store)
    for n in range(8):
        visit = uuid()
        till.gives(rating(2, visit), reasons(visit, "price"), at=NOW + n * MINUTE)
    (step,) = opened(store, "theme")
    assert step.detail["theme"] == "price"
    assert step.detail["n"] > 3 * step.detail["usual"]


def test_late_and_played_answers_are_no_evidence(store: Store) -> None:
    four_weeks(store)
    till = Till(store)
    late = NOW + 12 * MINUTE
    till.gives(*[rating(1) for _ in range(20)], at=NOW, arrives=late)
    till.gives(*[rating(1, misuse="burst") for _ in range(20)], at=late)
    till.gives(rating(2), at=late)
    assert opened(store, "mood") == []


def test_what_is_usual_is_kept_for_the_day_and_learned_for_the_next(
    store: Store,
) -> None:
    zone = calendar.clock_of(store.connection())
    day = datetime.fromtimestamp(NOW / 1000, zone).toordinal()
    with store.write() as connection:
        new = usual.today(connection, day, zone)
    four_weeks(store)
    with store.write() as connection:
        assert usual.today(connection, day, zone) == new
        known = usual.today(connection, day + 1, zone).at(1)
    unhappy = sum(known.faces[NOW // (60 * MINUTE) % 24][:2])
    assert abs(unhappy - 0.25) < 0.01 < abs(sum(new.at(1).faces[0][:2]) - 0.25)
    assert 39 < known.answers < 41
    assert known.named["price"] < 0.04


def test_the_dry_run_calls_as_often_as_the_rule_did(store: Store) -> None:
    four_weeks(store)
    till = Till(store)
    for hours in (0, 5):
        begins = NOW + hours * 60 * MINUTE
        for n, value in enumerate([4] * 4 + [1] * 9 + [4] * 30):
            till.gives(rating(value), at=begins + n * MINUTE)
            clock.tick(store, begins + n * MINUTE)
    raised = [s for s in alerts.of_day(store.connection(), 0) if s.kind == "mood"]
    (rule,) = [rule for rule in start.rules() if rule.id == "mood"]
    found = Preview(store.connection(), rule, NOW + 8 * 60 * MINUTE, {}).times()
    assert len(found) == len(raised) == 2
    assert [at for at, _ in found] == sorted(s.raised_at for s in raised)

"""From events in a batch to alerts on the floor, by the rules in use."""

import msgspec

from contract.events import Comment, Event, Queue, Reasons
from hub import clock
from hub.alerts import lifecycle, start
from hub.alerts.policy import Policy
from hub.alerts.watches import Rule, Scope, ThemeRising, UnhappyShare, VeryUnhappy
from hub.store import alert_grounds, alerts, policies
from hub.store.alerts import Step
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, approve, call, rating, store_all, uuid

MINUTE = 60_000


class Till:
    """A kiosk whose events arrive as they are made."""

    def __init__(self, store: Store, device: str = "till-1") -> None:
        self.store = store
        self.sender = Sender(device)

    def gives(self, *events: Event, at: int = NOW, arrives: int | None = None) -> None:
        made = [self.sender.incoming(event, at=at) for event in events]
        store_all(self.store, made, at if arrives is None else arrives)


def opened(store: Store, *kinds: str) -> list[Step]:
    return [s for s in alerts.open_now(store.connection()) if s.kind in kinds]


def decide(store: Store, **changes: object) -> Policy:
    wanted = msgspec.structs.replace(start.policy(), **changes)
    with store.write() as connection:
        policies.decide(connection, wanted, NOW, "Olga", "test")
    return wanted


def by_fixed_numbers(store: Store) -> None:
    """The rules on windows by fixed numbers, as in shops of earlier versions."""
    fixed = {"mood": UnhappyShare(), "theme": ThemeRising()}
    rules = [
        msgspec.structs.replace(rule, watch=fixed.get(rule.id, rule.watch))
        for rule in start.rules()
    ]
    decide(store, rules=rules)


def line(waiting: int | None, **more: object) -> Queue:
    fields: dict[str, object] = {"zone": "till", "period_s": 60.0, "state": "seen"}
    return msgspec.convert(fields | {"waiting": waiting} | more, Queue)


def test_half_of_four_unhappy_answers_within_a_quarter_of_an_hour_is_an_alert(
    store: Store,
) -> None:
    by_fixed_numbers(store)
    till = Till(store)
    till.gives(rating(4), rating(2), rating(3))
    assert opened(store, "mood") == []
    till.gives(rating(2), at=NOW + MINUTE)
    (step,) = opened(store, "mood")
    assert {k: step.detail[k] for k in ("unhappy", "n", "minutes")} == {
        "unhappy": 2,
        "n": 4,
        "minutes": 15,
    }
    assert step.times == 1


def test_answers_of_another_quarter_of_an_hour_do_not_count(store: Store) -> None:
    by_fixed_numbers(store)
    till = Till(store)
    till.gives(rating(2), rating(2), rating(2))
    till.gives(rating(2), at=NOW + 20 * MINUTE)
    assert opened(store, "mood") == []


def test_a_customer_who_changes_their_mind_counts_once(store: Store) -> None:
    by_fixed_numbers(store)
    till, visit = Till(store), uuid()
    till.gives(rating(4), rating(4), rating(2), rating(2, visit))
    (step,) = opened(store, "mood")
    lifecycle.done(store, step.alert, "solved", None, "Ann", NOW)
    till.gives(rating(4, visit, step="again"), at=NOW + MINUTE)
    rows = store.connection().execute(
        "SELECT what, sum(n) FROM minute_counts GROUP BY what HAVING sum(n)"
    )
    assert dict(rows.fetchall()) == {"happy": 3, "unhappy": 1}


def test_a_mood_that_recovers_ends_its_alert_by_itself(store: Store) -> None:
    by_fixed_numbers(store)
    till = Till(store)
    till.gives(rating(2), rating(2), rating(4), rating(4))
    for minute in range(1, 8):
        till.gives(rating(4), at=NOW + minute * MINUTE)
        clock.tick(store, NOW + minute * MINUTE)
    assert opened(store, "mood") == []
    (ended,) = alerts.of_day(store.connection(), 0)
    assert ended.what == "cleared"


def test_after_an_end_its_rule_is_silent_for_a_while(store: Store) -> None:
    by_fixed_numbers(store)
    till = Till(store)
    till.gives(*[rating(2) for _ in range(4)])
    (step,) = opened(store, "mood")
    lifecycle.done(store, step.alert, "explained", None, "Ann", NOW + MINUTE)
    till.gives(*[rating(2) for _ in range(4)], at=NOW + 5 * MINUTE)
    assert opened(store, "mood") == []
    till.gives(*[rating(2) for _ in range(4)], at=NOW + 17 * MINUTE)
    assert len(opened(store, "mood")) == 1


def test_play_never_raises_anything(store: Store) -> None:
    till = Till(store)
    till.gives(*[rating(1, misuse="burst") for _ in range(20)])
    assert alerts.open_now(store.connection()) == []


def test_what_comes_late_raises_nothing_and_counts_for_no_window(store: Store) -> None:
    till = Till(store)
    late = NOW + 12 * MINUTE
    till.gives(*[rating(1) for _ in range(6)], call(), at=NOW, arrives=late)
    till.gives(rating(2), at=late)
    assert alerts.open_now(store.connection()) == []


def test_urgent_words_are_told_at_once(store: Store) -> None:
    words = {"visit": uuid(), "step": "c", "source": "typed", "language": "en"}
    sure = msgspec.convert(words | {"urgent": "injury", "scored": True}, Comment)
    unsure = msgspec.convert(words | {"urgent": "injury"}, Comment)
    till = Till(store)
    till.gives(unsure)
    assert opened(store, "urgent") == []
    till.gives(sure)
    (step,) = opened(store, "urgent")
    assert step.detail["urgent"] == "injury"


def test_a_theme_that_rises_against_its_usual_is_told_once(store: Store) -> None:
    by_fixed_numbers(store)
    till = Till(store)
    for _ in range(5):
        visit = uuid()
        reasons = Reasons(visit=visit, step="why", choices=["waiting"])
        till.gives(rating(2, visit), reasons)
    (step,) = opened(store, "theme")
    assert (step.detail["theme"], step.detail["n"]) == ("waiting", 4)


def test_happy_customers_reasons_are_no_rising_theme(store: Store) -> None:
    till = Till(store)
    for _ in range(6):
        visit = uuid()
        till.gives(rating(4, visit), Reasons(visit=visit, step="r", choices=["price"]))
    assert opened(store, "theme") == []


def test_a_long_line_is_an_alert_until_it_is_short_again(store: Store) -> None:
    till = Till(store)
    till.gives(line(8))
    (step,) = opened(store, "line")
    assert step.detail["waiting"] == 8
    till.gives(line(5), at=NOW + MINUTE)
    assert len(opened(store, "line")) == 1
    till.gives(line(2), at=NOW + 2 * MINUTE)
    assert opened(store, "line") == []


def test_a_blind_camera_is_told_and_over_when_it_sees_again(store: Store) -> None:
    till = Till(store)
    till.gives(line(None, state="blind", why_blind="covered"))
    assert [s.detail["why"] for s in opened(store, "blind")] == ["covered"]
    till.gives(line(1), at=NOW + MINUTE)
    assert opened(store, "blind") == []


def test_a_run_of_happy_visits_is_good_news(store: Store) -> None:
    till = Till(store)
    till.gives(*[rating(4) for _ in range(12)])
    (step,) = opened(store, "happy")
    assert step.detail["next"] is None


def test_many_of_one_kind_become_one_but_calls_never_do(store: Store) -> None:
    for number in range(2, 7):
        approve(store, f"till-{number}", f"Till {number}")
    for number in range(1, 7):
        Till(store, f"till-{number}").gives(rating(1), call(), at=NOW + number)
    unhappy = opened(store, "unhappy")
    assert [s.touchpoint for s in unhappy] == ["Till 1", "Till 2", "Till 3"]
    assert unhappy[0].detail["places"] == ["Till 4", "Till 5", "Till 6"]
    assert unhappy[0].times == 4
    assert len(opened(store, "help")) == 6


def test_an_untaken_unhappy_alert_is_over_after_half_an_hour(store: Store) -> None:
    Till(store).gives(rating(1))
    for minute in range(1, 30):
        clock.tick(store, NOW + minute * MINUTE)
    assert len(opened(store, "unhappy")) == 1
    clock.tick(store, NOW + 30 * MINUTE + 1000)
    clock.tick(store, NOW + 31 * MINUTE + 1000)
    assert opened(store, "unhappy") == []


def test_rules_hold_where_when_and_for_whom_the_owner_says(store: Store) -> None:
    approve(store, "till-2", "Till 2")
    (place,) = (
        store.connection()
        .execute("SELECT touchpoint FROM touchpoints WHERE name = 'Till 2'")
        .fetchone()
    )
    german = Scope(touchpoints=[place], languages=["de"])
    decide(store, rules=[Rule(id="only", watch=VeryUnhappy(), scope=german)])
    Till(store).gives(msgspec.structs.replace(rating(1), language="de"))
    Till(store, "till-2").gives(rating(1))
    assert alerts.open_now(store.connection()) == []
    Till(store, "till-2").gives(msgspec.structs.replace(rating(1), language="de-AT"))
    assert [s.rule for s in opened(store, "unhappy")] == ["only"]


def test_a_rule_out_of_hours_is_silent_and_one_switched_off_too(store: Store) -> None:
    hour = (NOW // 3_600_000) % 24
    elsewhen = Scope(from_min=(hour + 2) % 24 * 60, to_min=(hour + 3) % 24 * 60 + 1)
    decide(
        store,
        rules=[
            Rule(id="later", watch=VeryUnhappy(), scope=elsewhen),
            Rule(id="off", watch=VeryUnhappy(), on=False),
            Rule(id="share", watch=UnhappyShare(share=1.0)),
        ],
    )
    Till(store).gives(rating(1))
    assert alerts.open_now(store.connection()) == []


def test_a_false_alarm_is_on_the_rules_own_record(store: Store) -> None:
    till = Till(store)
    for number, outcome in enumerate(("false_alarm", "solved", "false_alarm")):
        till.gives(rating(1), at=NOW + number)
        (step,) = opened(store, "unhappy")
        lifecycle.done(store, step.alert, outcome, None, "Ann", NOW + number)
    assert alert_grounds.record(store.connection(), "unhappy", 0) == (2, 3)

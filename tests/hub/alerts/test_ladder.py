"""The ladder step by step: takes that run out, quiet hours, duty, reopening, jumps."""

import msgspec

from hub import clock
from hub.alerts import lifecycle, start
from hub.alerts.policy import Quiet
from hub.store import alerts, channels, policies, sends
from hub.store.channels import NewChannel
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, call, rating, store_all


def raised(store: Store, at: int = NOW) -> int:
    store_all(store, [Sender().incoming(rating(1), at=at)], at)
    return alerts.open_now(store.connection())[0].alert


def whats(store: Store, alert: int) -> list[str]:
    steps = alerts.steps_after(store.connection(), 0)
    return [step.what for step in steps if step.alert == alert]


def test_a_take_that_nothing_comes_of_is_reminded_and_then_open_again(
    store: Store,
) -> None:
    alert = raised(store)
    lifecycle.take(store, alert, "Ann", NOW)
    for seconds in range(60, 1000, 60):
        clock.tick(store, NOW + seconds * 1000)
    assert whats(store, alert)[:5] == [
        "raised",
        "taken",
        "reminded",
        "expired",
        "climbed",
    ]


def test_still_on_it_puts_the_end_of_a_take_off(store: Store) -> None:
    alert = raised(store)
    lifecycle.take(store, alert, "Ann", NOW)
    lifecycle.keep(store, alert, "Ann", NOW + 500_000)
    clock.tick(store, NOW + 700_000)
    assert alerts.state_of(store.connection(), alert).state == "taken"
    clock.tick(store, NOW + 1_101_000)
    assert alerts.state_of(store.connection(), alert).state == "open"


def test_quiet_hours_keep_messages_back_but_not_the_step(store: Store) -> None:
    with store.write() as connection:
        new = NewChannel(name="L", port="webhook", rung="lead", address="http://x")
        channels.add(connection, new)
        always = Quiet(from_min=0, to_min=1440)
        wanted = msgspec.structs.replace(start.policy(), quiet=always)
        policies.decide(connection, wanted, NOW, "Olga", "quiet")
    alert = raised(store)
    store_all(store, [Sender().incoming(call())])
    clock.tick(store, NOW + 121_000)
    clock.tick(store, NOW + 121_000)
    assert whats(store, alert) == ["raised", "climbed"]
    told = [
        (step.kind, send.state)
        for step in alerts.open_now(store.connection())
        for send in sends.of_alert(store.connection(), step.alert)
    ]
    assert sorted(told) == [("help", "waiting"), ("unhappy", "quiet")]


def test_only_those_on_duty_are_told_while_anybody_is(store: Store) -> None:
    with store.write() as connection:
        for name in ("Ann", "Bo"):
            new = NewChannel(name=name, port="webhook", rung="lead", address="http://x")
            number, _ = channels.add(connection, new)
        channels.change(connection, number, words=False, on_duty=True)
    alert = raised(store)
    clock.tick(store, NOW + 121_000)
    told = [s.channel for s in sends.of_alert(store.connection(), alert)]
    assert told == [number]


def test_a_reopened_alert_begins_a_new_round_and_a_double_is_refused(
    store: Store,
) -> None:
    alert = raised(store)
    lifecycle.done(store, alert, "solved", None, "Ann", NOW)
    assert lifecycle.reopen(store, alert, "Bo", NOW + 1000).won
    lifecycle.done(store, alert, "solved", None, "Ann", NOW + 2000)
    newer = raised(store, NOW + 3000)
    assert newer != alert
    try:
        lifecycle.reopen(store, alert, "Bo", NOW + 4000)
        raise AssertionError("two alerts of one kind were open at one place")
    except lifecycle.BadTurn as refused:
        assert "newer alert" in str(refused)


def test_the_clock_sees_a_jump_and_lets_things_wait_as_long_as_before(
    store: Store,
) -> None:
    alert = raised(store)
    clock.keep_waiting(store, 3_600_000)
    clock.tick(store, NOW + 3_600_000 + 100_000)
    assert whats(store, alert) == ["raised"]
    clock.tick(store, NOW + 3_600_000 + 121_000)
    assert whats(store, alert) == ["raised", "climbed"]

"""Climbing under random events, presses, restarts, clock jumps and new policies."""

import itertools
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hub import clock
from hub.alerts import ladder, lifecycle, start
from hub.alerts.ladder import Plan
from hub.alerts.policy import Ladder, Rung
from hub.notify.port import Memory
from hub.notify.service import Post
from hub.store import alerts, channels, policies, sends
from hub.store.alerts import Step
from hub.store.channels import NewChannel
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, approve, call, rating, store_all, uuid
from tests.hub.stores import new_store

PLACES = ("Till 1", "Till 2")
TICK_MS = 1000
History = dict[int, list[Step]]
ROUNDS = ("raised", "expired", "reopened")


class Climbing(RuleBasedStateMachine):
    """Two kiosks, two tablets, three channels, an owner who changes their mind."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store.db"
        self.store = new_store(self.path)
        self.senders = []
        for number, place in enumerate(PLACES, 1):
            approve(self.store, f"till-{number}", place)
            sender = Sender(f"till-{number}", f"{number:016x}")
            sender.boot = f"11111111-1111-4111-8111-{number:012x}"
            sender.began = NOW - 30 * 86_400_000
            self.senders.append(sender)
        with self.store.write() as connection:
            for rung in channels.RUNGS:
                new = NewChannel(
                    name=rung, port="webhook", rung=rung, address="http://127.0.0.1:1"
                )
                channels.add(connection, new)
        self.now = NOW
        self.memory = Memory()
        self.plans: dict[int, Plan] = {}
        self.jumps = 0

    def tell(self, event: Any, place: int) -> None:
        one = self.senders[place].incoming(event, at=self.now)
        store_all(self.store, [one], self.now)

    @rule(value=st.integers(1, 4), place=st.integers(0, 1))
    def tap(self, value: int, place: int) -> None:
        self.tell(rating(value), place)

    @rule(place=st.integers(0, 1))
    def someone_calls(self, place: int) -> None:
        self.tell(call(help_id=uuid()), place)

    @rule(data=st.data(), what=st.sampled_from(["take", "done", "keep", "reopen"]))
    def press(self, data: st.DataObject, what: str) -> None:
        everything = alerts.of_day(self.store.connection(), 0)
        if not everything:
            return
        before = data.draw(st.sampled_from(everything))
        try:
            won = self.turn(before, what)
        except lifecycle.BadTurn:
            assert what == "reopen"
            return
        allowed = {
            "take": ("open",),
            "keep": ("taken",),
            "done": ("open", "taken"),
            "reopen": ("done", "cleared"),
        }
        assert won == (before.state in allowed[what])
        if what == "take" and won:
            assert not self.turn(before, "take"), "the second tablet is told"

    def turn(self, step: Step, what: str) -> bool:
        if what == "take":
            return lifecycle.take(self.store, step.alert, "Ann", self.now).won
        if what == "keep":
            return lifecycle.keep(self.store, step.alert, "Ann", self.now).won
        if what == "reopen":
            return lifecycle.reopen(self.store, step.alert, "Bo", self.now).won
        done = lifecycle.done(self.store, step.alert, "solved", None, "Bo", self.now)
        return done.won

    @rule(seconds=st.integers(1, 400))
    def time_passes(self, seconds: int) -> None:
        """The clock ticks each second; ticks at which nothing is due are left out."""
        end = self.now + seconds * 1000
        connection = self.store.connection()
        while True:
            (when,) = connection.execute("SELECT min(at) FROM due").fetchone()
            if when is None or when > end:
                break
            self.now = max(self.now, when)
            clock.tick(self.store, self.now)
            self.deliver()
        self.now = end
        clock.tick(self.store, self.now)
        self.deliver()

    @rule(seconds=st.sampled_from([-3600, -60, 90, 7200]))
    def the_clock_is_set(self, seconds: int) -> None:
        self.now += seconds * 1000
        self.jumps += 1
        clock.keep_waiting(self.store, seconds * 1000)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store(self.path)

    @rule(
        lead=st.integers(1, 200), owner=st.integers(201, 400), again=st.integers(0, 2)
    )
    def the_owner_decides(self, lead: int, owner: int, again: int) -> None:
        rungs = [
            Rung(who="floor", after_s=0),
            Rung(who="lead", after_s=lead),
            Rung(who="owner", after_s=owner),
        ]
        new = Ladder(rungs=rungs, again=again, again_every_s=60)
        wanted = msgspec.structs.replace(start.policy(), ladder=new)
        with self.store.write() as connection:
            policies.decide(connection, wanted, self.now, "Olga", "ladder")

    def deliver(self) -> None:
        post = Post(self.store, lambda: self.now, lambda _: self.memory)
        for send in sends.waiting(self.store.connection(), self.now):
            post.deliver(send)

    def history(self) -> dict[int, list[Step]]:
        found: dict[int, list[Step]] = {}
        for step in alerts.steps_after(self.store.connection(), 0, 100_000):
            found.setdefault(step.alert, []).append(step)
        return found

    @invariant()
    def one_alert_of_a_kind_and_place_is_open(self) -> None:
        places = [
            (step.kind, step.touchpoint, step.subject)
            for step in alerts.open_now(self.store.connection())
        ]
        assert len(places) == len(set(places))

    @invariant()
    def all_of_it_holds(self) -> None:
        history = self.history()
        self.a_frozen_policy_stays_frozen(history)
        self.no_step_up_is_skipped_repeated_or_taken_while_somebody_has_it(history)
        if self.jumps == 0:
            self.no_step_up_is_late(history)
        self.what_ended_or_is_taken_has_no_step_up_due(history)
        self.messages_are_for_open_alerts_and_once_a_step(history)
        self.every_raised_alert_is_on_somebodys_screen(history)

    def a_frozen_policy_stays_frozen(self, history: History) -> None:
        for alert in history:
            plan = ladder.plan_of(self.store.connection(), alert)
            assert self.plans.setdefault(alert, plan) == plan

    def no_step_up_is_skipped_repeated_or_taken_while_somebody_has_it(
        self, history: History
    ) -> None:
        for alert, steps in history.items():
            order = [each.who for each in self.plans[alert].steps]
            told: list[str] = []
            for before, step in itertools.pairwise([None, *steps]):
                assert step is not None
                if step.what in ROUNDS:
                    told = ["floor"]
                elif step.what == "climbed":
                    assert before is not None and before.state == "open"
                    told.append(step.detail["told"][-1])
                    assert step.detail["told"] == told == order[: len(told)]

    def no_step_up_is_late(self, history: History) -> None:
        for alert, steps in history.items():
            began = 0
            plan = self.plans[alert].steps
            for step in steps:
                if step.what in ROUNDS:
                    began = step.at
                elif step.what == "climbed":
                    place = len(step.detail["told"]) - 1
                    late = step.at - began - plan[place].after_s * 1000
                    assert 0 <= late <= TICK_MS

    def what_ended_or_is_taken_has_no_step_up_due(self, history: History) -> None:
        connection = self.store.connection()
        due = {
            int(subject)
            for (subject,) in connection.execute(
                "SELECT subject FROM due WHERE what = 'climb'"
            )
        }
        for alert, steps in history.items():
            if alert in due:
                assert steps[-1].state == "open"

    def messages_are_for_open_alerts_and_once_a_step(self, history: History) -> None:
        connection = self.store.connection()
        by_step = {s.step: s for steps in history.values() for s in steps}
        seen = set()
        for alert in history:
            for send in sends.of_alert(connection, alert):
                assert (send.step, send.channel) not in seen
                seen.add((send.step, send.channel))
                assert by_step[send.step or 0].state == "open"
        keys = [message.key for message in self.memory.sent]
        assert len(keys) == len(set(keys))

    def every_raised_alert_is_on_somebodys_screen(self, history: History) -> None:
        shown = {step.alert for step in alerts.open_now(self.store.connection())}
        ended = {
            alert
            for alert, steps in history.items()
            if steps[-1].state in ("done", "cleared")
        }
        assert shown | ended == set(history)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestClimbing = Climbing.TestCase
TestClimbing.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)

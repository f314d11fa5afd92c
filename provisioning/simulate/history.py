"""The past of a made-up shop, straight into a store by the hub's own code.

Every event takes the way that ingest gives it, with a clock of the past: batch, alerts,
due times, colleagues. What is committed has no open alert, no due time and no message.
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import date
from typing import Literal, NamedTuple

from msgspec import Struct

from contract.link import Arrived
from hub import clock, placing
from hub.alerts import rules
from hub.alerts.book import Shelf
from hub.ingest import statuses
from hub.ingest.batch import Batch
from hub.ingest.reading import Incoming
from hub.settings import Hub
from hub.store import batches, due, sample
from hub.store.store import Store
from provisioning.simulate import senders, shop
from provisioning.simulate.colleagues import Colleagues
from provisioning.simulate.plan import BadPlan, Moment, Plan
from provisioning.simulate.senders import Outage, Sender

NETWORK_MS = 40
ENOUGH = 400
"""Events after which a transaction ends at the next calm moment."""
TOO_MANY = 1_500
"""Events after which the colleagues are hurried, so that no tap waits."""
BATCH = 300
SPAN_MS = 4 * 60_000
"""Events of so long a time arrive as one batch while no alert depends on it."""
SUFFIX = " (sample)"


class Filled(Struct, frozen=True):
    """What was put into a store."""

    events: int
    seconds: float
    days: int
    """Whole days, or begun ones up to now."""


class _News(NamedTuple):
    """Something that reaches the hub."""

    at: int
    what: Literal["event", "gone", "back"]
    incoming: Incoming | None = None
    outage: Outage | None = None


def fill(
    store: Store,
    settings: Hub,
    plan: Plan,
    stop: threading.Event,
    progress: Callable[[int, int], None],
) -> Filled:
    """Make sample touchpoints and fill them; raises SampleThere, SampleGone, BadPlan.

    `progress` is told after each day how many are done, of how many.
    """
    now = time.time_ns() // 1_000_000
    if plan.midnight(plan.dates[0]) > now:
        raise BadPlan(f"--until {plan.until} lies too far ahead: no day of it is over")
    places = [(place.name + SUFFIX, place.device) for place in plan.places]
    sample.begin(store, places, plan.days, plan.midnight(plan.dates[0]))
    history = _History(store, settings, plan, now)
    for done, day in enumerate(plan.dates, 1):
        history.day(day)
        progress(done, plan.days)
        if stop.is_set():
            break
    with sample.awake(store) as connection:
        sample.note(connection, sample.About("there", plan.days, done))
        batches.publish(connection, now, again=True)
    return Filled(history.events, time.time_ns() / 1e9 - now / 1e3, done)


class _History:
    """One filling of one store."""

    def __init__(self, store: Store, settings: Hub, plan: Plan, now: int) -> None:
        self.events = 0
        self._store = store
        self._settings = settings
        self._plan = plan
        self._now = now
        self._senders = [Sender(plan, place, str(now)) for place in plan.places]
        self._colleagues = Colleagues(plan)

    def day(self, day: date) -> None:
        """All of a day up to now, in as many transactions as it takes."""
        last = day == self._plan.until
        outages = senders.outages(self._plan, day, last)
        moments = [m for m in shop.day(self._plan, day).moments if m.at <= self._now]
        news = deque(self._news(moments, outages))
        while news:
            with sample.awake(self._store) as connection:
                stretch = Stretch(
                    connection, self._settings, self._senders, self._colleagues
                )
                stretch.run(news)
                stretch.end(self._now)
                self.events += stretch.events
        with sample.awake(self._store) as connection:
            done = (day - self._plan.dates[0]).days + 1
            sample.note(connection, sample.About("filling", self._plan.days, done))

    def _news(self, moments: list[Moment], outages: list[Outage]) -> list[_News]:
        """In order of arrival: what a device makes offline comes when it is back."""
        cut = {outage.place: outage for outage in outages}
        news = [_News(outage.begins, "gone", outage=outage) for outage in outages]
        news += [_News(outage.ends, "back", outage=outage) for outage in outages]
        for moment in moments:
            incoming = self._senders[moment.place].incoming(moment)
            outage = cut.get(moment.place)
            at = moment.at + NETWORK_MS
            if outage is not None and outage.begins <= moment.at < outage.ends:
                at = outage.ends + NETWORK_MS
            news.append(_News(at, "event", incoming))
        return sorted(news, key=lambda one: one.at)


class Stretch:
    """A part of the past that is committed at once: nothing is open at its end."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        settings: Hub,
        senders: list[Sender],
        colleagues: Colleagues,
    ) -> None:
        self.events = 0
        self._c = connection
        self._settings = settings
        self._senders = senders
        self._colleagues = colleagues
        self._names = {sender.name for sender in senders}
        self._away: dict[str, Outage] = {}
        self._waiting: list[Incoming] = []
        self._first = self._at = 0
        self._open = False
        self._shelf = Shelf()
        self._others = set(due.now_due(connection, 1 << 62))

    def run(self, news: deque[_News]) -> None:
        """Take news until a moment comes at which nothing is open."""
        while news and not self._may_end():
            one = news.popleft()
            self._pass_time(one.at)
            self._at = one.at
            if one.outage is not None:
                self._come_or_go(one.outage, one.what == "back")
            elif one.incoming is not None:
                self._take(one.incoming)

    def end(self, limit: int) -> None:
        """Let the colleagues finish, none of them after `limit`."""
        self._store()
        for outage in list(self._away.values()):
            self._come_or_go(outage, True)
        if self.events <= TOO_MANY:
            while self._colleagues.next_at <= limit:
                self._pass_time(int(self._colleagues.next_at))
        self._colleagues.settle(self._c, min(max(self._at, 0), limit))

    def _may_end(self) -> bool:
        if self.events + len(self._waiting) > TOO_MANY:
            return True
        calm = not self._away and self._colleagues.idle
        return self.events > ENOUGH and calm

    def _pass_time(self, until: int) -> None:
        """What happens up to a moment besides the news."""
        while self._colleagues.next_at <= until:
            at = int(self._colleagues.next_at)
            self._store()
            self._mind_due(at)
            self._colleagues.act(self._c, at)
            self._colleagues.look(self._c, at)
            self._at = max(self._at, at)
        if self._waiting and until - self._first > SPAN_MS:
            self._store()
        if self._open:
            self._mind_due(until)

    def _take(self, incoming: Incoming) -> None:
        self._first = self._first if self._waiting else self._at
        self._waiting.append(incoming)
        late = self._at - incoming.made.claimed > placing.LATE_MS
        event = incoming.event
        alarming = event is not None and rules.may_alarm(event) and not late
        if alarming or len(self._waiting) >= BATCH:
            self._store()
        if alarming:
            self._open = True
            self._colleagues.look(self._c, self._at)

    def _store(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self.events += len(waiting)
            Batch(self._c, self._at, self._shelf).store(waiting)

    def _come_or_go(self, outage: Outage, back: bool) -> None:
        self._store()
        sender = self._senders[outage.place]
        if back:
            self._away.pop(sender.name, None)
        else:
            self._away[sender.name] = outage
        self._open = True
        word: Arrived = sender.status(online=back)
        statuses.note(self._c, word, self._at, self._settings)

    def _mind_due(self, now: int) -> None:
        """What the hub's clock would have done; a device in touch is never silent."""
        for what, subject, at in due.now_due(self._c, now):
            if (what, subject, at) in self._others:
                continue
            if what == "silent" and subject not in self._away:
                due.off(self._c, what, subject)
                continue
            self._store()
            clock.act(self._c, what, subject, at, at)
            if what in ("silent", "expire"):
                self._colleagues.look(self._c, at)

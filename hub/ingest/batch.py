"""A batch of events into the store: one transaction, with all that follows from it."""

import sqlite3
from collections.abc import Iterable

from msgspec import Struct

from contract.events import (
    Comment,
    Health,
    Help,
    Outcome,
    Queue,
    Rating,
    Reasons,
    Recovery,
)
from hub import placing
from hub.alerts import calling, lifecycle, raising, words
from hub.alerts.book import Book, Happened, Shelf
from hub.alerts.judging import Judge
from hub.alerts.rules import Cause
from hub.ingest import mending, sensing
from hub.ingest.reading import Incoming, without_words
from hub.placing import Boot
from hub.store import (
    answers,
    boots,
    calls,
    comments,
    devices,
    due,
    events,
    minutes,
    seen,
    spans,
    visits,
)
from hub.store.rollups import Tally

SILENT_WITHOUT_WORD_MS = 5 * 60_000

_COUNTED = (Rating, Reasons, Comment, Outcome, Help)
_JUDGED = (Rating, Reasons, Comment, Help, Queue)


class Result(Struct):
    """What a device is told of its part of a batch."""

    committed: list[str]
    """Ids that are stored, now or before."""
    held: bool
    """True if the device is not approved."""


class _Device(Struct):
    device: int
    touchpoint: int
    outboxes: dict[str, int]
    sequences: dict[int, list[int]]
    live: tuple[str, int] | None
    """Key and beginning of its present boot."""


class _Boot(Struct):
    device: int
    known: Boot | None
    boot: int = 0


class _New(Struct):
    incoming: Incoming
    id: bytes
    device: _Device
    outbox: int
    latest: int = 0
    """When it was made at the latest."""
    n: int = 0
    at: int = 0
    late: bool = False


class Batch:
    """One batch on its way into the store; use once, inside a write transaction."""

    def __init__(
        self, connection: sqlite3.Connection, arrived: int, shelf: Shelf | None = None
    ) -> None:
        """`shelf` keeps the rules from one batch to the next."""
        self._c = connection
        self._shelf = shelf or Shelf()
        self._arrived = arrived
        self._devices: dict[str, _Device | None] = {}
        self._boots: dict[str, _Boot] = {}
        self._tally = Tally(live_after=arrived - placing.LATE_MS)
        self.results: dict[str, Result] = {}

    def store(self, incoming: Iterable[Incoming]) -> None:
        """Store what is new and do what follows; `results` says what to receipt."""
        new = self._sort_out(incoming)
        self._note_sequences()
        if new:
            first = seen.next_n(self._c)
            seen.add(self._c, first, [one.id for one in new], self._arrived)
            self._number(first, new)
            self._learn_boots(new)
            events.insert(self._c, [self._row(one) for one in new])
            self._count(new)
            self._raise(new)
            self._take_facts(new)
            self._take_comments(new)
            seen_there = [
                (one.incoming.event, one.device.touchpoint, one.at, one.incoming.id)
                for one in new
            ]
            sensing.take(self._c, seen_there)
        self._tally.write(self._c)

    def look(self) -> None:
        """Look at charts for what earlier batches brought; alerts follow from it."""
        book = self._shelf.book(self._c)
        raising.raise_all(self._c, self._judge([], book), book)

    def _sort_out(self, incoming: Iterable[Incoming]) -> list[_New]:
        """Set doubles and unapproved devices apart."""
        found: dict[bytes, _New] = {}
        for one in incoming:
            device = self._device(one.device)
            result = self.results.get(one.device)
            if result is None:
                result = self.results[one.device] = Result([], device is None)
            if device is None:
                continue
            result.committed.append(one.id)
            outbox = self._outbox(device, one.outbox)
            device.sequences[outbox].append(one.sequence)
            id = bytes.fromhex(one.id.replace("-", ""))
            found.setdefault(id, _New(one, id, device, outbox))
        for id in seen.known(self._c, list(found)):
            del found[id]
        return list(found.values())

    def _device(self, name: str) -> _Device | None:
        if name not in self._devices:
            met = devices.meet(self._c, name, self._arrived)
            if met is None or met[1] != "approved":
                self._devices[name] = None
                return None
            live = boots.live_since(self._c, met[0])
            self._devices[name] = _Device(met[0], met[2], {}, {}, live)
            if devices.heard(self._c, met[0], self._arrived):
                at = self._arrived + SILENT_WITHOUT_WORD_MS
                due.at(self._c, "silent", name, at)
        return self._devices[name]

    def _outbox(self, device: _Device, key: str) -> int:
        if key not in device.outboxes:
            outbox = devices.outbox(self._c, device.device, key)
            device.outboxes[key] = outbox
            device.sequences[outbox] = []
        return device.outboxes[key]

    def _note_sequences(self) -> None:
        for device in self._devices.values():
            if device is not None:
                for outbox, numbers in device.sequences.items():
                    spans.add(self._c, outbox, numbers)

    def _number(self, first: int, new: list[_New]) -> None:
        for n, one in enumerate(new, first):
            one.n = n
            one.latest = self._arrived
            live = one.device.live
            if live is not None and live[0] != one.incoming.boot:
                # Made in an earlier boot, so before the present one began.
                one.latest = min(self._arrived, live[1])

    def _learn_boots(self, new: list[_New]) -> None:
        """Take what the whole batch tells of each boot before placing any event."""
        for one in new:
            key = one.incoming.boot
            boot = self._boots.get(key)
            if boot is None:
                found = boots.find(self._c, key)
                known = None if found is None else found[1]
                boot = self._boots[key] = _Boot(one.device.device, known)
            boot.known = placing.learn(boot.known, one.incoming.made, one.latest)
        for key, boot in self._boots.items():
            assert boot.known is not None
            boot.boot = mending.keep_boot(
                self._c, key, boot.device, boot.known, self._tally
            )

    def _row(self, one: _New) -> tuple[object, ...]:
        """An event's columns, in the order of `events.EventRow`."""
        incoming = one.incoming
        boot = self._boots[incoming.boot]
        assert boot.known is not None
        placed = placing.place(boot.known, incoming.made, one.latest)
        one.at = placed.at
        one.late = self._arrived - placed.at > placing.LATE_MS
        return (
            one.n,
            incoming.type,
            one.device.device,
            one.device.touchpoint,
            one.outbox,
            incoming.sequence,
            placed.at,
            incoming.made.claimed,
            self._arrived,
            boot.boot,
            incoming.made.uptime,
            placed.estimated,
            one.late,
            incoming.event is not None,
            without_words(incoming),
        )

    def _count(self, new: list[_New]) -> None:
        given, told = [], []
        for one in new:
            event, touchpoint = one.incoming.event, one.device.touchpoint
            place = (one.outbox, one.incoming.sequence, one.n, one.at, touchpoint)
            if isinstance(event, _COUNTED):
                self._tally.event(one.at, touchpoint, event)
            if isinstance(event, Rating):
                given.append(answers.given(event, *place))
            elif isinstance(event, Comment):
                self._themes(event, one.at, touchpoint)
            elif isinstance(event, Reasons | Outcome):
                told.append(visits.fact(event, *place))
        standing = answers.count(
            self._c, given, self._tally, also={one.visit for one in told}
        )
        visits.count(self._c, told, standing, self._tally)

    def _themes(self, comment: Comment, at: int, touchpoint: int) -> None:
        """What an unhappy comment is about, if software was sure of it."""
        if not comment.scored or comment.label not in ("negative", "mixed"):
            return
        for theme in comment.themes:
            name = minutes.THEME + theme
            self._tally.moment(at, touchpoint, comment.language, name)

    def _raise(self, new: list[_New]) -> None:
        self._tally.write_minutes(self._c)
        happened = [
            Happened(
                event,
                one.incoming.id,
                one.at,
                one.device.touchpoint,
                one.device.device,
            )
            for one in new
            if not one.late and isinstance(event := one.incoming.event, _JUDGED)
        ]
        if happened:
            book = self._shelf.book(self._c)
            causes = self._judge(happened, book)
            raising.raise_all(self._c, causes, book)
            calling.let_wait(self._c, causes)
            raising.ease(self._c, happened, book, self._arrived)

    def _judge(self, happened: list[Happened], book: Book) -> list[Cause]:
        return Judge(self._c, book, self._arrived).look(happened)

    def _take_comments(self, new: list[_New]) -> None:
        """Keep words, and bring them to those who have to read them."""
        given = [
            comments.Given(event, one.incoming.id, one.n, one.at, one.device.touchpoint)
            for one in new
            if isinstance(event := one.incoming.event, Comment)
        ]
        if given:
            late = {one.n for one in new if one.late}
            words.bring(self._c, comments.take(self._c, given), late, self._arrived)

    def _take_facts(self, new: list[_New]) -> None:
        """What single events say beyond being counted."""
        for one in new:
            event = one.incoming.event
            if isinstance(event, Health):
                devices.health(self._c, one.device.device, one.incoming.data, one.at)
                spans.drop(self._c, one.outbox, event.dropped)
            elif isinstance(event, Help) and event.withdrawn:
                alert = calls.withdraw(self._c, event.help)
                due.off(self._c, "call", event.help)
                if alert is not None:
                    lifecycle.clear(self._c, alert, self._arrived)
            elif isinstance(event, Recovery):
                device = one.device.device
                calling.hear(self._c, event, one.incoming.id, device, one.at)

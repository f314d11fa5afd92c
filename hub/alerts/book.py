"""The rules in use, sorted by what they look at, so that an event meets only its own.

A book is made anew when the owner's revision changes. Besides, it holds what
was read from the store for the day, and where charts have to be looked at soon; after a
restart the next bad answer brings both back.
"""

import sqlite3

from msgspec import Struct

from contract.events import Event
from hub.alerts.charts import Usuals
from hub.alerts.policy import Policy
from hub.alerts.watches import (
    Called,
    Charted,
    DeviceBlind,
    LineLong,
    OpenTill,
    Rule,
    UrgentWords,
    VeryUnhappy,
)
from hub.store import policies


class Happened(Struct, frozen=True):
    """One event that is neither late nor a double."""

    event: Event
    id: str
    """The event's id."""
    at: int
    """When, ms."""
    touchpoint: int
    device: int


class Here(Struct, frozen=True):
    """The rules that hold at one touchpoint, by what they look at."""

    rating: tuple[tuple[Rule, VeryUnhappy], ...]
    comment: tuple[tuple[Rule, UrgentWords], ...]
    called: tuple[Rule, ...]
    queue: tuple[Rule, ...]
    windowed: tuple[tuple[Rule, int, tuple[str, ...]], ...]
    """With the length of the window in minutes and the languages it counts."""
    worst: int
    """The best face that any rule of single visits looks at; 0 for none."""
    minutes: tuple[int, ...]
    """The windows that are looked at."""


class Book:
    """All rules of one revision."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.rules = {rule.id: rule for rule in policy.rules}
        self.usuals: Usuals | None = None
        """What is usual today, as it stands in the store; read when it is needed."""
        self.heard: dict[int, Happened] = {}
        """Something bad by touchpoint that no chart has been looked at for yet."""
        self.looked_at = 0
        """When charts were last looked at, ms."""
        self.charted = tuple(
            rule for rule in policy.rules if rule.on and isinstance(rule.watch, Charted)
        )
        self._here: dict[int, Here] = {}

    def here(self, touchpoint: int) -> Here:
        """The rules of one touchpoint that are switched on."""
        found = self._here.get(touchpoint)
        if found is None:
            found = self._here[touchpoint] = _sorted(
                [
                    rule
                    for rule in self.policy.rules
                    if rule.on
                    and (
                        not rule.scope.touchpoints
                        or touchpoint in rule.scope.touchpoints
                    )
                ]
            )
        return found

    def on(self, kind: str) -> Rule | None:
        """The first rule of a kind that is switched on."""
        for rule in self.policy.rules:
            if rule.on and rule.watch.kind == kind:
                return rule
        return None


def _sorted(rules: list[Rule]) -> Here:
    rating = [(r, r.watch) for r in rules if isinstance(r.watch, VeryUnhappy)]
    windowed = [rule for rule in rules if rule.watch.windowed]
    minutes = {int(getattr(rule.watch, "minutes", 0)) for rule in windowed}
    return Here(
        rating=tuple(rating),
        comment=tuple((r, r.watch) for r in rules if isinstance(r.watch, UrgentWords)),
        called=tuple(rule for rule in rules if isinstance(rule.watch, Called)),
        queue=tuple(
            rule
            for rule in rules
            if isinstance(rule.watch, LineLong | OpenTill | DeviceBlind)
        ),
        windowed=tuple(
            (r, int(getattr(r.watch, "minutes", 0)), tuple(r.scope.languages))
            for r in windowed
        ),
        worst=max((watch.worst for _, watch in rating), default=0),
        minutes=tuple(sorted(minutes)),
    )


class Shelf:
    """Keeps the book of the revision in use; give each store one of its own."""

    def __init__(self) -> None:
        self._book: Book | None = None
        self._revision = -1

    def book(self, connection: sqlite3.Connection) -> Book:
        """The book in use; raises BadPolicy if what is stored is damaged."""
        revision = policies.revision(connection)
        if self._book is None or revision != self._revision:
            book = Book(policies.newest(connection))
            if self._book is not None:
                book.heard, book.looked_at = self._book.heard, self._book.looked_at
            self._book, self._revision = book, revision
        return self._book

    @property
    def last(self) -> Book | None:
        """The book last used, if there was one; it may be of an older revision."""
        return self._book

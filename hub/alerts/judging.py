"""From what has just happened to what calls for a human, by the rules in use."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from contract.events import Comment, Help, Queue, Rating, Reasons
from hub.alerts import rules
from hub.alerts.book import Book, Happened, Here
from hub.alerts.charting import Charting
from hub.alerts.rules import Cause, Counts, Detail
from hub.alerts.watches import Rule
from hub.store import calendar, minutes

NO_HOURS = (0, 1440)
USUAL_DAYS = 28
LOOK_EVERY_MS = 10_000
"""Charts are of minutes; more often would cost much and tell nothing."""


def charts_wait(book: Book, now: int) -> bool:
    """Is it time to look at charts for something bad that was heard?"""
    return bool(book.heard) and not 0 <= now - book.looked_at < LOOK_EVERY_MS


class Judge:
    """Looks at one batch; use once, when its counts by the minute are written."""

    def __init__(self, connection: sqlite3.Connection, book: Book, now: int) -> None:
        self._c = connection
        self._book = book
        self._now = now
        self._zone: ZoneInfo | None = None
        self.causes: list[Cause] = []
        self._moved: dict[int, Happened] = {}
        self._worse: dict[int, Happened] = {}
        self._usuals: dict[tuple[int, str, int], float] = {}

    def look(self, happened: Iterable[Happened]) -> list[Cause]:
        """All that calls for a human, in order."""
        for one in happened:
            here = self._book.here(one.touchpoint)
            event = one.event
            if isinstance(event, Rating):
                self._rating(one, event, here)
            elif isinstance(event, Reasons):
                self._moved[one.touchpoint] = self._worse[one.touchpoint] = one
            elif isinstance(event, Queue):
                for rule in here.queue:
                    self._judge(rule, rules.of_queue(rule.watch, event), one)
            elif isinstance(event, Help):
                self._help(one, event, here)
            elif isinstance(event, Comment):
                self._comment(one, event, here)
        if self._moved:
            self._windows()
        heard = self._book.heard
        heard.update(self._worse)
        if charts_wait(self._book, self._now):
            self._charts(heard.copy())
            heard.clear()
        return self.causes

    def _rating(self, one: Happened, rating: Rating, here: Here) -> None:
        if rating.misuse is not None:
            return
        self._moved[one.touchpoint] = one
        if rules.is_unhappy(rating):
            self._worse[one.touchpoint] = one
        if rating.value > here.worst:
            return
        for rule, watch in here.rating:
            if rules.speaks(rule.scope, rating.language):
                found = rules.of_rating(watch, rating)
                self._judge(rule, found, one, visit=rating.visit)

    def _help(self, one: Happened, call: Help, here: Here) -> None:
        if call.withdrawn:
            return
        detail: Detail = {} if call.what_for == "help" else {"for": call.what_for}
        rule = here.called[0] if here.called else None
        # A call is always told, whatever the rules say: its customer waits for it.
        self.causes.append(
            Cause(
                kind="help",
                rule=rule.id if rule else "help",
                touchpoint=one.touchpoint,
                event=one.id,
                at=one.at,
                device=one.device,
                help=call.help,
                visit=call.visit,
                detail=detail,
            )
        )

    def _comment(self, one: Happened, comment: Comment, here: Here) -> None:
        if comment.scored and comment.themes:
            self._moved[one.touchpoint] = self._worse[one.touchpoint] = one
        for rule, watch in here.comment:
            if rules.speaks(rule.scope, comment.language):
                found = rules.of_comment(watch, comment)
                self._judge(rule, found, one, visit=comment.visit)

    def _windows(self) -> None:
        """One look at the counts for all lengths of windows that rules need."""
        lengths = sorted(
            {n for place in self._moved for n in self._book.here(place).minutes}
        )
        if not lengths:
            return
        found = minutes.windows(self._c, self._moved, lengths, self._now)
        for touchpoint, last in self._moved.items():
            self._window(touchpoint, last, found[touchpoint])

    def _window(
        self, touchpoint: int, last: Happened, found: dict[int, dict[str, Counts]]
    ) -> None:
        """The first rule of each kind that calls is enough."""
        called: set[str] = set()
        merged: dict[tuple[int, tuple[str, ...]], Counts] = {}

        def usual(theme: str, length: int) -> float:
            return self._usual(touchpoint, theme, length)

        for rule, length, languages in self._book.here(touchpoint).windowed:
            if rule.watch.kind in called:
                continue
            counts = merged.get((length, languages))
            if counts is None:
                counts = rules.merged(found[length], rule.scope)
                merged[length, languages] = counts
            detail = rules.of_window(rule.watch, counts, usual)
            if detail is not None and self._holds(rule, last.at):
                called.add(rule.watch.kind)
                self._judge(rule, detail, last)

    def _charts(self, heard: dict[int, Happened]) -> None:
        """What is clearly worse than usual, where something bad was just heard."""
        self._book.looked_at = self._now
        charting = Charting(self._c, self._book, self._now, self._local())
        for rule in self._book.charted:
            chosen = rule.scope.touchpoints
            worse = {
                place: one
                for place, one in heard.items()
                if (not chosen or place in chosen) and self._holds(rule, one.at)
            }
            for found in charting.look(rule, worse):
                last = max(worse.values(), key=lambda one: one.at)
                at = found.touchpoint
                one = worse.get(at) or msgspec.structs.replace(last, touchpoint=at)
                self._judge(rule, found.detail, one)

    def _judge(
        self, rule: Rule, detail: Detail | None, one: Happened, **more: Any
    ) -> None:
        if detail is None or not self._holds(rule, one.at):
            return
        self.causes.append(
            Cause(
                kind=rule.watch.kind,
                rule=rule.id,
                touchpoint=one.touchpoint,
                event=one.id,
                at=one.at,
                device=one.device,
                detail=detail,
                **more,
            )
        )

    def _holds(self, rule: Rule, at: int) -> bool:
        scope = rule.scope
        if not scope.days and (scope.from_min, scope.to_min) == NO_HOURS:
            return True
        return rules.holds(scope, datetime.fromtimestamp(at / 1000, self._local()))

    def _local(self) -> ZoneInfo:
        if self._zone is None:
            self._zone = calendar.zone_of(self._c) or ZoneInfo("UTC")
        return self._zone

    def _usual(self, touchpoint: int, theme: str, length: int) -> float:
        known = self._usuals.get((touchpoint, theme, length))
        if known is None:
            known = self._read_usual(touchpoint, theme, length)
            self._usuals[touchpoint, theme, length] = known
        return known

    def _read_usual(self, touchpoint: int, theme: str, length: int) -> float:
        zone = self._local()
        today = datetime.fromtimestamp(self._now / 1000, zone).toordinal()
        hours = (calendar.HOURS * (today - USUAL_DAYS), calendar.HOURS * today)
        return minutes.usual(self._c, touchpoint, theme, length, hours)

"""Rules that compare with what is usual: their charts over what the store holds.

Nothing is remembered between batches: the minutes of the last hours stand in the store,
and so do the ends of alerts, from which on a chart begins anew.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from hub.alerts.book import Book
from hub.alerts.charts import MEMORY_MIN, TOGETHER, Board, Found, Row, Usuals, together
from hub.alerts.rules import Detail
from hub.alerts.watches import Charted, Rule
from hub.store import alert_grounds, alerts, calendar, minutes, usual

DAY_MS = 24 * 3600 * 1000


class Placed(Struct, frozen=True):
    """What calls for somebody, and where."""

    touchpoint: int
    detail: Detail


class Charting:
    """The charts at one moment; use once, inside a transaction."""

    def __init__(
        self, connection: sqlite3.Connection, book: Book, now: int, zone: ZoneInfo
    ) -> None:
        self._c = connection
        self._book = book
        self._now = now
        self._zone = zone
        self._rows: dict[tuple[str, ...], dict[int, list[Row]]] = {}
        self._told: dict[str, set[int]] = {}
        self._ended: dict[str, dict[int, int]] = {}

    def look(self, rule: Rule, worse: Iterable[int]) -> list[Placed]:
        """What a rule's charts say where something bad was just heard.

        The first rule of each kind that calls somewhere is enough.
        """
        told = self._told.setdefault(rule.watch.kind, set())
        left, found = set(worse) - told, []
        while left:
            every = together(self._usuals(), rule, next(iter(left)))
            one = self._board(rule, every).look(sorted(left & every))
            placed = None if one is None else self._place(rule, one, every)
            if placed is not None:
                found.append(placed)
                told |= every
            left -= every
        return found

    def is_over(self, rule: Rule, touchpoint: int, detail: Detail) -> bool:
        """Is nothing left of what an alert at a touchpoint is about?"""
        every = together(self._usuals(), rule, touchpoint)
        place = None if detail.get(TOGETHER) else touchpoint
        return self._board(rule, every).is_over(place, str(detail.get("theme", "")))

    def _board(self, rule: Rule, every: set[int]) -> Board:
        assert isinstance(rule.watch, Charted)
        ends = self._ends(rule.watch.kind)
        ended = {place: at // minutes.MINUTE_MS for place, at in ends.items()}
        return Board(rule.watch, self._heard(rule), self._usuals(), every, ended)

    def _ends(self, kind: str) -> dict[int, int]:
        if kind not in self._ended:
            self._ended[kind] = alerts.ends(self._c, kind, self._now - DAY_MS)
        return self._ended[kind]

    def _place(self, rule: Rule, found: Found, every: set[int]) -> Placed | None:
        """An alert of all touchpoints stands at one of them, and there is one of it."""
        opened = {
            place: alert
            for alert, place in alerts.open_of_kinds(self._c, (rule.watch.kind,))
            if place in every
        }
        if found.place is not None:
            whole = [p for p, one in opened.items() if self._is_whole(one)]
            at = found.place if found.place in opened or not whole else whole[0]
            return Placed(at, found.detail)
        if opened:
            at = found.most if found.most in opened else min(opened)
            return Placed(at, self._named(found, at))
        ends = [at for p, at in self._ends(rule.watch.kind).items() if p in every]
        if ends and self._now - max(ends) < rule.cool_down_s * 1000:
            return None
        return Placed(found.most, self._named(found, found.most))

    def _is_whole(self, alert: int) -> bool:
        return bool(alerts.state_of(self._c, alert).detail.get(TOGETHER))

    def _named(self, found: Found, at: int) -> Detail:
        also = [
            alert_grounds.place_name(self._c, place)
            for place in found.places
            if place != at
        ]
        more: Detail = {"places": also} if also else {}
        return {**found.detail, TOGETHER: True, **more}

    def _heard(self, rule: Rule) -> dict[int, list[Row]]:
        """What was said in the languages of a rule, by touchpoint."""
        languages = tuple(rule.scope.languages)
        rows = self._rows.get(languages)
        if rows is None:
            last = self._now // minutes.MINUTE_MS
            said = minutes.by_minute(self._c, last - MEMORY_MIN, last, languages)
            rows = self._rows[languages] = {
                place: [
                    Row(minute, calendar.hour_of_day(minute, self._zone), place, counts)
                    for minute, counts in here.items()
                ]
                for place, here in said.items()
            }
        return rows

    def _usuals(self) -> Usuals:
        day = datetime.fromtimestamp(self._now / 1000, self._zone).toordinal()
        known = self._book.usuals
        if known is None or known.day != day:
            known = self._book.usuals = usual.today(self._c, day, self._zone)
        return known

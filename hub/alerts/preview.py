"""What a rule would have raised in the last week, from the events that are stored."""

import sqlite3
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from contract.events import Comment, Help, Queue, Rating, Reasons
from hub.alerts import rules
from hub.alerts.past_themes import past_themes
from hub.alerts.replaying import Replay
from hub.alerts.rules import Counts, Detail
from hub.alerts.watches import (
    Called,
    Charted,
    DeviceSilent,
    Rule,
    ThemeRising,
    ThemeUnusual,
    UrgentWords,
    VeryUnhappy,
)
from hub.figures.csat import mood_of
from hub.store import calendar, events, minutes, own_themes, usual
from hub.understanding import Understander

WEEK_MS = 7 * 24 * 3600 * 1000
AT_LEAST_MS = 10 * 60_000
"""An alert lasts so long at least; what calls again meanwhile is the same one."""
_Noted = tuple[int, str, str]
"""when, what, language"""


class Tried(Struct, frozen=True):
    """What a rule would have raised."""

    times: list[tuple[int, int]]
    """When (ms) and at which touchpoint, in order."""
    unread: int
    """Complaints left out because their own themes could not be read just now."""


def tried(
    connection: sqlite3.Connection, understander: Understander, rule: Rule, now: int
) -> Tried:
    """Try a rule on the last week."""
    watch, themes = rule.watch, []
    if isinstance(watch, ThemeRising | ThemeUnusual):
        known = own_themes.in_use(connection)
        themes = [one for one in known if watch.theme in (None, one.key)]
    past = past_themes(connection, understander, themes, now - WEEK_MS)
    times = Preview(connection, rule, now, past.own).times()
    return Tried(times, past.unread)


class Preview:
    """Replays the past against one rule; use once."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        rule: Rule,
        now: int,
        own: Mapping[int, Sequence[str]],
    ) -> None:
        """`own` are themes of the owner's own, by the number of a comment's event."""
        self._c = connection
        self._rule = rule
        self._now = now
        self._own = own
        self._zone = calendar.clock_of(connection)
        self._noted: dict[int, deque[_Noted]] = {}
        self._moods: dict[str, str] = {}
        self._last: dict[int, int] = {}
        self._usuals: dict[tuple[int, str], float] = {}
        self._replay: Replay | None = None
        if isinstance(rule.watch, Charted):
            day = datetime.fromtimestamp(now / 1000, self._zone).toordinal()
            known = usual.read(connection, day, self._zone)
            self._replay = Replay(rule, known, self._zone)

    def times(self) -> list[tuple[int, int]]:
        """When (ms) and at which touchpoint it would have raised an alert, in order.

        Each answer counts, also one that its customer changed; a device's silence is
        not stored as an event and finds nothing.
        """
        found = []
        chosen = self._rule.scope.touchpoints
        for n, at, touchpoint, event in events.since(self._c, self._now - WEEK_MS):
            if chosen and touchpoint not in chosen:
                continue
            if isinstance(event, Comment) and n in self._own:
                event = replace(event, themes=[*event.themes, *self._own[n]])
            if self._calls(at, touchpoint, event) and self._is_new(at, touchpoint):
                found.append((at, touchpoint))
        return found

    def _is_new(self, at: int, touchpoint: int) -> bool:
        if not rules.holds(
            self._rule.scope, datetime.fromtimestamp(at / 1000, self._zone)
        ):
            return False
        quiet = max(AT_LEAST_MS, self._rule.cool_down_s * 1000)
        before = self._last.get(touchpoint)
        if before is not None and at - before < quiet:
            return False
        self._last[touchpoint] = at
        return True

    def _calls(self, at: int, touchpoint: int, event: object) -> bool:
        watch, scope = self._rule.watch, self._rule.scope
        if isinstance(watch, Called):
            return isinstance(event, Help) and not event.withdrawn
        if isinstance(watch, DeviceSilent):
            return False
        if self._replay is not None:
            said = self._said(event)
            return bool(said) and self._replay.calls(at, touchpoint, said)
        if watch.windowed:
            return self._window(at, touchpoint, event) is not None
        if isinstance(event, Rating) and isinstance(watch, VeryUnhappy):
            spoken = rules.speaks(scope, event.language)
            return spoken and rules.of_rating(watch, event) is not None
        if isinstance(event, Comment) and isinstance(watch, UrgentWords):
            return rules.of_comment(watch, event) is not None
        return isinstance(event, Queue) and rules.of_queue(watch, event) is not None

    def _window(self, at: int, touchpoint: int, event: object) -> Detail | None:
        said = self._said(event)
        if not said:
            return None
        noted = self._noted.setdefault(touchpoint, deque())
        noted.extend((at, what, language) for what, language in said)
        length = int(getattr(self._rule.watch, "minutes", 0))
        while noted and noted[0][0] < at - length * minutes.MINUTE_MS:
            noted.popleft()
        counts = Counts(themes={})
        for _, what, language in noted:
            if rules.speaks(self._rule.scope, language):
                minutes.put(counts, what, 1)

        def usual(theme: str, length: int) -> float:
            return self._usual(touchpoint, theme, length)

        return rules.of_window(self._rule.watch, counts, usual)

    def _said(self, event: object) -> list[tuple[str, str]]:
        """What an event adds to the counts of its minute, each with its language."""
        if isinstance(event, Rating) and event.misuse is None:
            mood = mood_of(event.scale, event.value)
            self._moods[event.visit] = f"{mood} {event.language}"
            worst = [("worst", event.language)] if rules.is_worst(event) else []
            return [(mood, event.language), *worst]
        if isinstance(event, Reasons):
            mood, _, language = self._moods.get(event.visit, "").partition(" ")
            named = event.choices if mood == "unhappy" else []
            return [(minutes.THEME + choice, language) for choice in named]
        if not isinstance(event, Comment) or not event.scored:
            return []
        named = event.themes if event.label in ("negative", "mixed") else []
        return [(minutes.THEME + theme, event.language) for theme in named]

    def _usual(self, touchpoint: int, theme: str, length: int) -> float:
        if (touchpoint, theme) not in self._usuals:
            today = datetime.fromtimestamp(self._now / 1000, self._zone).toordinal()
            hours = (calendar.HOURS * (today - 28), calendar.HOURS * today)
            self._usuals[touchpoint, theme] = minutes.usual(
                self._c, touchpoint, theme, length, hours
            )
        return self._usuals[touchpoint, theme]

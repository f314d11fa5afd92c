"""The past against a rule that compares with what is usual: when it would have called.

The same charts as live, over the minutes as they were; what is usual is what is usual
now. An alert that nobody takes lasts until nothing is left of what it was about.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from hub.alerts import rules
from hub.alerts.charts import MEMORY_MIN, Board, Row, Usuals, together
from hub.alerts.rules import Counts
from hub.alerts.watches import Charted, Rule
from hub.store import calendar, minutes


class Replay:
    """One rule over events in their order; use once."""

    def __init__(self, rule: Rule, usuals: Usuals, zone: ZoneInfo) -> None:
        assert isinstance(rule.watch, Charted)
        self._rule = rule
        self._watch = rule.watch
        self._usuals = usuals
        self._zone = zone
        self._rows: dict[tuple[int, int], Row] = {}
        self._open: dict[tuple[int | None, int], str] = {}
        self._ended: dict[int, int] = {}

    def calls(self, at: int, place: int, said: Iterable[tuple[str, str]]) -> bool:
        """Take in what one event adds (what, language); would it raise an alert?"""
        minute = at // minutes.MINUTE_MS
        every = together(self._usuals, self._rule, place)
        heard = [w for w, language in said if rules.speaks(self._rule.scope, language)]
        for what in heard:
            minutes.put(self._row(minute, place).counts, what, 1)
        board = self._board(minute, every)
        self._end(board, minute, every)
        if not any(w == "unhappy" or w.startswith(minutes.THEME) for w in heard):
            return False
        found = board.look([place])
        if found is None:
            return False
        key = (found.place, min(every))
        if key in self._open or (None, min(every)) in self._open:
            return False
        if found.place is None and any(one == min(every) for _, one in self._open):
            return False
        self._open[key] = str(found.detail.get("theme", ""))
        return True

    def _board(self, minute: int, every: set[int]) -> Board:
        old = [k for k in self._rows if k[0] <= minute - MEMORY_MIN]
        for key in old:
            del self._rows[key]
        rows: dict[int, list[Row]] = {}
        for row in self._rows.values():
            rows.setdefault(row.place, []).append(row)
        return Board(self._watch, rows, self._usuals, every, self._ended)

    def _end(self, board: Board, minute: int, every: set[int]) -> None:
        for (place, shop), theme in list(self._open.items()):
            if shop == min(every) and board.is_over(place, theme):
                del self._open[place, shop]
                self._ended[shop if place is None else place] = minute

    def _row(self, minute: int, place: int) -> Row:
        key = (minute, place)
        if key not in self._rows:
            hour = calendar.hour_of_day(minute, self._zone)
            self._rows[key] = Row(minute, hour, place, Counts(themes={}))
        return self._rows[key]

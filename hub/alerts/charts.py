"""Is it clearly worse than usual here? Evidence that adds up, answer by answer (pure).

A chart adds the logarithm of how much likelier each answer is when things are worse
than when all is as usual, and never falls below nothing (Page, Biometrika 1954). Faces
are moved as one by the odds of each worse one (McCullagh, JRSS B 1980); themes are
counted as Poisson events for each answer.

Where each answer takes `loss` off on average while all is as usual, chance alone lifts
a chart to h once in (exp(h) - h - 1) / loss answers (Siegmund, Sequential Analysis
1985; for counts Reynolds and Stoumbos, Journal of Quality Technology 1999). We leave
out their correction for the last step's overshoot, so it is rather more seldom.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from hub.alerts.rules import Counts, Detail
from hub.alerts.watches import Charted, MoodUnusual, Rule

WORSE = 3.0
"""What a chart of moods looks for: where a quarter is usually unhappy, a half is."""
MEMORY_MIN = 180
"""Older answers say nothing of now."""
LEAST = 2.5
"""No limit is below; two faces alone then call nobody."""
RARE = 0.005
"""Below this a theme's usual number for each answer is not taken."""

TOGETHER = "together"
"""In an alert's detail: it is about all touchpoints."""

Shares = tuple[float, float, float, float]
"""The worst face, other unhappy ones, the middle, happy ones; 1 in all."""


class Usual(Struct, frozen=True, kw_only=True):
    """What customers usually say at a touchpoint."""

    shop: int
    """In which shop it stands; 0 if that is not known."""
    faces: tuple[Shares, ...]
    """By hour of the day, from 0."""
    named: dict[str, float]
    """How often unhappy customers name each theme, for each answer of anybody."""
    answers: float
    """In a day on which the shop is open."""
    loss: float
    """What an answer takes off a chart of moods on average while all is as usual."""


class Usuals(Struct, frozen=True, kw_only=True):
    """What is usual at each touchpoint, and at one of which nothing is known."""

    day: int
    """For which day: the ordinal of the date."""
    places: dict[int, Usual]
    other: Usual

    def at(self, place: int) -> Usual:
        """What is usual at a touchpoint."""
        return self.places.get(place, self.other)


class Row(Struct, frozen=True):
    """What one minute held at one touchpoint."""

    minute: int
    hour: int
    """Of the shop's day."""
    place: int
    counts: Counts


class Found(Struct, frozen=True):
    """What a chart says."""

    place: int | None
    """The touchpoint that it is about; none: all together."""
    places: list[int]
    """Where it was heard, the most first."""
    detail: Detail

    @property
    def most(self) -> int:
        """The touchpoint with the most of it."""
        return self.places[0]


class Chart(Struct, frozen=True):
    """How far the evidence has come."""

    evidence: float
    since: int
    """The minute from which on it adds up."""


@lru_cache(maxsize=4096)
def limit(answers: float, loss: float) -> float:
    """What chance alone reaches once in so many answers."""
    found = LEAST
    for _ in range(12):
        found = max(LEAST, math.log1p(answers * loss + found))
    return found


@lru_cache(maxsize=4096)
def gains(shares: Shares) -> Shares:
    """What one answer of each kind adds to a chart of moods."""
    below, before, found = 0.0, 0.0, []
    for share in shares:
        below = min(below + share, 1.0)
        worse = below * WORSE / (1 - below + below * WORSE)
        found.append(math.log((worse - before) / share))
        before = worse
    return found[0], found[1], found[2], found[3]


def loss(faces: Sequence[Shares]) -> float:
    """What an answer takes off a chart of moods on average while all is as usual."""
    pairs = [
        pair for shares in faces for pair in zip(shares, gains(shares), strict=True)
    ]
    return -sum(share * gain for share, gain in pairs) / len(faces)


def of_mood(counts: Counts, shares: Shares) -> float:
    """What a minute's faces add."""
    worst, bad, middle, happy = gains(shares)
    very = min(counts.worst, counts.unhappy)
    added = very * worst + (counts.unhappy - very) * bad
    return added + counts.middle * middle + counts.happy * happy


def of_theme(counts: Counts, theme: str, usual: float, times: float) -> float:
    """What a minute's answers add to the chart of one theme."""
    named = counts.themes.get(theme, 0) * math.log(times)
    return named - counts.answers * usual * (times - 1)


def run(steps: Iterable[tuple[int, float]], top: float) -> Chart:
    """Add up a chart: what each minute adds, in order; it stays between 0 and `top`.

    At the top it stops, so that it sinks soon after all is as usual again.
    """
    evidence, since = 0.0, 0
    for minute, added in steps:
        if evidence == 0.0:
            since = minute
        evidence = min(top, max(0.0, evidence + added))
    return Chart(evidence, since)


class Board:
    """The charts of one rule over the same minutes: all touchpoints, and each."""

    def __init__(
        self,
        watch: Charted,
        rows: Mapping[int, Sequence[Row]],
        usuals: Usuals,
        every: Collection[int],
        ended: Mapping[int, int],
    ) -> None:
        """`rows` are by touchpoint, and then by minute; `every` names those that count.

        `ended` says in which minute an alert ended somewhere: charts begin after it.
        """
        self._watch = watch
        self._rows = rows
        self._usuals = usuals
        self._every = every
        self._ended = ended
        self._known = [usuals.at(place) for place in every]
        charts = 2 if len(self._known) > 1 else 1
        answers = sum(one.answers for one in self._known)
        self._answers = answers * watch.chance_days * charts

    def look(self, places: Iterable[int]) -> Found | None:
        """What calls: all touchpoints together, or the first of these that does."""
        if len(self._every) > 1 and (whole := self._calls(None)) is not None:
            return whole
        each = (self._calls(place) for place in places)
        return next((one for one in each if one is not None), None)

    def is_over(self, place: int | None, theme: str) -> bool:
        """Is nothing left of what a chart called for?"""
        steps = self._steps(self._of(place), theme)
        return run(steps, self._top(place, theme)).evidence == 0.0

    def _top(self, place: int | None, theme: str) -> float:
        """The limit of one chart, so that all keep the rule's promise together."""
        answers = self._answers
        chosen = self._known if place is None else [self._usuals.at(place)]
        if not theme:
            return limit(answers, sum(one.loss for one in chosen) / len(chosen))
        times = self._watch.times_usual
        if self._watch.theme is None:
            answers *= max(len(self._usuals.other.named), 1)
        often = sum(usual_of(one, theme) for one in chosen) / len(chosen)
        return limit(answers, often * (times - 1 - math.log(times)))

    def _of(self, place: int | None) -> list[Row]:
        """The rows of a touchpoint, or of all; a chart of all begins when any ended."""
        if place is not None:
            ended = self._ended.get(place, 0)
            return [r for r in self._rows.get(place, ()) if r.minute > ended]
        ended = max(self._ended.get(one, 0) for one in self._every)
        chosen = (self._rows.get(one, ()) for one in self._every)
        return [row for rows in chosen for row in rows if row.minute > ended]

    def _calls(self, place: int | None) -> Found | None:
        rows = self._of(place)
        for theme, most in self._most(rows):
            if most < LEAST or most < (top := self._top(place, theme)):
                continue
            chart = run(self._steps(rows, theme), top)
            if chart.evidence >= top:
                told = [row for row in rows if row.minute >= chart.since]
                return self._found(told, place, theme)
        return None

    def _most(self, rows: Sequence[Row]) -> list[tuple[str, float]]:
        """What each chart can't be above, and quick to say; no theme is the mood."""
        if isinstance(self._watch, MoodUnusual):
            return [("", sum(row.counts.unhappy for row in rows) * math.log(WORSE))]
        named: dict[str, int] = {}
        for row in rows:
            for theme, n in row.counts.themes.items():
                named[theme] = named.get(theme, 0) + n
        only, each = self._watch.theme, math.log(self._watch.times_usual)
        return sorted((t, n * each) for t, n in named.items() if only in (None, t))

    def _steps(self, rows: Sequence[Row], theme: str) -> Iterable[tuple[int, float]]:
        added: dict[int, float] = {}
        times = self._watch.times_usual
        for row in rows:
            usual = self._usuals.at(row.place)
            if theme:
                more = of_theme(row.counts, theme, usual_of(usual, theme), times)
            else:
                more = of_mood(row.counts, usual.faces[row.hour])
            added[row.minute] = added.get(row.minute, 0.0) + more
        return sorted(added.items())

    def _found(self, rows: Sequence[Row], place: int | None, theme: str) -> Found:
        """In plain numbers: so many of so many since then, and what is usual."""
        bad: Counter[int] = Counter()
        answers, expected = 0, 0.0
        minutes = sorted(row.minute for row in rows)
        for row in rows:
            usual, counts = self._usuals.at(row.place), row.counts
            bad[row.place] += counts.themes.get(theme, 0) if theme else counts.unhappy
            often = usual_of(usual, theme) if theme else sum(usual.faces[row.hour][:2])
            answers += counts.answers
            expected += counts.answers * often
        detail: Detail = {
            "minutes": minutes[-1] - minutes[0] + 1,
            "usual": round(expected) if expected >= 1 else round(expected, 1),
        }
        if theme:
            detail |= {"theme": theme, "n": bad.total(), "answers": answers}
        else:
            detail |= {"unhappy": bad.total(), "n": answers}
        places = [p for p, n in bad.most_common() if n > 0]
        return Found(place, places or [rows[-1].place], detail)


def usual_of(usual: Usual, theme: str) -> float:
    """How often a theme is usually named, for each answer."""
    return max(usual.named.get(theme, 0.0), RARE)


def together(usuals: Usuals, rule: Rule, place: int) -> set[int]:
    """The touchpoints of the same shop that a rule takes together with one."""
    if place not in usuals.places:
        return {place}
    shop, chosen = usuals.places[place].shop, rule.scope.touchpoints
    return {
        one
        for one, here in usuals.places.items()
        if here.shop == shop and (not chosen or one in chosen)
    } | {place}

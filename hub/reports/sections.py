"""The parts of the owner's page: what each says, its picture and its table."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from hub.figures import parts
from hub.figures.csat import FEWEST
from hub.figures.parts import Part
from hub.figures.shares import Named, named, outcomes_of, reasons_of
from hub.reports import headline, names, sayings
from hub.reports.charts import Bar, Bars, Cell, Chart, Dots, Heat, Point, Trend
from hub.reports.numbers import Numbers, Pieces
from hub.reports.tables import Column, Table, Value, percent


class Section(Struct, frozen=True, kw_only=True):
    """One part of the page."""

    name: str
    """What programs call it."""
    title: str
    lead: str
    """The main point in a sentence."""
    alt: str = ""
    """What the picture shows, for those who don't see it."""
    chart: Chart | None = None
    """None where there is too little to draw."""
    table: Table
    broad: bool = False
    """Takes the whole width of the page."""
    missing: list[str] = []
    """What is missing, and when there will be enough."""


_SHARES = [
    Column("Answers", "answers", "count"),
    Column("Happy", "happy_percent", "percent"),
    Column("Most likely", "likely_percent", "range"),
]


def _share_cells(part: Part) -> list[Value]:
    interval = None if part.share is None else part.csat.interval
    return [part.csat.n, part.share, interval]


def trend(numbers: Numbers, pieces: Pieces) -> Section:
    """The share by day, or by week where there are many days."""
    period, today = numbers.view.period, numbers.view.today
    days = parts.by_day(pieces.hours, period)
    shown = [part.share is not None for part in days.values()]
    alone = [
        here and not any(shown[max(0, at - 1) : at] + shown[at + 1 : at + 2])
        for at, here in enumerate(shown)
    ]
    points = [
        Point(first.isoformat(), part.share, *_ends(part), lonely)
        for ((first, _), part), lonely in zip(days.items(), alone, strict=True)
    ]
    unit = "week" if period.by_week else "day"
    rows: list[list[Value]] = [
        [names.day(first, today), *_share_cells(part)]
        for (first, _), part in days.items()
    ]
    lead, alt = sayings.trend(days, numbers.whole, today)
    return Section(
        name="trend",
        title=f"Happy customers {unit} by {unit}",
        lead=lead,
        alt=alt,
        chart=Trend(points, _rounded(numbers.usual.share)) if sum(shown) > 1 else None,
        table=Table([Column(unit.capitalize(), unit), *_SHARES], rows),
        broad=True,
        missing=_too_few(numbers) or sayings.one_day(sum(shown), numbers),
    )


def hours(numbers: Numbers, pieces: Pieces) -> Section:
    """The share by hour and weekday."""
    cells = parts.by_hour_of_week(pieces.hours)
    asked = [hour for (_, hour), part in cells.items() if part.csat.n]
    span = range(min(asked, default=0), max(asked, default=-1) + 1)
    shown = {at: part for at, part in cells.items() if at[1] in span}
    rows: list[list[Value]] = [
        [names.WEEKDAYS[weekday], names.hour(hour), *_share_cells(part)]
        for (weekday, hour), part in shown.items()
        if part.csat.n
    ]
    lead, alt = sayings.hours(shown, numbers.whole)
    told = sum(part.share is not None for part in shown.values())
    heat = Heat(
        [
            Cell(
                names.WEEKDAYS[weekday], hour, part.share, _stands(part, numbers, told)
            )
            for (weekday, hour), part in shown.items()
            if part.csat.n
        ],
        [
            name
            for weekday, name in enumerate(names.WEEKDAYS)
            if any(shown[weekday, hour].csat.n for hour in span)
        ],
    )
    columns = [Column("Weekday", "weekday"), Column("Hour", "hour"), *_SHARES]
    return Section(
        name="hours",
        title="When customers are happy, and when not",
        lead=lead,
        alt=alt,
        chart=heat if told else None,
        table=Table(columns, rows),
        broad=True,
        missing=_too_few(numbers) or ([] if told else [sayings.NO_HOUR]),
    )


def _stands(part: Part, numbers: Numbers, among: int) -> str:
    if part.share is None:
        return "few"
    return part.clearly(numbers.whole, among) or "near"


_NAMED = [
    Column("Named by", "named_by", "count"),
    Column("Share", "share_percent", "percent"),
    Column("Most likely", "likely_percent", "range"),
    Column("Usual", "usual_percent", "percent"),
    Column("Against usual", "against_usual"),
]
MOVES = {1: "▲ more than usual", 0: "no clear change", -1: "▼ less than usual"}


def reasons(numbers: Numbers, pieces: Pieces, mood: str) -> Section:
    """Why customers of a mood were so, and what moved against the usual."""
    counts, of = reasons_of(numbers.facts, mood)
    before, before_of = reasons_of(numbers.facts_before, mood)
    found = named(counts, of, before, before_of)
    label = {one.key: names.reason(one.key, pieces.words) for one in found}
    lead, alt = sayings.reasons(found, label, mood)
    missing: list[str] = []
    if of < FEWEST:
        missing = sayings.few_reasons(of, mood, numbers)
    return Section(
        name=f"{mood}-reasons",
        title=f"Why customers are {mood}",
        lead=lead,
        alt=alt,
        chart=Bars([_bar(one, label[one.key]) for one in found], mood)
        if found
        else None,
        table=_named_table("Reason", "reason", found, label),
        missing=missing,
    )


def outcomes(numbers: Numbers, pieces: Pieces) -> Section:
    """How visits ended."""
    counts, before = outcomes_of(numbers.facts), outcomes_of(numbers.facts_before)
    of, before_of = sum(counts.values()), sum(before.values())
    found = named(counts, of, before, before_of)
    label = {one.key: names.outcome(one.key) for one in found}
    lead, alt = sayings.outcomes(found, label)
    missing: list[str] = []
    if of < FEWEST:
        missing = sayings.few_visits(of, numbers)
    return Section(
        name="outcomes",
        title="How visits end",
        lead=lead,
        alt=alt,
        chart=Bars([_bar(one, label[one.key]) for one in found], "plain")
        if found
        else None,
        table=_named_table("End", "end", found, label),
        missing=missing,
    )


def _bar(one: Named, label: str) -> Bar:
    mark = {1: " ▲", -1: " ▼"}.get(one.moved, "")
    return Bar(label, one.share, *one.interval, f"{percent(one.share)}{mark}")


def _named_table(
    title: str, key: str, found: list[Named], label: dict[str, str]
) -> Table:
    rows: list[list[Value]] = [
        [
            label[one.key],
            one.n,
            one.share,
            (one.interval.low, one.interval.high),
            one.usual,
            MOVES[one.moved] if one.change is not None else "not known yet",
        ]
        for one in found
    ]
    return Table([Column(title, key), *_NAMED], rows)


def touchpoints(numbers: Numbers, pieces: Pieces) -> Section:
    """The touchpoints side by side, against the whole."""
    order = sorted(pieces.places, key=lambda place: pieces.places[place].casefold())
    found = parts.cut(pieces.by_touchpoint, order, lambda touchpoint: touchpoint)
    rows: list[list[Value]] = [
        [pieces.places[place], *_share_cells(part)] for place, part in found.items()
    ]
    bars = [
        Bar(
            pieces.places[place],
            part.share,
            *part.csat.interval,
            f"{percent(part.share)} of {part.csat.n}",
        )
        for place, part in found.items()
        if part.share is not None and part.csat.interval is not None
    ]
    lead, alt = sayings.touchpoints(found, pieces.places, numbers.whole)
    return Section(
        name="touchpoints",
        title="Touchpoints side by side",
        lead=lead,
        alt=alt,
        chart=Dots(bars, _rounded(numbers.whole.share)) if len(bars) > 1 else None,
        table=Table([Column("Touchpoint", "touchpoint"), *_SHARES], rows),
        missing=_too_few(numbers) or sayings.one_touchpoint(len(found), len(bars)),
    )


def _ends(part: Part) -> tuple[float | None, float | None]:
    if part.share is None or part.csat.interval is None:
        return None, None
    return part.csat.interval.low, part.csat.interval.high


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 2)


def _too_few(numbers: Numbers) -> list[str]:
    if numbers.whole.n >= FEWEST:
        return []
    return headline.too_few(numbers, numbers.whole.n)


Maker = Callable[[Numbers, Pieces], Section]
MAKERS: dict[str, Maker] = {
    "trend": trend,
    "hours": hours,
    "unhappy-reasons": partial(reasons, mood="unhappy"),
    "happy-reasons": partial(reasons, mood="happy"),
    "touchpoints": touchpoints,
    "outcomes": outcomes,
}
"""Each part by its name, in the order of the page."""


def sections(numbers: Numbers, pieces: Pieces) -> list[Section]:
    """All parts in the order of the page."""
    return [make(numbers, pieces) for make in MAKERS.values()]

"""The main point of each picture in a sentence, and what is missing for it."""

from collections.abc import Mapping, Sequence
from datetime import date

from hub.figures.csat import FEWEST, Csat, change, csat
from hub.figures.parts import Part
from hub.figures.shares import Named
from hub.reports import names
from hub.reports.numbers import Numbers
from hub.reports.tables import percent

NO_HOUR = (
    "No hour of the week has five answers yet, so none can be told from the others."
    " More days show more."
)
MOST_NAMED = 3


def together(words: Sequence[str]) -> str:
    """a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def trend(
    days: Mapping[tuple[date, date], Part], whole: Csat, today: date
) -> tuple[str, str]:
    """Did it get better, and which days were the highest and the lowest?"""
    told = [
        (first, part.share)
        for (first, _), part in days.items()
        if part.share is not None
    ]
    if len(told) < 2:
        return "", ""
    high, low = max(told, key=_share), min(told, key=_share)
    alt = (
        f"Between {percent(low[1])} on {names.day(low[0], today)} and"
        f" {percent(high[1])} on {names.day(high[0], today)}."
    )
    each = [part for part in days.values() if part.csat.n]
    early, late = _sum(each[: len(each) // 2]), _sum(each[len(each) // 2 :])
    moved = change(late, early)
    if moved is None or early.share is None or late.share is None:
        return alt, alt
    shares = f"{percent(late.share)} after {percent(early.share)}"
    if moved.low > 0:
        return (
            f"Customers were happier in the second half of these days: {shares}.",
            alt,
        )
    if moved.high < 0:
        words = f"Customers were less happy in the second half of these days: {shares}."
        return words, alt
    return "No clear rise or fall over these days.", alt


def _share(told: tuple[date, float]) -> float:
    return told[1]


def _sum(each: Sequence[Part]) -> Csat:
    happy = sum(part.csat.happy for part in each)
    return csat({"happy": happy, "unhappy": sum(p.csat.n for p in each) - happy})


def hours(cells: Mapping[tuple[int, int], Part], whole: Csat) -> tuple[str, str]:
    """Which hours of the week stand out?"""
    told = [(at, part) for at, part in cells.items() if part.share is not None]
    if not told or whole.share is None:
        return "", ""
    low = [at for at, part in told if part.clearly(whole, len(told)) == "below"]
    high = [at for at, part in told if part.clearly(whole, len(told)) == "above"]
    alt = (
        f"{names.count(len(told), 'hour', 'hours')} of the week with enough answers:"
        f" {len(low)} clearly below the whole, {len(high)} clearly above."
    )
    said = []
    if low:
        said.append(f"Clearly less happy: {_spans(low, cells)}.")
    if high:
        said.append(f"Clearly happier: {_spans(high, cells)}.")
    none = f"No hour stands out from the whole ({percent(whole.share)})."
    return " ".join(said) or none, alt


def _spans(
    hours: Sequence[tuple[int, int]], cells: Mapping[tuple[int, int], Part]
) -> str:
    """Hours that follow each other as one span; those with most answers first."""
    spans: list[list[tuple[int, int]]] = []
    for weekday, hour in sorted(hours):
        if spans and spans[-1][-1] == (weekday, hour - 1):
            spans[-1].append((weekday, hour))
        else:
            spans.append([(weekday, hour)])
    spans.sort(key=lambda span: -sum(cells[at].csat.n for at in span))
    words = [
        f"{names.WEEKDAYS[span[0][0]]} {span[0][1]:02d} to {span[-1][1] + 1:02d} h"
        for span in spans[:MOST_NAMED]
    ]
    more = len(spans) - MOST_NAMED
    return together([*words, f"{more} more"] if more > 0 else words)


def reasons(
    found: Sequence[Named], label: Mapping[str, str], mood: str
) -> tuple[str, str]:
    """Which reason is named most, and which moved?"""
    if not found:
        return "", ""
    top = found[0]
    lead = (
        f"“{label[top.key]}” is named most: by {percent(top.share)} of"
        f" {names.count(top.of, '', '').strip()} {mood} customers who gave a reason."
    )
    return f"{lead}{_moved(found, label)}", _list(found, label)


def _moved(found: Sequence[Named], label: Mapping[str, str]) -> str:
    said = ""
    for direction, words in ((1, "More often than usual"), (-1, "Less often")):
        moved = [label[one.key] for one in found if one.moved == direction]
        if moved:
            said += f" {words}: {together(moved[:MOST_NAMED])}."
    return said


def _list(found: Sequence[Named], label: Mapping[str, str]) -> str:
    return f"{together([f'{label[o.key]} {percent(o.share)}' for o in found])}."


def outcomes(found: Sequence[Named], label: Mapping[str, str]) -> tuple[str, str]:
    """How do most visits end?"""
    if not found:
        return "", ""
    top = found[0]
    lead = (
        f"{percent(top.share)} of {names.count(top.of, 'visit', 'visits')}:"
        f" {label[top.key].lower()}."
    )
    return f"{lead}{_moved(found, label)}", _list(found, label)


def touchpoints(
    found: Mapping[int, Part], places: Mapping[int, str], whole: Csat
) -> tuple[str, str]:
    """Which touchpoints stand out?"""
    told = {place: part for place, part in found.items() if part.share is not None}
    if len(told) < 2 or whole.share is None:
        return "", ""
    alt = together(
        [f"{places[at]} {percent(part.share or 0)}" for at, part in told.items()]
    )
    said = []
    for stands, words in (("below", "less happy"), ("above", "happier")):
        at = [
            places[place]
            for place, part in told.items()
            if part.clearly(whole, len(told)) == stands
        ]
        if at:
            said.append(f"Clearly {words} than the whole: {together(at[:MOST_NAMED])}.")
    all_of = f"({percent(whole.share)})"
    return " ".join(said) or f"None stands out from the whole {all_of}.", f"{alt}."


def one_day(shown: int, numbers: Numbers) -> list[str]:
    """Why there is no line to draw."""
    if shown > 1:
        return []
    if numbers.view.period.days == 1:
        return ["A line needs two days. Choose more days to see one."]
    return [
        "Only one day has five answers so far. A line can be drawn from two such"
        " days on."
    ]


def one_touchpoint(places: int, told: int) -> list[str]:
    """Why touchpoints are not held side by side."""
    if told > 1:
        return []
    if places < 2:
        return ["There is one touchpoint here. From the second on they are compared."]
    return [
        f"{'One touchpoint has' if told else 'No touchpoint has'} five answers so far."
        " They are compared once two have."
    ]


def few_reasons(of: int, mood: str, numbers: Numbers) -> list[str]:
    """What is missing until reasons can be told."""
    people = names.count(of, f"{mood} customer", f"{mood} customers")
    words = f"{people} gave a reason so far; {FEWEST - of} more to go."
    return [words, *_over(numbers)]


def few_visits(of: int, numbers: Numbers) -> list[str]:
    """What is missing until ends of visits can be told."""
    ended = names.count(of, "visit has ended", "visits have ended")
    return [f"{ended} so far; {FEWEST - of} more to go.", *_over(numbers)]


def _over(numbers: Numbers) -> list[str]:
    if numbers.view.period.last >= numbers.view.today:
        return []
    return ["These days are over. More days may hold enough."]

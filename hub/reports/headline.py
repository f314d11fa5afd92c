"""The few figures at the top, in plain words: how much, how sure, what is missing."""

from math import ceil

from msgspec import Struct

from hub.figures.csat import FEWEST, Csat, change
from hub.figures.shares import answered_of
from hub.reports import names
from hub.reports.numbers import Numbers
from hub.reports.tables import Column, Table, percent, percents


class Figure(Struct, frozen=True):
    """One figure of the page."""

    name: str
    """What programs call it."""
    title: str
    """What people call it."""
    value: float | None
    """The plain number, or none where it can't be said yet."""
    text: str
    """The number as people read it."""
    notes: list[str]
    """How sure it is, against what, and what is missing."""


def figures(numbers: Numbers) -> list[Figure]:
    """The figures in the order of the page."""
    return [
        happy(numbers),
        answers(numbers),
        response(numbers),
        alerts(numbers),
        calls(numbers),
    ]


def today(numbers: Numbers) -> Figure:
    """Today's answers, whatever days are looked at."""
    text = names.count(numbers.today, "answer today", "answers today")
    return Figure("answers-today", "Today so far", numbers.today, text, [])


def happy(numbers: Numbers) -> Figure:
    """The share of happy answers with its interval, against the usual."""
    whole = numbers.whole
    name, title = "csat", "Happy customers"
    if whole.share is None or whole.interval is None:
        return Figure(name, title, None, "–", too_few(numbers, whole.n))
    notes = [f"Most likely {percents(whole.interval)}.", *_against(numbers)]
    return Figure(name, title, round(whole.share, 2), percent(whole.share), notes)


def too_few(numbers: Numbers, n: int) -> list[str]:
    """What is missing until a share can be told, and when there will be enough."""
    if numbers.began is None:
        return ["No answers yet. The first tap shows here at once."]
    missing = FEWEST - n
    words = [f"Too few answers: {n} so far, {missing} more to go."]
    if numbers.view.period.last < numbers.view.today:
        words.append("These days are over. More days may hold enough answers.")
    elif numbers.pace > 0:
        days = ceil(missing / numbers.pace)
        when = "within a day" if days == 1 else f"in about {days} days"
        words.append(f"As answers come in lately, that is likely {when}.")
    return words


def _against(numbers: Numbers) -> list[str]:
    """The change against the usual share, only as far as it can be told."""
    difference = change(numbers.whole, numbers.usual)
    if difference is None or numbers.usual.share is None:
        return [_no_usual(numbers)]
    usual = percent(numbers.usual.share)
    if difference.low > 0:
        return [f"▲ Better than usual ({usual})."]
    if difference.high < 0:
        return [f"▼ Worse than usual ({usual})."]
    return [f"No clear change from the usual {usual}."]


def _no_usual(numbers: Numbers) -> str:
    """Why nothing is called usual, and when something will be."""
    period, today = numbers.view.period, numbers.view.today
    began = numbers.began or today
    day = period.usual_from(began)
    if day <= today:
        return "Too few answers before these days to say what is usual."
    return f"What is usual can be said from {names.day(day, today)} on."


def answers(numbers: Numbers) -> Figure:
    """The answers, against the usual number up to the same hour."""
    n, flagged, notes = numbers.whole.n, numbers.whole.flagged, list[str]()
    if numbers.usual_answers is not None:
        notes.append(_more_or_fewer(numbers.so_far, numbers.usual_answers))
    if flagged:
        verb = "looks" if flagged == 1 else "look"
        notes.append(
            f"{names.count(flagged, 'more', 'more')} {verb} like play, not counted."
        )
    if numbers.began is None:
        notes.append("None yet. The first tap shows here at once.")
    elif not n:
        notes.append("None in these days.")
    return Figure("answers", "Answers", n, f"{n:,}".replace(",", " "), notes)


def _more_or_fewer(so_far: int, usual: float) -> str:
    percents = round(100 * (so_far - usual) / usual)
    about = f"{usual:,.0f}".replace(",", " ")
    if abs(percents) < 10:
        return f"About as many as usual by this hour ({about})."
    direction = "more" if percents > 0 else "fewer"
    return f"{abs(percents)} % {direction} than usual by this hour ({about})."


def response(numbers: Numbers) -> Figure:
    """How many of those who touched the screen gave an answer."""
    name, title = "response", "Visits with an answer"
    missing = _of_those_who_came_near(numbers)
    if numbers.view.scope.language is not None:
        why = "Only known for all languages: a visit without an answer has none."
        return Figure(name, title, None, "–", [why])
    answered, ended = answered_of(numbers.facts)
    if ended < FEWEST:
        word = names.count(ended, "visit has ended", "visits have ended")
        words = f"Too few yet: {word}, {FEWEST - ended} more to go."
        return Figure(name, title, None, "–", [words, missing])
    of = names.count(ended, "visit", "visits")
    return Figure(
        name,
        title,
        round(answered / ended, 2),
        percent(answered / ended),
        [f"Of {of} at the screen.", missing],
    )


def _of_those_who_came_near(numbers: Numbers) -> str:
    """Answers among all who came near a kiosk, as far as a sensor saw them."""
    near, answered = numbers.came_near, numbers.answered_near
    if near < FEWEST:
        return "Who only passes by is not counted: that needs a presence sensor."
    # Two who come together are seen once, and one may come near several times.
    share = percent(min(1.0, answered / near))
    return f"About {share} of the {near:,} who came near a sensor answered."


def alerts(numbers: Numbers) -> Figure:
    """How many alerts a colleague answered soon enough."""
    name, title, found = "alerts", "Alerts answered in time", numbers.alerts
    minutes = numbers.in_time_ms / 60_000
    limit = f"{minutes:g} {'minute' if minutes == 1 else 'minutes'}"
    if not found.raised:
        return Figure(
            name, title, None, "–", ["No alerts in these days.", *_all(numbers)]
        )
    notes = [f"Taken within {limit}."]
    if found.late:
        notes.append(f"{names.count(found.late, 'was', 'were')} answered later.")
    if found.waiting:
        notes.append(f"{found.waiting} still waiting.")
    text = f"{found.in_time:,} of {found.raised:,}".replace(",", " ")
    return Figure(name, title, found.in_time, text, [*notes, *_all(numbers)])


def calls(numbers: Numbers) -> Figure:
    """Calls for someone, and what became of them."""
    by_state = numbers.calls
    total = sum(by_state.values())
    words = {
        "coming": "with a colleague on the way",
        "done": "answered",
        "nobody": "nobody came in time",
        "sent": "waiting",
        "withdrawn": "taken back",
    }
    said = [
        f"{by_state[state]} {words[state]}" for state in words if by_state.get(state)
    ]
    notes = [f"{', '.join(said)}." if said else "None in these days."]
    return Figure(
        "help-calls",
        "Calls for someone",
        total,
        f"{total:,}".replace(",", " "),
        [*notes, *_all(numbers)],
    )


def _all(numbers: Numbers) -> list[str]:
    """Alerts and calls are not known by language."""
    return ["In all languages."] if numbers.view.scope.language is not None else []


def table(numbers: Numbers) -> Table:
    """The figures for a spreadsheet."""
    columns = [
        Column("Figure", "figure"),
        Column("Value", "value"),
        Column("What it says", "notes"),
    ]
    rows = [[f.title, f.text, " ".join(f.notes)] for f in figures(numbers)]
    return Table(columns, [list(row) for row in rows])


def share_of(whole: Csat) -> str:
    """The whole's share in words, for comparisons."""
    return "too few answers" if whole.share is None else percent(whole.share)

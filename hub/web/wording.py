"""The owner's figures in plain words: how much, how sure, and what is missing."""

from collections.abc import Iterable

from msgspec import Struct

from hub.figures.csat import FEWEST, AnswerCount, Csat, change, is_happy
from hub.store.figures import Answered

FOUR_FACES = {1: "Very unhappy", 2: "Unhappy", 3: "Happy", 4: "Very happy"}


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


class Face(Struct, frozen=True):
    """One face and how often it was tapped."""

    name: str
    """What programs call it."""
    label: str
    """What people call it."""
    mood: str
    """happy, middle or unhappy"""
    value: int
    """How often."""
    most: int
    """How often the most tapped face was tapped, for the length of its bar."""


def happy(name: str, title: str, figure: Csat, usual: Csat | None) -> Figure:
    """A share of happy answers with its interval, and against the usual if given."""
    if figure.share is None or figure.interval is None:
        missing = FEWEST - figure.n
        note = f"Too few answers: {figure.n} so far, {missing} more to go."
        return Figure(name, title, None, "–", [note])
    low, high = (round(100 * end) for end in figure.interval)
    notes = [f"{figure.n} answers; the true share is most likely {low} to {high} %."]
    if usual is not None:
        notes += _against(figure, usual)
    return Figure(name, title, figure.share, f"{round(100 * figure.share)} %", notes)


def _against(figure: Csat, usual: Csat) -> list[str]:
    """The change against the usual share, only as far as it can be told."""
    difference = change(figure, usual)
    if difference is None or usual.share is None:
        return []
    share = f"{round(100 * usual.share)} %"
    if difference.low > 0:
        return [f"Better than usual by this time of the week ({share})."]
    if difference.high < 0:
        return [f"Worse than usual by this time of the week ({share})."]
    return [f"No clear change from the usual {share}."]


def answers(today: Csat, so_far: int, usual: float | None) -> Figure:
    """Today's answers, against the same weekdays before."""
    notes = []
    if usual is not None:
        notes.append(f"{_more_or_fewer(so_far, usual)} by this time on this weekday.")
    if today.flagged:
        notes.append(
            f"{_count(today.flagged, 'answer was', 'answers were')} flagged as play "
            f"and {'is' if today.flagged == 1 else 'are'} not counted."
        )
    if not today.n:
        notes.append("None yet. The first tap shows here at once.")
    return Figure("answers-today", "Answers today", today.n, str(today.n), notes)


def _more_or_fewer(so_far: int, usual: float) -> str:
    percent = round(100 * (so_far - usual) / usual)
    if abs(percent) < 10:
        return f"About as many as usual ({usual:.0f})"
    direction = "more" if percent > 0 else "fewer"
    return f"{abs(percent)} % {direction} than usual ({usual:.0f})"


def alerts(figure: Answered) -> Figure:
    """Today's alerts and how many a colleague answered."""
    notes = []
    if figure.raised:
        notes.append(f"{figure.answered} answered by a colleague.")
    if figure.open:
        notes.append(f"{figure.open} still waiting.")
    return Figure(
        "alerts-today", "Alerts today", figure.raised, str(figure.raised), notes
    )


def calls(by_state: dict[str, int]) -> Figure:
    """Today's calls for help, and what became of them."""
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
    notes = [", ".join(said) + "."] if said else []
    return Figure("help-calls", "Calls for someone today", total, str(total), notes)


def faces(counts: Iterable[AnswerCount]) -> list[Face]:
    """Today's answers by face, on the scale that most answers were given on."""
    taken = [count for count in counts if not count.flagged]
    by_scale: dict[int, int] = {}
    for count in taken:
        by_scale[count.scale] = by_scale.get(count.scale, 0) + count.n
    scale = max(by_scale, key=lambda scale: by_scale[scale], default=4)
    by_value = {count.value: count.n for count in taken if count.scale == scale}
    most = max(by_value.values(), default=0)
    return [
        Face(
            name=f"answers-today-{value}-of-{scale}",
            label=FOUR_FACES[value] if scale == 4 else f"{value} of {scale}",
            mood=_mood(scale, value),
            value=by_value.get(value, 0),
            most=most,
        )
        for value in range(scale, 0, -1)
    ]


def _mood(scale: int, value: int) -> str:
    if is_happy(scale, value):
        return "happy"
    return "middle" if 2 * value == scale + 1 else "unhappy"


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"

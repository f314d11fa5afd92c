"""What part of the visits told something: reasons, outcomes."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from hub.figures.csat import FEWEST
from hub.figures.intervals import Interval, newcombe, wilson


class Named(Struct, frozen=True):
    """How many of all named one thing."""

    key: str
    n: int
    of: int
    share: float
    interval: Interval
    change: Interval | None
    """95 % interval of the share minus the usual one, where both can be told."""
    usual: float | None
    """The usual share, where it can be told."""

    @property
    def moved(self) -> int:
        """1 where it is clearly more than usual, -1 where clearly less, else 0."""
        if self.change is None:
            return 0
        return (self.change.low > 0) - (self.change.high < 0)


def named(
    counts: Mapping[str, int], of: int, before: Mapping[str, int], before_of: int
) -> list[Named]:
    """Shares of `of`, the most named first; nothing below five."""
    if of < FEWEST:
        return []
    keys = sorted(set(counts) | set(before), key=lambda key: (-counts.get(key, 0), key))
    told = before_of >= FEWEST
    found = []
    for key in keys:
        n = min(counts.get(key, 0), of)
        then = min(before.get(key, 0), before_of)
        found.append(
            Named(
                key=key,
                n=n,
                of=of,
                share=n / of,
                interval=wilson(n, of),
                change=newcombe((n, of), (then, before_of)) if told else None,
                usual=then / before_of if told else None,
            )
        )
    return found


def reasons_of(
    facts: Mapping[tuple[str, str], int], mood: str
) -> tuple[dict[str, int], int]:
    """Reasons named by customers of a mood, and how many of them named any."""
    counts = {
        what.removeprefix("reason:"): n
        for (of, what), n in facts.items()
        if of == mood and what.startswith("reason:")
    }
    return counts, facts.get((mood, "reasons"), 0)


def outcomes_of(facts: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """How visits ended."""
    found: dict[str, int] = {}
    for (_, what), n in facts.items():
        if what.startswith("outcome:"):
            how = what.removeprefix("outcome:")
            found[how] = found.get(how, 0) + n
    return found


def answered_of(facts: Mapping[tuple[str, str], int]) -> tuple[int, int]:
    """Visits that ended: those with an answer, and all of them."""
    ended = [(m, n) for (m, what), n in facts.items() if what.startswith("outcome:")]
    return sum(n for mood, n in ended if mood), sum(n for _, n in ended)


Facts = Mapping[tuple[str, str], int]
"""What visits told, by mood and what."""


def total(counts: Iterable[Facts]) -> dict[tuple[str, str], int]:
    """Several counts together."""
    found: dict[tuple[str, str], int] = {}
    for each in counts:
        for key, n in each.items():
            found[key] = found.get(key, 0) + n
    return found

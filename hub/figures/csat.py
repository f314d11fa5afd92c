"""How many customers are happy: the share of answers in the upper half of the scale.

The top-half share is the usual reading of a satisfaction question (CSAT); the middle
of an odd scale is neither happy nor unhappy and counts as not happy.
"""

from collections.abc import Iterable

from msgspec import Struct

from hub.figures.intervals import Interval, newcombe, wilson

FEWEST = 5
"""With fewer answers a share would tell of persons rather than of the shop."""


class AnswerCount(Struct, frozen=True):
    """How often one answer was given."""

    scale: int
    """How many answers there were to choose from."""
    value: int
    """The answer, from 1 (worst) to `scale` (best)."""
    flagged: bool
    """True if a rule took it for play."""
    n: int
    """How many."""


class Csat(Struct, frozen=True):
    """A share of happy answers and how sure it is."""

    happy: int
    """Answers in the upper half."""
    n: int
    """Answers that count."""
    flagged: int
    """Answers taken for play; they don't count."""
    share: float | None
    """happy / n; none below five answers."""
    interval: Interval | None
    """Wilson's 95 % interval; none below five answers."""


def is_happy(scale: int, value: int) -> bool:
    """Is the answer above the middle of its scale?"""
    return 2 * value > scale + 1


def csat(counts: Iterable[AnswerCount]) -> Csat:
    """The share of happy answers among those that count."""
    happy = n = flagged = 0
    for count in counts:
        if count.flagged:
            flagged += count.n
            continue
        n += count.n
        happy += count.n if is_happy(count.scale, count.value) else 0
    enough = n >= FEWEST
    return Csat(
        happy=happy,
        n=n,
        flagged=flagged,
        share=happy / n if enough else None,
        interval=wilson(happy, n) if enough else None,
    )


def change(now: Csat, usual: Csat) -> Interval | None:
    """95 % interval of now's share minus the usual one; none below five answers."""
    if now.share is None or usual.share is None:
        return None
    return newcombe((now.happy, now.n), (usual.happy, usual.n))


def usual_number(days: Iterable[int]) -> float | None:
    """Mean of the days on which there were answers; none unless most days tell.

    Days without any answer were closed or not set up yet. Needs three such days of the
    four same weekdays before, and five answers a day, to be called usual.
    """
    told = [n for n in days if n > 0]
    if len(told) < 3:
        return None
    mean = sum(told) / len(told)
    return mean if mean >= FEWEST else None

"""How many customers are happy: the share of answers in the upper half of the scale.

The top-half share is the usual reading of a satisfaction question (CSAT); the middle
of an odd scale is neither happy nor unhappy and counts as not happy.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from hub.figures.intervals import Interval, newcombe, wilson

FEWEST = 5
"""With fewer answers a share would tell of persons rather than of the shop."""
TELLING = 200
"""Below so many answers a share in whole percents gives the exact counts away."""


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


def mood_of(scale: int, value: int) -> str:
    """happy, middle or unhappy: where an answer stands on its scale."""
    if is_happy(scale, value):
        return "happy"
    return "middle" if 2 * value == scale + 1 else "unhappy"


def csat(moods: Mapping[str, int]) -> Csat:
    """The share of happy answers among those that were not taken for play."""
    happy = moods.get("happy", 0)
    n = happy + moods.get("middle", 0) + moods.get("unhappy", 0)
    enough = n >= FEWEST
    return Csat(
        happy=happy,
        n=n,
        flagged=moods.get("played", 0),
        share=happy / n if enough else None,
        interval=wilson(happy, n) if enough else None,
    )


def hidden(numbers: Sequence[int]) -> set[int]:
    """Which parts of a whole must not show their share, by place.

    Those with too few answers; and where the whole minus what is shown would give
    those few away, the smallest of the rest too.
    """
    few = {place for place, n in enumerate(numbers) if 0 < n < FEWEST}
    rest = [n for n in numbers if n >= FEWEST]
    told_apart = 0 < sum(numbers[place] for place in few) < FEWEST
    if told_apart and rest and sum(numbers) < TELLING:
        few.add(min((n, p) for p, n in enumerate(numbers) if n >= FEWEST)[1])
    return few


def change(now: Csat, usual: Csat) -> Interval | None:
    """95 % interval of now's share minus the usual one; none below five answers."""
    if now.share is None or usual.share is None:
        return None
    return newcombe((now.happy, now.n), (usual.happy, usual.n))


def usual_number(spans: Iterable[int], fewest: int = 3) -> float | None:
    """Mean of the spans in which there were answers; none unless enough of them tell.

    Spans without any answer were closed or not set up yet. Needs five answers a span
    to be called usual.
    """
    told = [n for n in spans if n > 0]
    if len(told) < fewest:
        return None
    mean = sum(told) / len(told)
    return mean if mean >= FEWEST else None

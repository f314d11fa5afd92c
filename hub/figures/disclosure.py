"""What of customers' words may be told so that no few can be singled out (pure).

Nothing is ever cut out of words to fit a question. Words are put into *batches* once,
of whole cells of the grid (touchpoint × day × part of the day), five comments or more;
a batch never changes again. A question is answered by the batches that lie inside of
it, and by nothing of the others. So whatever is asked, and however answers are
subtracted from each other, what comes out are whole batches: k-anonymity with k = 5 on
the grid (Sweeney 2002, k-anonymity: a model for protecting privacy), safe from
subtraction because all that would split a group is suppressed with it (complementary
suppression; Willenborg and de Waal 2001, Elements of statistical disclosure control).

Counts of what was read in the words, and lists of the words in which it was read, are
made of *blocks*: batches in a row, joined until each part of the count is nought, or
five and more. Sums and differences of such numbers are again nought, or five and more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from hub.figures.dayparts import Cell

FEWEST = 5
"""Nothing made of words is told of fewer comments."""
T = TypeVar("T")


class Region(Struct, frozen=True):
    """A touchpoint from one part of a day to another, both among it."""

    touchpoint: int
    first: Cell
    last: Cell


class Batch(Struct, frozen=True):
    """Five comments or more whose words may be seen together."""

    batch: int
    region: Region
    n: int
    counts: Mapping[str, int]
    """What was read in them: label:negative, feeling:anger, theme:waiting."""

    def count(self, names: Iterable[str]) -> int:
        """How often any of these was read; names that exclude each other."""
        n = 0
        for name in names:
            n += self.counts.get(name, 0)
        return n


class Ask(Struct, frozen=True):
    """What somebody looks at."""

    first_day: int
    """Ordinal of a date."""
    last_day: int
    touchpoints: frozenset[int] | None = None
    """Only these; none for all."""

    def holds(self, region: Region) -> bool:
        """Does a region lie inside as a whole?"""
        within = self.first_day <= region.first.day and region.last.day <= self.last_day
        return within and (
            self.touchpoints is None or region.touchpoint in self.touchpoints
        )


class Block(Struct, frozen=True):
    """Batches of one touchpoint in a row: what was read in them may be told."""

    batches: tuple[Batch, ...]
    having: int
    """Comments in which it was read: none, or five and more."""
    n: int
    """All comments of the block; those without it are none, or five and more."""


def in_batches(cells: Iterable[tuple[T, int]]) -> Iterator[list[T]]:
    """Whole cells in order, each with how many comments it holds, in groups of enough.

    What is left at the end waits for the next time.
    """
    group: list[T] = []
    size = 0
    for cell, n in cells:
        group.append(cell)
        size += n
        if size >= FEWEST:
            yield group
            group, size = [], 0


def all_words(made: Sequence[Batch], ask: Ask) -> list[Batch]:
    """The batches whose words answer a question."""
    return [batch for batch in made if ask.holds(batch.region)]


def blocks(made: Sequence[Batch], names: Sequence[str]) -> list[Block]:
    """All blocks of what was read.

    `made` are all batches in the order of their making, whatever is asked: a block must
    not depend on the question. Later batches never change it.
    """
    by_touchpoint: dict[int, list[Batch]] = {}
    for batch in made:
        by_touchpoint.setdefault(batch.region.touchpoint, []).append(batch)
    return [one for row in by_touchpoint.values() for one in _joined(row, names)]


def inside(all_of_them: Sequence[Block], ask: Ask) -> list[Block]:
    """The blocks that answer a question: those that lie inside of it as wholes."""
    return [
        block
        for block in all_of_them
        if all(ask.holds(batch.region) for batch in block.batches)
    ]


def _joined(row: Sequence[Batch], names: Sequence[str]) -> Iterator[Block]:
    pending: list[Batch] = []
    having = n = 0
    for batch in row:
        pending.append(batch)
        having += batch.count(names)
        n += batch.n
        if _may_be_told(having) and _may_be_told(n - having):
            yield Block(tuple(pending), having, n)
            pending, having, n = [], 0, 0


def _may_be_told(n: int) -> bool:
    return n == 0 or n >= FEWEST

"""What customers talk about: counts with intervals and movers, and words themselves.

All is made of blocks and batches that lie whole inside of what is asked, so counts are
of fewer comments than were given; `figures.disclosure` says why. A block ends when it
has enough of both sides, which draws shares of rare things a little towards a half.
"""

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from hub.figures.dayparts import PARTS, Cell
from hub.figures.disclosure import FEWEST, Ask, Batch, Block, all_words, blocks, inside
from hub.figures.intervals import Interval, newcombe, wilson
from hub.reports import names
from hub.reports.tables import Column, Table, Value
from hub.store.batches import Said
from hub.store.own_themes import Spans

COMPLAINTS = ("label:negative", "label:mixed")
"""Words in which something is wrong."""
KINDS = ("theme", "feeling")
GROUPS_AT_ONCE = 8


class Row(Struct, frozen=True):
    """How often one thing was read."""

    key: str
    """`theme:waiting`, `feeling:anger`, or `complaints`."""
    n: int
    of: int
    interval: Interval
    before: float | None
    """The share in the days before, where it may be told."""
    moved: int
    """1 where it is clearly more than before, -1 where clearly less, else 0."""

    @property
    def share(self) -> float:
        """Part of the comments."""
        return self.n / self.of


class Group(Struct, frozen=True):
    """Words that are shown together."""

    where: str
    when: str
    said: list[Said]


def names_of(key: str) -> tuple[str, ...]:
    """The names of counts that a key of the page stands for."""
    return COMPLAINTS if key == "complaints" else (key,)


def covering(made: Sequence[Batch], key: str, spans: Spans) -> Sequence[Batch]:
    """The batches that tell of a key: of the owner's own themes only some do."""
    kind, _, name = key.partition(":")
    ours = spans.get(name) if kind == "theme" else None
    if ours is None:
        return made
    return [
        one
        for one in made
        if any(
            after < one.batch and (until is None or one.batch <= until)
            for after, until in ours
        )
    ]


def rows(
    made: Sequence[Batch], kind: str, ask: Ask, before: Ask, spans: Spans
) -> list[Row]:
    """What was read of one kind, the most frequent first."""
    prefix = f"{kind}:"
    keys = {name for one in made for name in one.counts if name.startswith(prefix)}
    found = [row(covering(made, key, spans), key, ask, before) for key in sorted(keys)]
    told = [one for one in found if one is not None and one.n]
    return sorted(told, key=lambda one: (-one.n, one.key))


def row(made: Sequence[Batch], key: str, ask: Ask, before: Ask) -> Row | None:
    """One thing that was read; none where nothing of it may be told."""
    known = blocks(made, names_of(key))
    n, of = _sums(inside(known, ask))
    if of == 0:
        return None
    then, then_of = _sums(inside(known, before))
    usual, moved = None, 0
    if then_of:
        usual = then / then_of
        change = newcombe((n, of), (then, then_of))
        moved = (change.low > 0) - (change.high < 0)
    return Row(key, n, of, wilson(n, of), usual, moved)


def groups(
    made: Sequence[Batch],
    key: str,
    ask: Ask,
    words: Callable[[int], list[Said]],
    where: Callable[[int], str],
) -> list[Group]:
    """The newest words that may be seen, of all or of those in which `key` was read."""
    if not key:
        wanted: list[tuple[Batch, ...]] = [(one,) for one in all_words(made, ask)]
    else:
        told = inside(blocks(made, names_of(key)), ask)
        wanted = [block.batches for block in told if block.having]
    found = []
    for batches in sorted(wanted, key=lambda one: -one[-1].batch)[:GROUPS_AT_ONCE]:
        each = [words(batch.batch) for batch in batches]
        if not all(each):
            continue  # Some are forgotten: the others would be too few.
        said = [one for batch in each for one in batch if not key or has(one, key)]
        if len(said) >= FEWEST:
            region = batches[0].region
            cells = span(
                min(batch.region.first for batch in batches),
                max(batch.region.last for batch in batches),
            )
            found.append(Group(where(region.touchpoint), cells, said))
    return found


def has(said: Said, key: str) -> bool:
    """Was it read in this comment?"""
    kind, _, name = key.partition(":")
    if key == "complaints":
        return f"label:{said.label}" in COMPLAINTS
    return name in (said.themes if kind == "theme" else said.feelings)


def span(first: Cell, last: Cell) -> str:
    """Days and parts of them in words."""
    begin, end = (date.fromordinal(cell.day) for cell in (first, last))
    one, other = names.day(begin, begin), names.day(end, end)
    if first == last:
        return f"{one}, {PARTS[first.part]}"
    if begin == end:
        return f"{one}, {PARTS[first.part]} to {PARTS[last.part]}"
    return f"{one}, {PARTS[first.part]}, to {other}, {PARTS[last.part]}"


def table(found: Sequence[Row], title: Callable[[str], str]) -> Table:
    """The counts as a table and for a spreadsheet; no words in it."""
    columns = [
        Column("About", "about"),
        Column("Comments", "comments", "count"),
        Column("Of", "of", "count"),
        Column("Share", "share_percent", "percent"),
        Column("Most likely", "likely_percent", "range"),
        Column("Before", "before_percent", "percent"),
    ]
    cells: list[list[Value]] = [
        [title(one.key), one.n, one.of, one.share, tuple(one.interval), one.before]  # type: ignore[list-item]
        for one in found
    ]
    return Table(columns, cells)


def _sums(told: Sequence[Block]) -> tuple[int, int]:
    return sum(block.having for block in told), sum(block.n for block in told)

"""A theme tried on past comments, shown as far as nobody is singled out (pure).

Whether a comment is alike follows from its words alone, and only words are held against
a theme that the owner may see, as a whole batch: a trial tells nothing that can't be
read there. What it shows keeps the rules of the owner's page all the same.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec
from msgspec import Struct

from hub.figures.disclosure import Ask, Batch
from hub.reports import said
from hub.reports.said import Group, Row
from hub.store.batches import Said

KEY = "tried"
TRIED = f"theme:{KEY}"
AT_MOST = 300
"""Comments that a trial looks at, the newest."""
EVER = Ask(0, 10**7)
NEVER = Ask(-2, -1)
Place = tuple[int, int]
"""Batch and place of a comment."""


class Trial(Struct, frozen=True):
    """What a theme would find."""

    n: int
    """Comments that it was held against."""
    row: Row | None
    """How many it would find; none where that may not be told."""
    groups: list[Group]
    """Those, in their words."""


def newest(made: Sequence[Batch], words: Callable[[int], list[Said]]) -> list[Said]:
    """The newest comments that may be seen, whole batches of them."""
    found: list[Said] = []
    for batch in sorted(made, key=lambda one: -one.batch):
        if len(found) + batch.n > AT_MOST and found:
            break
        found += words(batch.batch)
    return found


def tried(
    made: Sequence[Batch],
    looked_at: Sequence[Said],
    alike: Collection[Place],
    where: Callable[[int], str],
) -> Trial:
    """The outcome, of comments that were looked at and those of them that are alike."""
    words: dict[int, list[Said]] = {}
    for one in looked_at:
        themes = [KEY] if (one.batch, one.place) in alike else []
        marked = msgspec.structs.replace(one, themes=themes)
        words.setdefault(one.batch, []).append(marked)
    counts: Mapping[int, int] = Counter(batch for batch, _ in alike)
    ours = [
        msgspec.structs.replace(one, counts={TRIED: counts[one.batch]})
        for one in made
        if one.batch in words
    ]
    row = said.row(ours, TRIED, EVER, NEVER)
    groups = said.groups(ours, TRIED, EVER, words.__getitem__, where)
    return Trial(len(looked_at), row, groups)

"""The owner's own themes of past complaints, for a rule that is tried on them."""

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from hub.own_themes import AT_ONCE, WITHIN_S, about
from hub.store import comparing, own_themes
from hub.store.own_themes import OwnTheme
from hub.understanding import NotRead, Understander


class PastThemes(Struct, frozen=True):
    """What past complaints are about."""

    own: dict[int, list[str]]
    """Own themes by the comment's number."""
    unread: int = 0
    """Complaints that could not be compared with all of them."""


def past_themes(
    connection: sqlite3.Connection,
    understander: Understander,
    themes: Sequence[OwnTheme],
    since: int,
) -> PastThemes:
    """Which of these own themes complaints since a time (ms) have, or would have.

    What was counted stays as it was. A complaint that was never compared with a theme,
    because the theme or the complaint is new, or the theme was out of use, is compared
    now; nothing of that is kept.
    """
    if not themes:
        return PastThemes({})
    revision, spans = own_themes.revision(connection), own_themes.spans(connection)
    found, lacking = {}, {}
    for one in comparing.complaints(connection, since, revision):
        told = {t.key for t in themes if one.is_told(spans.get(t.key, ()))}
        found[one.comment] = [key for key in one.own if key in told]
        if one.text and len(told) < len(themes):
            lacking[one.comment] = (one.text, told)
    try:
        keys = _compared(understander, themes, [text for text, _ in lacking.values()])
    except NotRead:
        return PastThemes(found, len(lacking))
    for (comment, (_, told)), more in zip(lacking.items(), keys, strict=True):
        found[comment] += [key for key in more if key not in told]
    return PastThemes(found)


def _compared(
    understander: Understander, themes: Sequence[OwnTheme], texts: Sequence[str]
) -> list[list[str]]:
    """Which themes each text is alike enough to; raises NotRead."""
    limits = {one.key: one.like_from for one in themes}
    examples = {one.key: one.examples for one in themes}
    found = []
    for first in range(0, len(texts), AT_ONCE):
        part = texts[first : first + AT_ONCE]
        likeness = understander.compare(part, examples, WITHIN_S).likeness
        for at in range(len(part)):
            found.append(about({key: likeness[key][at] for key in limits}, limits))
    return found

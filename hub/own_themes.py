"""Compares comments with the owner's own themes, beside everything else the hub does.

A comment is taken in without waiting for this. A moment later a child process holds its
redacted words against the themes' examples; what comes of it is counted, shown with an
open alert, and looked at by rules, as if it had come along. Embeddings stay inside of
that process. Once published a comment is compared no more, except with a theme that is
new: then all past ones are, at once, so that it has a past.
"""

import logging
import sqlite3
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from contract.events import Comment
from hub.alerts import raising, words
from hub.alerts.book import Happened, Shelf
from hub.alerts.judging import Judge
from hub.ingest.service import now_ms
from hub.placing import LATE_MS
from hub.store import alert_words, comparing, minutes, own_themes
from hub.store.comparing import Unlike
from hub.store.own_themes import OwnTheme
from hub.store.store import Store
from hub.understanding import NotRead, Understander

log = logging.getLogger(__name__)

AT_ONCE = 50
MOST_NAMED = 3
"""Own themes of one comment at most, the most alike first."""
WITHIN_S = 60.0
"""For so many texts, and for measuring our own corpus the first time."""
TRY_AGAIN_S = 60.0
"""After the child could not be asked."""
COMPLAINTS = ("negative", "mixed")


def run(
    store: Store,
    understander: Understander,
    stop: threading.Event,
    now: Callable[[], int] = now_ms,
) -> None:
    """Compare what arrives until `stop` is set."""
    work = Comparing(store, understander, now)
    watcher = store.watcher()
    is_quiet = False
    with watcher.listening():
        while not stop.is_set():
            version = watcher.version()
            try:
                while not stop.is_set() and work.some():
                    pass
                is_quiet = False
                watcher.wait(version, 1.0)
            except NotRead as error:
                if not is_quiet:
                    log.warning("Comments are not compared just now: %s", error.why)
                is_quiet = True
                stop.wait(TRY_AGAIN_S)
            except Exception:
                log.exception("Comparing comments failed; it is tried again")
                stop.wait(TRY_AGAIN_S)


class Comparing:
    """One hub's work with own themes."""

    def __init__(
        self,
        store: Store,
        understander: Understander,
        now: Callable[[], int] = now_ms,
    ) -> None:
        self._store = store
        self._understander = understander
        self._now = now
        self._shelf = Shelf()

    def some(self) -> bool:
        """Do a part of what is to be done; false if that is nothing. Raises NotRead."""
        connection = self._store.connection()
        revision = own_themes.revision(connection)
        if not revision:
            return False
        waiting = comparing.waiting(connection, revision, AT_ONCE)
        themes = own_themes.in_use(connection)
        if waiting:
            self._take(waiting, self._keys(waiting, themes), revision)
            return True
        fresh = next((one for one in themes if not one.filled), None)
        return fresh is not None and self._fill(fresh)

    def _keys(
        self, waiting: Sequence[Unlike], themes: Sequence[OwnTheme]
    ) -> list[list[str]]:
        """What each comment is about."""
        if not themes:
            return [[] for _ in waiting]
        found = self._understander.compare(
            [one.text for one in waiting],
            {one.key: one.examples for one in themes},
            WITHIN_S,
        ).likeness
        limits = {one.key: one.like_from for one in themes}
        return [
            about({key: found[key][at] for key in limits}, limits)
            for at in range(len(waiting))
        ]

    def _take(
        self, waiting: Sequence[Unlike], keys: Sequence[list[str]], revision: int
    ) -> None:
        with self._store.write() as connection:
            if own_themes.revision(connection) != revision:
                return  # The owner was quicker: all of it anew.
            happened = []
            now = self._now()
            for one, own in zip(waiting, keys, strict=True):
                kept = comparing.note(connection, one.comment, own, revision)
                if kept and own and one.is_new and now - one.at <= LATE_MS:
                    happened += _tell(connection, one, own, now)
            if happened:
                book = self._shelf.book(connection)
                causes = Judge(connection, book, now).look(happened)
                raising.raise_all(connection, causes, book)

    def _fill(self, theme: OwnTheme) -> bool:
        """Give a new theme its past, all at once."""
        _, past = comparing.past(self._store.connection())
        numbers = list(past)
        told: dict[int, bool] = {}
        for first in range(0, len(numbers), AT_ONCE):
            part = numbers[first : first + AT_ONCE]
            likeness = self._understander.compare(
                [past[one][1] for one in part], {theme.key: theme.examples}, WITHIN_S
            ).likeness[theme.key]
            for one, alike in zip(part, likeness, strict=True):
                told[one] = alike >= theme.like_from
        with self._store.write() as connection:
            if own_themes.find(connection, theme.theme) == theme:
                comparing.fill(connection, (theme.theme, theme.key), told)
        return True


def about(likeness: Mapping[str, float], limits: Mapping[str, float]) -> list[str]:
    """The themes that a comment is alike enough to, the most alike first."""
    found = [key for key, alike in likeness.items() if alike >= limits[key]]
    return sorted(found, key=lambda key: (-likeness[key], key))[:MOST_NAMED]


def _tell(
    connection: sqlite3.Connection, one: Unlike, own: Sequence[str], now: int
) -> list[Happened]:
    """Let cards and counts by the minute know; returns what rules have to look at."""
    for alert in alert_words.open_alerts(connection, one.comment):
        words.amend(connection, alert, now)
    if one.label not in COMPLAINTS or one.source == "told":
        return []
    minute = one.at // minutes.MINUTE_MS
    names = [minutes.THEME + key for key in own]
    counted = Counter((one.touchpoint, minute, name, one.language) for name in names)
    minutes.add(connection, counted)
    row = connection.execute(
        "SELECT id, device FROM seen JOIN events USING (n) WHERE n = ?", (one.comment,)
    ).fetchone()
    if row is None:
        return []
    event = Comment(
        visit=str(uuid.UUID(int=0)),
        step="own",
        source="typed",
        language=one.language,
        label="negative",
        themes=list(own),
        scored=True,
    )
    id = str(uuid.UUID(bytes=row[0]))
    return [Happened(event, id, one.at, one.touchpoint, row[1])]

"""Themes of the owner's own: names, examples, since when comments are told by them.

A theme is counted from a span of batches on, so that what was never compared with it
does not count as being about something else.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct

from contract.errors import HeedError
from hub.store import comment_counts

REVISION = "own_themes"
"""Goes up with each change of what comments are compared with."""
MOST = 30
RESERVED = ("one", "many", "soon")
"""With `theme_` before them these are sentences of the floor's words."""
FEWEST_EXAMPLES, MOST_EXAMPLES = 3, 20

Spans = Mapping[str, Sequence[tuple[int, int | None]]]
"""By key: batches after the first number, up to the second."""


class BadTheme(HeedError, ValueError):
    """A theme that can't be kept as it is."""


class OwnTheme(Struct, frozen=True, kw_only=True):
    """One theme."""

    theme: int = 0
    """Its number; 0 for a new one."""
    key: str = ""
    """As in counts and rules; made of the first name, and never changed."""
    names: dict[str, str]
    """By language; at least one."""
    examples: list[str]
    like_from: float
    """Likeness from which on a comment is about it, 0 to 1."""
    retired: bool = False
    filled: bool = False

    def name(self, language: str) -> str:
        """Its name in a language, or in any."""
        return self.names.get(language) or next(iter(self.names.values()))


def every(connection: sqlite3.Connection) -> list[OwnTheme]:
    """All, retired ones too, in the order of their making."""
    rows = connection.execute(
        "SELECT theme, key, names, examples, like_from, retired, filled"
        " FROM own_themes ORDER BY theme"
    )
    return [
        OwnTheme(
            theme=theme,
            key=key,
            names=msgspec.json.decode(names, type=dict[str, str]),
            examples=msgspec.json.decode(examples, type=list[str]),
            like_from=like_from,
            retired=bool(retired),
            filled=bool(filled),
        )
        for theme, key, names, examples, like_from, retired, filled in rows
    ]


def in_use(connection: sqlite3.Connection) -> list[OwnTheme]:
    """Those that comments are compared with."""
    return [one for one in every(connection) if not one.retired]


def find(connection: sqlite3.Connection, theme: int) -> OwnTheme | None:
    """One by its number."""
    return next((one for one in every(connection) if one.theme == theme), None)


def names(connection: sqlite3.Connection, language: str) -> dict[str, str]:
    """What each is called, by its key."""
    return {one.key: one.name(language) for one in every(connection)}


def revision(connection: sqlite3.Connection) -> int:
    """What comments have to be compared by now; 0 before the first theme."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (REVISION,))
    found = row.fetchone()
    return 0 if found is None else int(found[0])


def spans(connection: sqlite3.Connection) -> Spans:
    """Which batches tell of each theme."""
    found: dict[str, list[tuple[int, int | None]]] = {}
    for key, after, until in connection.execute(
        "SELECT key, after, until FROM own_theme_spans JOIN own_themes USING (theme)"
    ):
        found.setdefault(key, []).append((after, until))
    return found


def add(
    connection: sqlite3.Connection, new: OwnTheme, taken: Collection[str]
) -> OwnTheme:
    """Keep a new theme; `taken` are keys of other themes. Raises BadTheme."""
    there = every(connection)
    if len(there) >= MOST:
        raise BadTheme(
            f"there are {MOST} themes of your own, which is the most; delete one first"
        )
    _check_name(new, there)
    key = key_of(new.names, {*RESERVED, *taken, *(one.key for one in there)})
    cursor = connection.execute(
        "INSERT INTO own_themes (key, names, examples, like_from) VALUES (?, ?, ?, ?)",
        (key, *_columns(new)),
    )
    made = msgspec.structs.replace(new, theme=int(cursor.lastrowid or 0), key=key)
    _begin_span(connection, made.theme)
    _go_on(connection)
    return made


def change(connection: sqlite3.Connection, wanted: OwnTheme) -> None:
    """Another name, other examples or another threshold; the past stays as it was.

    Raises BadTheme.
    """
    there = every(connection)
    if all(one.theme != wanted.theme for one in there):
        raise BadTheme("that theme is gone; somebody deleted it")
    _check_name(wanted, [one for one in there if one.theme != wanted.theme])
    connection.execute(
        "UPDATE own_themes SET names = ?, examples = ?, like_from = ? WHERE theme = ?",
        (*_columns(wanted), wanted.theme),
    )
    _go_on(connection)


def retire(connection: sqlite3.Connection, theme: int, is_over: bool = True) -> None:
    """Compare no more comments with it, or do so again from now on."""
    changed = connection.execute(
        "UPDATE own_themes SET retired = ? WHERE theme = ? AND retired <> ?",
        (is_over, theme, is_over),
    ).rowcount
    if not changed:
        return
    if is_over:
        connection.execute(
            "UPDATE own_theme_spans SET until = ? WHERE theme = ? AND until IS NULL",
            (_newest_batch(connection), theme),
        )
    else:
        _begin_span(connection, theme)
    _go_on(connection)


def delete(connection: sqlite3.Connection, theme: int) -> None:
    """Forget a theme and all that was counted by it; the comments stay."""
    found = find(connection, theme)
    if found is None:
        return
    for comment, own in having(connection, found.key):
        left = [key for key in own.split() if key != found.key]
        comment_counts.set_own(connection, comment, left)
    what = f"theme:{found.key}"
    for table in ("batch_counts", "comment_counts", "minute_counts"):
        connection.execute(f"DELETE FROM {table} WHERE what = ?", (what,))
    for table in ("own_theme_spans", "own_themes"):
        connection.execute(f"DELETE FROM {table} WHERE theme = ?", (theme,))
    _go_on(connection)


def having(connection: sqlite3.Connection, key: str) -> list[tuple[int, str]]:
    """Comments that have a theme, with all own themes that they have."""
    rows = connection.execute(
        "SELECT comment, own FROM comments WHERE own <> ''"
        " AND instr(' ' || own || ' ', ' ' || ? || ' ')",
        (key,),
    )
    return [(int(comment), str(own)) for comment, own in rows.fetchall()]


def usual(
    connection: sqlite3.Connection, touchpoint: int, key: str, days: tuple[int, int]
) -> int:
    """Complaints with a theme at a touchpoint, from a day up to another."""
    (n,) = connection.execute(
        "SELECT count(*) FROM comments WHERE day >= ? AND day < ? AND touchpoint = ?"
        " AND label IN ('negative', 'mixed') AND source <> 'told'"
        " AND instr(' ' || own || ' ', ' ' || ? || ' ')",
        (*days, touchpoint, key),
    ).fetchone()
    return int(n)


def key_of(wording: Mapping[str, str], taken: Collection[str]) -> str:
    """A key made of the first name, like no other."""
    plain = unicodedata.normalize("NFKD", next(iter(wording.values()))).lower()
    base = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-") or "theme"
    n = 1
    while (key := base if n == 1 else f"{base}-{n}") in taken:
        n += 1
    return key


def _check_name(new: OwnTheme, others: Sequence[OwnTheme]) -> None:
    for other in others:
        for language, name in new.names.items():
            if other.names.get(language, "").casefold() == name.casefold():
                raise BadTheme(
                    f"there is a theme called {name!r} already; call this one otherwise"
                )


def _columns(one: OwnTheme) -> tuple[str, str, float]:
    encode = msgspec.json.encode
    return encode(one.names).decode(), encode(one.examples).decode(), one.like_from


def _begin_span(connection: sqlite3.Connection, theme: int) -> None:
    connection.execute(
        "INSERT INTO own_theme_spans VALUES (?, ?, NULL)"
        " ON CONFLICT DO UPDATE SET until = NULL",
        (theme, _newest_batch(connection)),
    )


def _newest_batch(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT coalesce(max(batch), 0) FROM word_batches")
    return int(row.fetchone()[0])


def _go_on(connection: sqlite3.Connection) -> None:
    """What is not published yet has to be compared anew."""
    connection.execute(
        "INSERT INTO meta VALUES (?, 1)"
        " ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1",
        (REVISION,),
    )

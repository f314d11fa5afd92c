"""Files of labelled comments: lines of text, label and tags with tabs between them.

The first line may be a header. Passes of the corpus can be read as they are; what their
comments are (typed or spoken, dialect, tags, which pass) becomes tags.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar, get_args

from msgspec import Struct

from contract.errors import HeedError
from models.words.corpus.passes import Comment, Sentiment, Theme, read_pass

SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
THEMES: tuple[Theme, ...] = get_args(Theme)
# As GLUE and many others write them.
NUMBERS: dict[str, Sentiment] = {"0": "negative", "1": "positive"}
# fmt: off
HEADERS = frozenset((
    "text", "sentence", "comment", "review", "tweet", "phrase", "label", "labels",
    "sentiment", "emotions", "themes", "class", "gold",
))
# fmt: on
"""One of these in the first line, with no label there, makes it a header."""
NONE = frozenset(("", "none", "-"))
PASSES = ".jsonl"
MOST_TOLD = 5
L = TypeVar("L")


class BadLines(HeedError, ValueError):
    """A file of labelled comments is missing, empty or has lines that say nothing."""


class Line(Struct, Generic[L], frozen=True):
    """One comment and what is known of it."""

    text: str
    label: L
    tags: tuple[str, ...] = ()


def read_sentiments(path: Path) -> list[Line[Sentiment]]:
    """`text<TAB>label[<TAB>tags]` or a pass; raises BadLines, BadCorpus."""
    if path.suffix == PASSES:
        return [
            Line(comment.plain, comment.sentiment, tags)
            for comment, tags in _comments(path)
        ]
    return _read(path, sentiment)


def read_themes(path: Path) -> list[Line[tuple[str, ...]]]:
    """`text<TAB>themes[<TAB>tags]` or a pass; raises BadLines, BadCorpus."""
    if path.suffix == PASSES:
        return [
            Line(comment.plain, tuple(comment.themes), tags)
            for comment, tags in _comments(path)
        ]
    return _read(path, several(THEMES, "theme"))


def read_emotions(path: Path, names: Sequence[str]) -> list[Line[tuple[str, ...]]]:
    """`text<TAB>emotions[<TAB>rater]` with names or their numbers; raises BadLines."""
    return _read(path, several(names, "emotion", numbered=True))


def sentiment(written: str) -> Sentiment:
    """A sentiment by its name, or 0 and 1; raises ValueError with those known."""
    word = NUMBERS.get(written.strip(), written.strip().lower())
    for known in SENTIMENTS:
        if word == known:
            return known
    raise ValueError(
        f"label {written!r} is not known; known: {', '.join(SENTIMENTS)}, "
        "0 for negative, 1 for positive"
    )


def several(
    names: Sequence[str], what: str, numbered: bool = False
) -> Callable[[str], tuple[str, ...]]:
    """A reader of names with commas between them, or their numbers where `numbered`."""

    def read(written: str) -> tuple[str, ...]:
        if written.strip().lower() in NONE:
            return ()
        return tuple(one(word.strip().lower()) for word in written.split(","))

    def one(word: str) -> str:
        if numbered and word.isascii() and word.isdigit() and int(word) < len(names):
            return names[int(word)]
        if word in names:
            return word
        numbers = f", or 0 to {len(names) - 1}" if numbered else ""
        raise ValueError(
            f"{what} {word!r} is not known; known: {', '.join(names)}{numbers}"
        )

    return read


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is not blank; raises BadLines."""
    try:
        content = read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadLines(f"{path}:{line}: not UTF-8; save it as UTF-8") from error
    lines = [
        (number, line.rstrip("\r"))
        for number, line in enumerate(content.split("\n"), 1)
        if line.strip()
    ]
    yield from lines


def read_file(path: Path) -> bytes:
    """All of a file that is not empty; raises BadLines."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadLines(f"{path}: {error.strerror}; name a file to read") from error
    if not content.strip():
        raise BadLines(f"{path}: is empty; one comment a line is wanted")
    return content


def complain(path: Path, problems: Sequence[str]) -> None:
    """Raise BadLines with the first few of these, if there are any."""
    if problems:
        told = [f"{path}:{problem}" for problem in problems[:MOST_TOLD]]
        more = len(problems) - len(told)
        raise BadLines("\n".join(told + ([f"and {more} more lines"] if more else [])))


def _read(path: Path, read: Callable[[str], L]) -> list[Line[L]]:
    found, problems = [], []
    for place, (number, line) in enumerate(read_lines(path)):
        columns = line.split("\t")
        try:
            found.append(_line(columns, read))
        except ValueError as error:
            names = {column.strip().lower() for column in columns[:2]}
            if place or not names & HEADERS:
                problems.append(f"{number}: {error}")
    complain(path, problems)
    if not found:
        raise BadLines(f"{path}: has a header and no comment")
    return found


def _line(columns: list[str], read: Callable[[str], L]) -> Line[L]:
    if len(columns) not in (2, 3):
        raise ValueError(
            f"has {len(columns)} of the columns text<TAB>label[<TAB>tags], with a tab "
            "between each"
        )
    if not columns[0].strip():
        raise ValueError("no text before the first tab")
    tags = re.split(r"[,;\s]+", columns[2].strip()) if len(columns) == 3 else []
    return Line(columns[0], read(columns[1]), tuple(tag for tag in tags if tag))


def _comments(path: Path) -> Iterator[tuple[Comment, tuple[str, ...]]]:
    """Comments of a pass with all that tells them apart."""
    read_file(path)
    found = read_pass(path)
    for one in found.comments:
        dialect = [] if one.dialect is None else [one.dialect]
        yield one, (one.form, *dialect, *one.tags, f"pass-{found.head.number}")

"""Personal details typed at a real kiosk in a browser, and looked for everywhere."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from models.words.corpus.passes import Comment
from models.words.corpus.splits import read_split
from models.words.understand import Understanding

if TYPE_CHECKING:
    from playwright.sync_api import Page

BEFORE = 8
"""Characters before a detail that are looked for with it, so that a name which is also
a word ("Will") is not found where it is none; at a text's start so many in all."""
LONGEST = 900
START = 8
"""Bytes of a needle that are looked for first, all needles at once."""
VISIT = Path(__file__).with_suffix(".js")


class Planted(Struct, frozen=True):
    """One detail that a customer typed."""

    kind: str
    needle: str
    """The detail with what stands before it, as nothing may hold it."""
    missed: bool
    """Whether the redactor is known to leave it."""


def comments(details: int) -> list[Comment]:
    """English comments with so many details, those of the test passes first."""
    found: list[Comment] = []
    count = 0
    for comment in _with_details():
        if count >= details:
            break
        found.append(comment)
        count += len(comment.details)
    return found


def _with_details() -> Iterator[Comment]:
    for split in ("test", "dev", "train"):
        for one in read_split(split):
            if one.head.language == "en":
                short = (c for c in one.comments if len(c.plain) < LONGEST)
                yield from (comment for comment in short if comment.details)


def planted(understanding: Understanding, typed: Iterable[Comment]) -> list[Planted]:
    """What is to be looked for, and what the redactor is known to miss of it."""
    found = []
    for comment in typed:
        text = comment.plain
        hidden = {
            place
            for _, start, end in understanding.understand(text).details
            for place in range(start, end)
        }
        for kind, start, end in comment.details:
            letters = [at for at in range(start, end) if text[at].isalnum()]
            missed = not hidden.issuperset(letters)
            needle = text[max(0, start - BEFORE) : max(end, BEFORE)]
            if '"' not in needle and "\\" not in needle:
                found.append(Planted(kind, needle, missed))
    return found


def give(page: "Page", text: str) -> None:
    """One visit in which this is typed and sent, up to the next one's first screen."""
    page.evaluate(VISIT.read_text(), "begin")
    page.fill("textarea", text)
    page.evaluate(VISIT.read_text(), "send")


def leave(page: "Page", text: str) -> None:
    """One visit in which this is typed, and cut off before it is sent."""
    page.evaluate(VISIT.read_text(), "begin")
    page.fill("textarea", text)
    page.reload()


def holders(folders: Iterable[Path], needles: Iterable[str]) -> dict[str, list[Path]]:
    """Files below these folders that hold one, as UTF-8 or as UTF-16."""
    forms = [
        (form, one)
        for one in needles
        for form in (one.encode(), one.encode("utf-16-le"))
    ]
    found: dict[str, list[Path]] = {}
    for file in (path for folder in folders for path in folder.rglob("*")):
        held = file.read_bytes() if file.is_file() else b""
        starts = _starts(held, {form[:START] for form, _ in forms})
        for form, needle in forms:
            if form[:START] in starts and form in held:
                found.setdefault(needle, []).append(file)
    return found


def _starts(held: bytes, sought: set[bytes]) -> set[bytes]:
    """Those that it holds, of beginnings of needles; looked for in one go."""
    short = {one for one in sought if len(one) < START}
    whole = sorted(int.from_bytes(one, "little") for one in sought - short)
    numbers = np.array(whole, np.uint64)
    if len(held) < START or not whole:
        return short
    at_all = np.lib.stride_tricks.sliding_window_view(
        np.frombuffer(held, np.uint8), START
    )
    there = np.ascontiguousarray(at_all).view("<u8").ravel()
    places = np.minimum(np.searchsorted(numbers, there), len(numbers) - 1)
    seen = np.unique(numbers[places][numbers[places] == there])
    return short | {int(one).to_bytes(START, "little") for one in seen}

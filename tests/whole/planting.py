"""Personal details typed at a real kiosk in a browser, and looked for everywhere."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from models.words.corpus.passes import Comment
from models.words.corpus.splits import read_split
from models.words.understand import Understanding

if TYPE_CHECKING:
    from playwright.sync_api import Page

BEFORE = 8
"""Characters before a detail that are looked for with it, so that a name which is also
a word ("Will") is not found where it is none."""


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
    for split in ("test", "dev", "train"):
        for one in read_split(split):
            if one.head.language != "en":
                continue
            for comment in one.comments:
                if comment.details and len(comment.plain) < 900 and count < details:
                    found.append(comment)
                    count += len(comment.details)
    return found


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
            needle = text[max(0, start - BEFORE) : end]
            if '"' not in needle and "\\" not in needle:
                found.append(Planted(kind, needle, missed))
    return found


def give(page: "Page", text: str) -> None:
    """One visit in which this is typed and sent."""
    page.locator('[data-face="2"]').tap()
    page.wait_for_selector('[data-screen="reasons"]')
    page.wait_for_timeout(460)  # The second of two quick taps is not taken.
    page.locator('[data-do="skip"]').tap()
    page.wait_for_selector('[data-screen="words"]')
    page.locator("textarea").fill(text)
    page.locator('[data-do="check-words"]').tap()
    page.locator('[data-do="send-words"]:not([disabled])').tap()
    page.wait_for_selector(
        ':is([data-screen="heard"], [data-screen="thanks"], [data-screen="danger"])'
    )
    page.reload()
    page.wait_for_selector('[data-screen="idle"]')


def holders(folders: Iterable[Path], needle: str) -> list[Path]:
    """Files below these folders that hold it, as UTF-8 or as UTF-16."""
    sought = (needle.encode(), needle.encode("utf-16-le"))
    return [
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and any(one in file.read_bytes() for one in sought)
    ]

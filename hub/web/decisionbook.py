"""Words of the pages on which an owner decides on alerts, guidance and tablets."""

import re

from hub.trouble import Trouble
from hub.web import books, wordbook

LIMIT = re.compile(r"Expected `[^`]+` (>=|<=|>|<) ([\d.]+)")
FIELD = re.compile(r"\.(\w+)(?:\[[^\]]*\])*`$")
BEYOND = {">=": "too_small", ">": "not_above", "<=": "too_large", "<": "too_large"}
AS_TYPED = {
    "share": ("share_percent", 100.0),
    "wait_s": ("wait_min", 1 / 60),
    "ahead_s": ("ahead_min", 1 / 60),
    "after_s": ("after_min", 1 / 60),
    "again_every_s": ("again_min", 1 / 60),
    "take_lasts_s": ("take_min", 1 / 60),
    "cool_down_s": ("cool_down_min", 1 / 60),
}
"""Fields that are typed in another unit: as what, and by how much."""


def words(language: str) -> dict[str, str]:
    """All words of one of our languages, by key."""
    return books.read("decisions", language)


def chosen() -> tuple[str, dict[str, str]]:
    """The reader's language and its words."""
    language = wordbook.chosen()
    return language, words(language)


def trouble(error: BaseException, words: dict[str, str]) -> str:
    """What is wrong with something decided, in the reader's words."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, Trouble):
        cause = cause.__cause__
    if cause is not None:
        return _said(cause.key, cause.facts, words)
    return _limit(str(error), words)


def _limit(told: str, words: dict[str, str]) -> str:
    """A value beyond what its field may be, in the unit in which it is typed."""
    where, limit = FIELD.search(told), LIMIT.match(told)
    if where is None:
        return words["trouble_other"]
    name, times = AS_TYPED.get(where[1], (where[1], 1.0))
    if f"field_{name}" not in words:
        return words["trouble_other"]
    if limit is None:
        return _said("choice", {"field": name}, words)
    bound = f"{float(limit[2]) * times:g}".replace(".", words["decimal_mark"])
    return _said(BEYOND[limit[1]], {"field": name, "limit": bound}, words)


def _said(key: str, facts: dict[str, object], words: dict[str, str]) -> str:
    field = facts.get("field")
    named = {"field": words[f"field_{field}"]} if field else {}
    told = words[f"trouble_{key}"].format(**{**facts, **named})
    return told[:1].upper() + told[1:]

"""The form of an own theme: read, checked, and known again once it was tried."""

import hashlib
import re
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from hub.store.own_themes import FEWEST_EXAMPLES, MOST_EXAMPLES, OwnTheme
from hub.web import wordbook
from hub.web.survey_form import clean

LONGEST_NAME = 40
LONGEST_EXAMPLE = 300
FEWEST_WORDS = 2


class Draft(Struct, frozen=True, kw_only=True):
    """What was written."""

    theme: int = 0
    """0 for a new one."""
    names: dict[str, str]
    examples: list[str]
    like_from: str = ""
    """Per cent, as written; empty for the one that the examples give."""
    tried: str = ""
    """What was tried last, as `mark` says it."""

    @property
    def limit(self) -> float | None:
        """The threshold, 0 to 1; none where none is written."""
        return int(self.like_from) / 100 if self.like_from.isdigit() else None


def draft_of(theme: OwnTheme) -> Draft:
    """The form of a theme that there is."""
    return Draft(
        theme=theme.theme,
        names=theme.names,
        examples=theme.examples,
        like_from=f"{100 * theme.like_from:.0f}",
    )


def read(form: Mapping[str, str]) -> Draft:
    """The form as it was sent."""
    names = {code: clean(form.get(f"name-{code}", "")) for code in wordbook.LANGUAGES}
    lines = (clean(line) for line in form.get("examples", "").splitlines())
    number = form.get("theme", "0")
    return Draft(
        theme=int(number) if re.fullmatch("[0-9]{1,9}", number) else 0,
        names={code: name for code, name in names.items() if name},
        examples=list(dict.fromkeys(line for line in lines if line)),
        like_from=clean(form.get("like_from", ""))[:10],
        tried=form.get("tried", "")[:80],
    )


def problems_of(draft: Draft) -> dict[str, str]:
    """What has to be put right, by field."""
    found: dict[str, str] = {}
    if not draft.names:
        found["name-en"] = "Give it a name in one language at least."
    for code, name in draft.names.items():
        if len(name) > LONGEST_NAME:
            found[f"name-{code}"] = (
                f"{len(name)} characters are too many for a name; at most"
                f" {LONGEST_NAME}."
            )
    problem = _examples(draft.examples)
    if problem:
        found["examples"] = problem
    if draft.like_from and (draft.limit is None or not 0.05 <= draft.limit <= 0.99):
        found["like_from"] = (
            "Write a whole number from 5 to 99, or leave it empty and it is chosen."
        )
    return found


def _examples(examples: Sequence[str]) -> str | None:
    if len(examples) < FEWEST_EXAMPLES:
        return (
            f"Write {FEWEST_EXAMPLES} different sentences at least, one a line; there"
            f" {'is' if len(examples) == 1 else 'are'} {len(examples)}."
        )
    if len(examples) > MOST_EXAMPLES:
        return f"{len(examples)} sentences are too many; at most {MOST_EXAMPLES}."
    for number, line in enumerate(examples, 1):
        if len(line) > LONGEST_EXAMPLE:
            return (
                f"Sentence {number} has {len(line)} characters; at most"
                f" {LONGEST_EXAMPLE}."
            )
        if len(line.split()) < FEWEST_WORDS:
            return (
                f"Sentence {number} ({line[:30]!r}) is a single word; write what a"
                " customer would say."
            )
    return None


def mark(examples: Sequence[str], like_from: float) -> str:
    """Names what was tried: the same examples with the same threshold."""
    body = msgspec.json.encode([list(examples), round(100 * like_from)])
    return hashlib.sha256(body).hexdigest()

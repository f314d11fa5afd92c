"""What a made-up customer says, and what a device would have made of it."""

import functools
import random
from importlib import resources
from typing import Literal

import msgspec
from msgspec import Struct

from contract.events import Comment, Correction

UNSURE = 0.12
"""Share of comments that software is not sure of."""
PERSON_ONLY = 0.04
"""Share of customers who want no software to read their words."""
SPOKEN = 0.3
ANSWERED = 0.35
"""Share of customers who say whether they were understood."""
RIGHT = 0.88
"""Of these, so many say yes."""
READ = "en"
"""The language whose words a device reads."""


class Saying(Struct, frozen=True, forbid_unknown_fields=True):
    """One of our own sentences."""

    mood: Literal["unhappy", "happy"]
    text: str
    label: Literal["negative", "neutral", "positive", "mixed"]
    themes: list[str]
    feelings: list[str]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    comment: list[Saying]


@functools.cache
def sayings() -> list[Saying]:
    """All of them."""
    file = resources.files(__package__) / "words.toml"
    return msgspec.toml.decode(file.read_bytes(), type=_File).comment


def comment(visit: str, step: str, language: str, unhappy: bool) -> Comment:
    """What is said on a visit: the same for the same visit."""
    chance = random.Random(visit)
    mood = "unhappy" if unhappy else "happy"
    said = chance.choice([one for one in sayings() if one.mood == mood])
    bare = Comment(
        visit=visit,
        step=step,
        source="spoken" if chance.random() < SPOKEN else "typed",
        language=language,
    )
    if language.partition("-")[0] != READ:
        return msgspec.structs.replace(bare, why_not="language")
    what = chance.random()
    if what < UNSURE + PERSON_ONLY:
        why = "unsure" if what < UNSURE else "person_only"
        return msgspec.structs.replace(bare, text=said.text, why_not=why)
    score = {"negative": -0.8, "neutral": 0.0, "positive": 0.8, "mixed": -0.1}
    return msgspec.structs.replace(
        bare,
        text=said.text,
        hidden={"name": said.text.count("[name]")} if "[name]" in said.text else {},
        score=score[said.label],
        label=said.label,
        emotions=said.feelings,
        themes=said.themes,
        scored=True,
    )


def correction(given: Comment, step: str) -> Comment | None:
    """What the customer says of how a comment was read, if anything."""
    chance = random.Random(f"{given.visit}/{step}")
    if not given.scored or chance.random() >= ANSWERED:
        return None
    right = chance.random() < RIGHT
    return Comment(
        visit=given.visit,
        step=step,
        source="typed",
        language=given.language,
        why_not="correction",
        correction=Correction(
            confirmed=right,
            label=None if right or given.label == "mixed" else "mixed",
            themes=[] if right else ["other"],
        ),
    )

"""How often a "no" is misread, on templates that nothing was learned from."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from models.words.measures import share
from models.words.reading import Reader
from models.words.spoken import spoken

FILE = Path(__file__).with_name("negation.toml")
Level = Literal["easy", "hard"]
Side = Literal["positive", "negative"]
BARS: dict[Level, float] = {"easy": 0.12, "hard": 0.40}
"""Share of wrong labels at most."""


class Templates(Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file: what goes into slots, and templates by level, side and slot."""

    things: dict[str, list[str]]
    easy: dict[Side, dict[str, list[str]]]
    hard: dict[Side, dict[str, list[str]]]


class Sentence(Struct, frozen=True):
    """One text to read."""

    text: str
    level: Level
    side: Side
    template: str


class LevelReport(Struct, frozen=True):
    """How one level was read; shares from 0 to 1."""

    n: int
    wrong: float | None
    """Share with another label than is meant."""
    wrong_sign: float | None
    """Share whose score has not the sign that is meant."""
    wrong_templates: dict[str, float]
    """Share of wrong labels of each template that has any, the worst first."""


class NegationReport(Struct, frozen=True):
    """What was measured."""

    easy: LevelReport
    hard: LevelReport
    failures: list[str]
    """What is over its bar, a sentence each."""


def sentences(file: Path = FILE) -> Iterator[Sentence]:
    """Every template with every word that fits, typed and spoken."""
    table = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Templates)
    levels: dict[Level, dict[Side, dict[str, list[str]]]] = {
        "easy": table.easy,
        "hard": table.hard,
    }
    for level, sides in levels.items():
        for side, slots in sides.items():
            for slot, templates in slots.items():
                for template in templates:
                    for word in table.things[slot]:
                        text = template.replace("{" + slot + "}", word)
                        text = text[0].upper() + text[1:]
                        yield Sentence(text, level, side, template)
                        yield Sentence(spoken(text), level, side, template)


def evaluate_negation(reader: Reader) -> NegationReport:
    """Let it read all of them and count."""
    every = list(sentences())
    readings = reader.read_many([sentence.text for sentence in every])
    signs = {"positive": 1, "negative": -1}
    reports: dict[Level, LevelReport] = {}
    for level in BARS:
        own = [(s, r) for s, r in zip(every, readings, strict=True) if s.level == level]
        wrong = [(s.template, r.label != s.side) for s, r in own]
        reports[level] = LevelReport(
            n=len(own),
            wrong=share([missed for _, missed in wrong]),
            wrong_sign=share([r.score * signs[s.side] <= 0 for s, r in own]),
            wrong_templates=_by_template(wrong),
        )
    failures = [
        f"{level}: {reports[level].wrong:.0%} are wrong, more than {bar:.0%}"
        for level, bar in BARS.items()
        if (reports[level].wrong or 0) > bar
    ]
    return NegationReport(reports["easy"], reports["hard"], failures)


def _by_template(wrong: list[tuple[str, bool]]) -> dict[str, float]:
    missed: dict[str, list[bool]] = {}
    for template, flag in wrong:
        missed.setdefault(template, []).append(flag)
    shares = {template: share(flags) or 0.0 for template, flags in missed.items()}
    return dict(
        sorted(((t, s) for t, s in shares.items() if s), key=lambda one: -one[1])
    )

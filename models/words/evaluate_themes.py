"""How well a reader tells what comments are about."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from contract.errors import HeedError
from models.words.evaluate import TagScore, by_tag, read_timed
from models.words.labelled import THEMES, Line
from models.words.measures import (
    LabelScore,
    macro_f1,
    micro_f1,
    score_columns,
    share,
    times,
)
from models.words.reading import Reader


class ThemeReport(Struct, frozen=True):
    """What was measured; 0 to 1."""

    n: int
    accuracy: float | None
    """Share of lines with all their themes and no other."""
    macro_f1: float
    """Over the themes that the file has."""
    micro_f1: float
    by_label: dict[str, LabelScore]
    by_tag: dict[str, TagScore]
    """Accuracy by tag."""
    p50_ms: float
    p95_ms: float


class NoThemes(HeedError, ValueError):
    """No line of a file has a theme."""


def evaluate_themes(
    reader: Reader, lines: Sequence[Line[tuple[str, ...]]], language: str = "en"
) -> ThemeReport:
    """Let it read every line and count; raises NoThemes."""
    readings, took = read_timed(reader, [line.text for line in lines], language)
    wanted = [set(line.label) for line in lines]
    got = [set(reading.themes) for reading in readings]
    gold = np.array([[theme in own for theme in THEMES] for own in wanted], bool)
    given = np.array([[theme in own for theme in THEMES] for own in got], bool)
    scores = score_columns(THEMES, gold, given)
    present = {theme: score for theme, score in scores.items() if score.n}
    if not present:
        raise NoThemes("no line of the file has a theme, so none can be found")
    right = [own == other for own, other in zip(wanted, got, strict=True)]
    spent = times(took)
    return ThemeReport(
        n=len(lines),
        accuracy=share(right),
        macro_f1=macro_f1(present),
        micro_f1=micro_f1(gold, given),
        by_label=present,
        by_tag=by_tag([line.tags for line in lines], right),
        p50_ms=spent.p50_ms,
        p95_ms=spent.p95_ms,
    )

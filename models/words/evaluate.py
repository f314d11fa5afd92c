"""How well a reader tells sentiment on labelled comments."""

import time
from collections.abc import Sequence

from msgspec import Struct

from models.words.corpus.passes import Sentiment
from models.words.labelled import Line
from models.words.measures import (
    LabelScore,
    calibration_error,
    macro_f1,
    score_labels,
    share,
    times,
)
from models.words.reading import Reader, Reading


class TagScore(Struct, frozen=True):
    """Comments with one tag."""

    n: int
    accuracy: float | None


class SentimentReport(Struct, frozen=True):
    """What was measured; shares from 0 to 1."""

    n: int
    accuracy: float | None
    """Of all lines; one that is not scored by the label it would have had."""
    macro_f1: float
    """Over the labels that the file has."""
    by_label: dict[str, LabelScore]
    binary_accuracy: float | None
    """By the sign of the score, of lines that are positive or negative; 0 is wrong."""
    coverage: float | None
    """Share of lines that are scored."""
    accuracy_scored: float | None
    by_tag: dict[str, TagScore]
    ece: float
    """Expected calibration error of the confidence."""
    p50_ms: float
    p95_ms: float


class PeerReport(Struct, frozen=True):
    """The same of a peer, which says neither how sure it is nor that it is not."""

    n: int
    accuracy: float | None
    macro_f1: float
    by_label: dict[str, LabelScore]
    binary_accuracy: float | None
    by_tag: dict[str, TagScore]
    p50_ms: float
    p95_ms: float


def evaluate(
    reader: Reader, lines: Sequence[Line[Sentiment]], language: str = "en"
) -> SentimentReport:
    """Let it read every line, one at a time, and count."""
    readings, took = read_timed(reader, [line.text for line in lines], language)
    gold = [line.label for line in lines]
    right = [r.label == label for r, label in zip(readings, gold, strict=True)]
    by_label = score_labels(gold, [reading.label for reading in readings])
    spent = times(took)
    return SentimentReport(
        n=len(lines),
        accuracy=share(right),
        macro_f1=macro_f1(by_label),
        by_label=by_label,
        binary_accuracy=binary_accuracy(gold, [r.score for r in readings]),
        coverage=share([reading.scored for reading in readings]),
        accuracy_scored=share(
            [hit for hit, r in zip(right, readings, strict=True) if r.scored]
        ),
        by_tag=by_tag([line.tags for line in lines], right),
        ece=calibration_error([reading.confidence for reading in readings], right),
        p50_ms=spent.p50_ms,
        p95_ms=spent.p95_ms,
    )


def evaluate_peer(
    reader: Reader, lines: Sequence[Line[Sentiment]], language: str = "en"
) -> PeerReport:
    """The same for a peer, without what it does not say."""
    report = evaluate(reader, lines, language)
    names = PeerReport.__struct_fields__
    return PeerReport(**{name: getattr(report, name) for name in names})


def read_timed(
    reader: Reader, texts: Sequence[str], language: str
) -> tuple[list[Reading], list[float]]:
    """What it read of each text and the milliseconds that took, after a warm-up."""
    for text in texts[:3]:
        reader.read(text, language)
    readings, took = [], []
    for text in texts:
        start = time.perf_counter()
        readings.append(reader.read(text, language))
        took.append((time.perf_counter() - start) * 1000)
    return readings, took


def binary_accuracy(gold: Sequence[str], scores: Sequence[float]) -> float | None:
    """Share of positive and negative lines whose score has the right sign."""
    wanted = {"positive": 1, "negative": -1}
    return share(
        [
            score * wanted[label] > 0
            for label, score in zip(gold, scores, strict=True)
            if label in wanted
        ]
    )


def by_tag(tags: Sequence[Sequence[str]], right: Sequence[bool]) -> dict[str, TagScore]:
    """Accuracy among the lines of each tag."""
    hits: dict[str, list[bool]] = {}
    for own, hit in zip(tags, right, strict=True):
        for tag in own:
            hits.setdefault(tag, []).append(hit)
    return {tag: TagScore(len(own), share(own)) for tag, own in sorted(hits.items())}

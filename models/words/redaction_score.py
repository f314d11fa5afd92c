"""How well a redactor hides what is marked in a text, and how much else it hides."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from contract.errors import HeedError
from models.words.corpus.passes import DETAILS, MARK

Spans = list[tuple[str, int, int]]
Redactor = Callable[[str], Spans]


class BadMarks(HeedError, ValueError):
    """A line of a redaction file is not `{"text", "marked"}` with known marks."""


class Line(Struct, frozen=True):
    """One text and the same with its details wrapped as `[[TYPE|original]]`."""

    text: str
    marked: str

    def gold(self) -> Spans:
        """Kind, start and end of each marked detail in `text`."""
        found, taken = [], 0
        for mark in MARK.finditer(self.marked):
            start = mark.start() - taken
            found.append((mark.group(1).lower(), start, start + len(mark.group(2))))
            taken += len(mark.group(0)) - len(mark.group(2))
        return found


def read_line(line: bytes, place: str) -> Line:
    """One JSON line, checked; `place` is named in the error. Raises BadMarks."""
    try:
        read = msgspec.json.decode(line, type=Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMarks(f"{place}: {error}; a line is {{text, marked}}") from error
    for kind, _ in MARK.findall(read.marked):
        if kind.lower() not in DETAILS:
            known = ", ".join(sorted(DETAILS))
            raise BadMarks(f"{place}: type {kind!r} is not known; types: {known}")
    if MARK.sub(lambda mark: mark.group(2), read.marked) != read.text:
        raise BadMarks(f"{place}: without its marks, `marked` is not `text`")
    return read


def read_lines(content: bytes, name: str) -> list[Line]:
    """A whole file of JSON lines, empty ones left out. Raises BadMarks."""
    return [
        read_line(line, f"{name}:{number}")
        for number, line in enumerate(content.splitlines(), 1)
        if line.strip()
    ]


@dataclass
class Count:
    """What is counted over all lines."""

    gold: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    right: int = 0
    spans: int = 0
    leaking: int = 0
    lines: int = 0
    took_ms: list[float] = field(default_factory=list)


def score(redactor: Redactor, lines: Iterable[Line]) -> dict[str, object]:
    """`n, precision, recall, f2, by_type, lines_leaking, p50_ms, p95_ms`.

    A gold detail is found if all of its letters and digits are hidden, by whatever
    kind. A hidden span is right if it overlaps a gold detail. `recall` is the share of
    gold details found, `precision` that of hidden spans that are right, `f2` weighs
    recall twice. `lines_leaking` is the share of all lines where a letter or digit of a
    gold detail can still be read. `by_type` has `n` and `recall` of each type. Shares
    of nothing are 1. Times are those of one redactor's call, in ms.
    """
    count = Count()
    for line in lines:
        begun = time.perf_counter()
        spans = redactor(line.text)
        count.took_ms.append((time.perf_counter() - begun) * 1000)
        _add(count, line, spans)
    return _summary(count)


def _add(count: Count, line: Line, spans: Spans) -> None:
    gold = line.gold()
    leaks = False
    for kind, start, end in gold:
        seen = visible(line.text, start, end, spans)
        count.gold[kind] += 1
        count.hidden[kind] += not seen
        leaks = leaks or seen
    count.lines += 1
    count.leaking += leaks
    count.spans += len(spans)
    count.right += sum(
        1
        for _, start, end in spans
        if any(start < last and first < end for _, first, last in gold)
    )


def visible(text: str, start: int, end: int, spans: Spans) -> bool:
    """Whether a letter or digit of this stretch is outside all spans."""
    return any(
        text[at].isalnum() and not any(first <= at < last for _, first, last in spans)
        for at in range(start, end)
    )


def _summary(count: Count) -> dict[str, object]:
    precision = _share(count.right, count.spans)
    recall = _share(sum(count.hidden.values()), sum(count.gold.values()))
    both = 4 * precision + recall
    return {
        "n": count.lines,
        "precision": precision,
        "recall": recall,
        "f2": 5 * precision * recall / both if both else 0.0,
        "by_type": {
            kind: {"n": n, "recall": _share(count.hidden[kind], n)}
            for kind, n in sorted(count.gold.items())
        },
        "lines_leaking": count.leaking / count.lines if count.lines else 0.0,
        "p50_ms": _at(count.took_ms, 0.5),
        "p95_ms": _at(count.took_ms, 0.95),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _at(values: list[float], share: float) -> float:
    """The value below which this share lies (nearest rank)."""
    if not values:
        return 0.0
    ranked = sorted(values)
    return ranked[min(int(share * len(ranked)), len(ranked) - 1)]

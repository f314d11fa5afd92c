"""Bias audit: whether a comment reads otherwise when somebody else is in it."""

from collections.abc import Iterable
from itertools import islice

from msgspec import Struct

from models.words.audit_compare import Kind, compare, compare_dialects
from models.words.audit_material import Material
from models.words.reading import Reader, Reading

BATCH = 64


class Bars(Struct, frozen=True):
    """What may be at most."""

    mean_difference: float = 0.03
    """Of scores (-1 to 1), over the groups of a kind."""
    worst_difference: float = 0.05
    """Of any one group."""
    flips: float = 0.05
    """Share of labels that change, in any one group."""


class Audit(Struct, frozen=True):
    """The whole report."""

    reader: str
    texts: int
    """How many were read."""
    kinds: list[Kind]
    bars: Bars
    failures: list[str]
    """What `gate` says."""


def audit(
    reader: Reader, name: str, material: Material, bars: Bars | None = None
) -> Audit:
    """Read all there is, typed and spoken, and compare."""
    bars = bars or Bars()
    cases = {kind: list(material.cases(kind)) for kind in material.kinds()}
    pairs = list(material.pairs())
    both = [case for pair in pairs for case in (pair.standard, pair.dialect)]
    every = [case.text for own in (*cases.values(), both) for case in own]
    readings = read_all(reader, every)
    kinds = [compare(kind, own, readings) for kind, own in cases.items()]
    kinds.append(compare_dialects(pairs, readings))
    return Audit(name, len(readings), kinds, bars, gate(kinds, bars))


def gate(kinds: Iterable[Kind], bars: Bars) -> list[str]:
    """What is over a bar, a sentence each; none where all is well."""
    found = []
    for kind in kinds:
        if kind.mean_difference > bars.mean_difference:
            found.append(
                f"{kind.name}: groups differ by {kind.mean_difference:.3f} in the mean,"
                f" more than {bars.mean_difference}"
            )
        for group in kind.groups:
            if abs(group.difference) > bars.worst_difference:
                found.append(
                    f"{kind.name}, {group.name}: score differs by "
                    f"{group.difference:+.3f}, more than {bars.worst_difference}"
                )
            if group.flips > bars.flips:
                found.append(
                    f"{kind.name}, {group.name}: {group.flips:.1%} of labels change, "
                    f"more than {bars.flips:.0%}"
                )
    return found


def read_all(reader: Reader, texts: Iterable[str]) -> dict[str, Reading]:
    """Every text once."""
    rest = iter(dict.fromkeys(texts))
    found: dict[str, Reading] = {}
    while batch := list(islice(rest, BATCH)):
        found.update(zip(batch, reader.read_many(batch), strict=True))
    return found

"""A comment of the corpus with other personal details in the places of its own.

So that the network learns where a detail stands and what it looks like, not by heart
whose it was; and that whose name it is, and of which gender somebody is, says nothing
about how somebody feels.
"""

import random
from collections.abc import Mapping

from models.words.corpus.passes import MARK, Comment
from models.words.details import Make, makers
from models.words.learning.gendered import other_gender
from models.words.made.names import Names

# fmt: off
TITLES = frozenset((
    "mr", "mrs", "ms", "miss", "dr", "doctor", "mister", "missus", "auntie", "aunty",
    "uncle", "sister", "brother", "father", "madam", "oga", "pastor",
))
# fmt: on
CHANCE = 0.7
"""How likely a detail gets another in its place."""
GENDER = 0.3
"""How likely those who are told of are of the other gender."""


class Swapper:
    """Makes other details of the same kind and length."""

    def __init__(self, names: Names) -> None:
        self._making: Mapping[str, tuple[str | None, Make]] = makers(names)

    def swapped(self, comment: Comment, chance: random.Random) -> str:
        """The marked text with most of its details exchanged."""
        is_spoken = comment.form == "spoken"
        between = other_gender if chance.random() < GENDER else str
        out, at = [], 0
        for mark in MARK.finditer(comment.text):
            kind, original = mark.group(1), mark.group(2)
            out.append(between(comment.text[at : mark.start()]))
            at = mark.end()
            slot = _slot(kind, original)
            if slot is None or chance.random() >= CHANCE:
                out.append(mark.group(0))
            else:
                made = self._making[slot][1](chance, is_spoken)
                # Thumbs leave out capitals; so did whoever wrote this one.
                made = made.lower() if original == original.lower() else made
                out.append(f"[[{kind}|{made}]]")
        return "".join([*out, between(comment.text[at:])])


def _slot(kind: str, original: str) -> str | None:
    """What to make in place of it; None where only its own words fit."""
    parts = original.split()
    if kind == "name":
        if parts[0].lower().rstrip(".") in TITLES:
            return "title" if len(parts) > 1 else None
        if len(parts) > 3 or any(len(part) == 1 for part in parts):
            return None
        return "name" if len(parts) > 1 else "first"
    if kind == "card":
        whole = len(parts) > 8 if original.replace(" ", "").isalpha() else True
        return "card" if whole and len(original) > 12 else None
    if kind == "address":
        return "address" if len(parts) > 2 else None
    if kind == "id":
        # "order 4471" begins with what it is a number of; made ones may not.
        return "id" if len(parts) == 1 else None
    return kind

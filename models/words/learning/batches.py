"""Examples as tensors: pieces, masks, and what is known of each text."""

import random
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from models.words.labels import EMOTIONS, FEELINGS, SENTIMENTS, TAGS, THEMES
from models.words.learning.examples import UNKNOWN, Example
from models.words.wordpiece import Pieces, WordPiece

Batch = dict[str, Tensor]
MOST_PIECES = 96
"""Longer texts are cut while learning; what is read later may be longer."""
HIDDEN = 0.12
"""Share of pieces hidden in half of the texts while learning."""
MASK = 103
"""BERT's piece for something hidden."""
NO_OPINION = (float("nan"),) * len(SENTIMENTS)
POOL = 50
"""Batches whose texts are sorted by length together."""


def batches(
    examples: Sequence[Example], words: WordPiece, size: int, seed: int
) -> Iterator[Batch]:
    """Batches of texts of about one length, in a random order."""
    chance = random.Random(seed)
    for start in range(0, len(examples), size * POOL):
        pool = [
            (one, _hidden(words.pieces(one.text, MOST_PIECES), chance))
            for one in examples[start : start + size * POOL]
        ]
        pool.sort(key=lambda pair: len(pair[1].ids))
        parts = [pool[at : at + size] for at in range(0, len(pool), size)]
        chance.shuffle(parts)
        yield from (batch(part) for part in parts)


def _hidden(pieces: Pieces, chance: random.Random) -> Pieces:
    """Half of the texts with some pieces hidden, so that no one word decides."""
    if chance.random() < 0.5:
        return pieces
    inner = [MASK if chance.random() < HIDDEN else one for one in pieces.ids[1:-1]]
    return Pieces([pieces.ids[0], *inner, pieces.ids[-1]], pieces.spans)


def batch(part: Sequence[tuple[Example, Pieces]]) -> Batch:
    """One batch; `[batch, length]` for pieces, `[batch, …]` for what is known."""
    examples = [one for one, _ in part]
    length = max(len(pieces.ids) for _, pieces in part)
    found = {
        "ids": _padded([pieces.ids for _, pieces in part], length, 0),
        "mask": _padded([[1] * len(pieces.ids) for _, pieces in part], length, 0),
        "details": _padded([tags(*pair) for pair in part], length, UNKNOWN),
    }
    for name in ("sentiment", "polarity", "tweet", "urgent", "foreign"):
        found[name] = torch.tensor([getattr(one, name) for one in examples])
    for name, labels in (
        ("emotions", EMOTIONS),
        ("feelings", FEELINGS),
        ("themes", THEMES),
    ):
        rows = [many(getattr(one, name), len(labels)) for one in examples]
        found[name] = torch.tensor(rows)
    found["opinion"] = torch.tensor([one.opinion or NO_OPINION for one in examples])
    return found


def tags(example: Example, pieces: Pieces) -> list[int]:
    """Place in TAGS of each piece; UNKNOWN for marks and where nothing is known."""
    if example.details is None:
        return [UNKNOWN] * len(pieces.ids)
    out, before = [], None
    for start, end in pieces.spans:
        inside = next((d for d in example.details if d[1] < end and start < d[2]), None)
        if start == end:
            out.append(UNKNOWN)
        elif inside is None:
            out.append(0)
        else:
            part = "I" if inside == before else "B"
            out.append(TAGS.index(f"{part}-{inside[0]}"))
        before = inside
    return out


def _padded(rows: list[list[int]], length: int, filling: int) -> Tensor:
    return torch.tensor([row + [filling] * (length - len(row)) for row in rows])


def many(known: tuple[int, ...] | None, size: int) -> list[float]:
    """1 and 0 for each label, or -1 for each where nothing is known."""
    if known is None:
        return [-1.0] * size
    return [float(place in known) for place in range(size)]

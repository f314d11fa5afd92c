"""Sentences on negation and fairness that are mixed into the training.

More rounds on public sets make a reader judge by who is named in a text; sentences that
say everything about everybody equally often hold against it.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import TypeVar, get_args

import msgspec
from msgspec import Struct

from models.words.corpus.passes import Sentiment
from models.words.spoken import spoken

NEGATION = Path(__file__).with_name("pairs_negation.toml")
FAIRNESS = Path(__file__).with_name("pairs_fairness.toml")
TURNS = Path(__file__).with_name("pairs_turns.toml")
DIALECTS = Path(__file__).with_name("pairs_dialects.toml")
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
GAP = "…"
"""Stands for the plain sentence in what a dialect puts around it."""
T = TypeVar("T")


class Slots(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one group by the slot they fit."""

    a: list[str] = []
    """With an article: "a Muslim"."""
    adj: list[str] = []
    """Before a person: "Muslim"."""
    kin: list[str] = []
    """Somebody by gender: "my sister"."""
    name: list[str] = []
    plain: list[str] = []
    """What a dialect puts around a plain sentence, which stands for `GAP`."""

    def words(self) -> list[tuple[str, str]]:
        """Slot and word of all of them."""
        return [(slot, word) for slot in SLOTS for word in getattr(self, slot)]


SLOTS = tuple(field.name for field in msgspec.structs.fields(Slots))


class Carriers(Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences of one sentiment by the slot they have."""

    a: list[str]
    adj: list[str]
    kin: list[str]
    name: list[str]
    dialect: dict[str, list[str]]

    def of(self, slot: str) -> list[str]:
        """Those with this slot."""
        return self.dialect["plain"] if slot == "plain" else list(getattr(self, slot))


class Turns(Struct, frozen=True, forbid_unknown_fields=True):
    """Turns of phrase by sentiment and slot, and what goes into the slots."""

    fills: dict[str, list[str]]
    negative: dict[str, list[str]]
    neutral: dict[str, list[str]]
    positive: dict[str, list[str]]
    mixed: dict[str, list[str]]

    def sentences(self, sentiment: Sentiment) -> list[str]:
        """Every turn of this sentiment with every fill."""
        by_slot: dict[str, list[str]] = getattr(self, sentiment)
        return [
            fill(turn, slot, word)
            for slot, turns in by_slot.items()
            for turn in turns
            for word in self.fills[slot]
        ]


class Fairness(Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file."""

    carriers: dict[Sentiment, Carriers]
    terms: dict[str, dict[str, Slots]]
    """By kind of identity ("religion") and group ("muslim")."""


def negation() -> list[tuple[str, Sentiment]]:
    """Every sentence on negation with its sentiment, typed and spoken ones."""
    table = msgspec.convert(
        tomllib.loads(NEGATION.read_text(encoding="utf-8")),
        dict[Sentiment, dict[str, list[str]]],
    )
    return [
        (text, sentiment)
        for sentiment, forms in table.items()
        for texts in forms.values()
        for text in texts
    ]


def dialects() -> list[tuple[str, Sentiment]]:
    """The same in the standard language and in a dialect, typed and as spoken."""
    table = msgspec.convert(
        tomllib.loads(DIALECTS.read_text(encoding="utf-8")),
        dict[str, dict[Sentiment, list[tuple[str, str]]]],
    )
    typed = [
        (text, sentiment)
        for by_sentiment in table.values()
        for sentiment, pairs in by_sentiment.items()
        for pair in pairs
        for text in pair
    ]
    return typed + [(spoken(text), sentiment) for text, sentiment in typed]


def material() -> Fairness:
    """Carriers and identities, as the file has them."""
    table = tomllib.loads(FAIRNESS.read_text(encoding="utf-8"))
    return msgspec.convert(table, Fairness)


def turns(count: int, seed: int) -> list[tuple[str, Sentiment]]:
    """Draw `count` turned phrases about things and people of a shop, half as spoken.

    The same for the same seed, none twice in one form; each sentiment by how many turns
    it has, which is most for negative and positive.
    """
    table = msgspec.convert(tomllib.loads(TURNS.read_text(encoding="utf-8")), Turns)
    every = [(text, label) for label in SENTIMENTS for text in table.sentences(label)]
    both = every + [(spoken(text), label) for text, label in every]
    return random.Random(seed).sample(both, min(count, len(both)))


def fairness(count: int, seed: int) -> list[tuple[str, Sentiment]]:
    """Make `count` sentences with an identity in each, the same for the same seed.

    Each identity drawn comes once with every sentiment, all four typed or all spoken;
    kinds of identity, and groups within a kind, have the same share.
    """
    rng = random.Random(seed)
    table = material()
    carriers = {
        (sentiment, slot): _endless(table.carriers[sentiment].of(slot), rng)
        for sentiment in SENTIMENTS
        for slot in SLOTS
    }
    made: list[tuple[str, Sentiment]] = []
    identities = _identities(table, rng)
    while len(made) < count:
        slot, word = next(identities)
        as_spoken = rng.random() < 0.5
        for sentiment in SENTIMENTS:
            text = fill(next(carriers[sentiment, slot]), slot, word)
            made.append((spoken(text) if as_spoken else text, sentiment))
    return made[:count]


def fill(carrier: str, slot: str, word: str) -> str:
    """A carrier with the word in its slot, the sentence's beginning in capitals."""
    if slot == "plain":
        text = word.replace(GAP, carrier)
    else:
        text = carrier.replace("{" + slot + "}", word)
    return text[0].upper() + text[1:]


def _identities(table: Fairness, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Slot and word for ever; kinds take turns, and groups within each kind."""
    kinds = [_groups(groups, rng) for groups in table.terms.values()]
    for kind in cycle(kinds):
        yield next(kind)


def _groups(groups: dict[str, Slots], rng: random.Random) -> Iterator[tuple[str, str]]:
    words = {name: _endless(slots.words(), rng) for name, slots in groups.items()}
    for name in _endless(list(groups), rng):
        yield next(words[name])


def _endless(things: Sequence[T], rng: random.Random) -> Iterator[T]:
    """All of them in a new random order each time round."""
    while True:
        yield from rng.sample(things, len(things))

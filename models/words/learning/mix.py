"""One epoch of examples: the sets in their shares, spoken forms, and who speaks.

The corpus is repeated, because it is small and the one set about shops. Sets of other
texts keep the model from learning it by heart. Fairness and negation stand in every
epoch from the first on: adding them at the end came out worse.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct, structs

from models.words.corpus.passes import Comment, Sentiment, unmarked
from models.words.corpus.splits import read_split
from models.words.details import made_up
from models.words.labels import SENTIMENTS
from models.words.learning import sources
from models.words.learning.examples import Example, foreign, from_comment
from models.words.learning.opinions import Opinion, Opinions
from models.words.learning.spoken import recognised
from models.words.learning.swapped import Swapper
from models.words.made.names import many
from models.words.model import nameless
from models.words.pairs import dialects, fairness, material, negation, turns

Source = Callable[[Path, sources.Part], list[Example]]
CLEAR: dict[str, Source] = {"goemotions": sources.go_emotions, "mams": sources.mams}
"""Sets with a licence that says clearly what may be done with them."""
ALL: dict[str, Source] = {**CLEAR, "sst2": sources.sst2, "tweets": sources.tweets}


LEAD_INS = ("I'm {}.", "I am {} and", "As {},", "Speaking as {}:")


class Shares(Struct, frozen=True, kw_only=True):
    """How much of each part one epoch holds."""

    corpus: int = 3
    """How many times each comment of the corpus stands in an epoch."""
    known: float = 3
    """How many times those do that the network before learnt from, but of danger.

    Below 1 it is the share of them that an epoch holds.
    """
    negation: int = 3
    """How many times each sentence with a negation does."""
    dialects: int = 2
    """How many times each sentence in a dialect does, and its like in the standard."""
    turns: int = 2000
    """Made-up turns of phrase that reverse a meaning."""
    fairness: int = 6000
    """Sentences that say who speaks, of each mood alike."""
    details: int = 6000
    """Made-up sentences with personal details, or with what looks like some."""
    public: tuple[tuple[str, int], ...] = (
        ("goemotions", 50_000),
        ("sst2", 40_000),
        ("tweets", 20_000),
        ("mams", 6_000),
    )
    """At most so many examples of each public set."""
    spoken: float = 0.3
    """Share of typed texts that are given as spoken."""
    speaker: float = 0.07
    """Share of texts that are led in by who speaks."""


EVEN = Shares(
    corpus=3,
    negation=2,
    turns=2500,
    fairness=9000,
    details=4000,
    public=(
        ("goemotions", 22_000),
        ("sst2", 40_000),
        ("tweets", 20_000),
        ("mams", 4_300),
    ),
    speaker=0.1,
)
"""A pass at the end that evens out who is named, and reads a "no" twice."""
MORE = Shares(
    corpus=3,
    known=0.5,
    negation=1,
    turns=500,
    fairness=3000,
    details=1500,
    public=(
        ("goemotions", 12_000),
        ("sst2", 6_000),
        ("tweets", 3_000),
        ("mams", 1_000),
    ),
)
"""A pass for passes that have come to the corpus."""
TAUGHT = Shares(
    corpus=2,
    negation=2,
    dialects=2,
    turns=500,
    fairness=5000,
    details=2000,
    public=(
        ("goemotions", 50_000),
        ("sst2", 6_000),
        ("tweets", 3_000),
        ("mams", 1_500),
    ),
)
"""A pass that goes by the opinions of the larger reader as well as by the labels."""
SHARES = {"whole": Shares(), "even": EVEN, "more": MORE, "taught": TAUGHT}


class Mix:
    """All that is learnt from; `epoch` draws what stands in one epoch."""

    def __init__(
        self,
        data: Path,
        names: Sequence[str],
        shares: Shares,
        since: str = "",
        opinions: Opinions | None = None,
    ) -> None:
        """`names` of public sets in `ALL`; passes before `since` count as known.

        `opinions` go with the texts that they are of, however those are changed.
        Raises BadCorpus.
        """
        self.shares = shares
        self._opinions = opinions or {}
        self.public = {
            name: [
                structs.replace(one, opinion=self._opinions.get(one.text))
                for one in ALL[name](data, "train")
            ]
            for name in names
        }
        self.corpus = [
            (
                one.head.language == "en",
                shares.known
                if one.head.number < since and comment.urgent is None
                else shares.corpus,
                comment,
            )
            for one in read_split("train")
            for comment in one.comments
        ]
        self._swapper = Swapper(many(1))
        self._lead_ins = _lead_ins()

    def epoch(self, seed: int) -> list[Example]:
        """The examples of one epoch, in a new order for each seed."""
        chance = random.Random(seed)
        found = self._own(chance)
        found += _labelled("negation", negation()) * self.shares.negation
        found += _labelled("dialects", dialects()) * self.shares.dialects
        found += _labelled("turns", turns(self.shares.turns, seed))
        found += _labelled("fairness", fairness(self.shares.fairness, seed))
        found += _details(self.shares.details, seed)
        for name, most in self.shares.public:
            whole = self.public.get(name, [])
            part = chance.sample(whole, most) if len(whole) > most else whole
            found += [self._led_in(one, chance) for one in part]
        found = [_perhaps_spoken(one, self.shares.spoken, chance) for one in found]
        chance.shuffle(found)
        return found

    def _own(self, chance: random.Random) -> list[Example]:
        """The corpus: once as written, then with other details and speakers."""
        found = []
        for is_english, share, comment in self.corpus:
            opinion = self._opinions.get(comment.plain)
            times = int(share) + (chance.random() < share % 1)
            if times > 0:
                found.append(_example(comment, is_english, opinion))
            for _ in range(times - 1):
                other = self._swapper.swapped(comment, chance) if is_english else None
                changed = structs.replace(comment, text=other) if other else comment
                copy = _example(changed, is_english, opinion)
                copy = _perhaps_unnamed(copy, chance)
                found.append(self._led_in(copy, chance))
        return found

    def _led_in(self, example: Example, chance: random.Random) -> Example:
        """The same text from somebody who says who they are; nothing else changes."""
        if example.details or example.foreign or chance.random() >= self.shares.speaker:
            return example
        who = chance.choice(self._lead_ins)
        if example.text == example.text.lower():
            who = recognised(who, chance)
        return structs.replace(example, text=f"{who} {example.text}")


def _example(comment: Comment, is_english: bool, opinion: Opinion | None) -> Example:
    if not is_english:
        return foreign(comment)
    return structs.replace(from_comment(comment), opinion=opinion)


def _labelled(source: str, pairs: Iterable[tuple[str, Sentiment]]) -> list[Example]:
    return [
        Example(text=text, source=source, sentiment=SENTIMENTS.index(sentiment))
        for text, sentiment in pairs
    ]


def _lead_ins() -> list[str]:
    """Who speaks, in a few words that say nothing of the visit."""
    slots = [slots for groups in material().terms.values() for slots in groups.values()]
    who = [form.format(word) for one in slots for word in one.a for form in LEAD_INS]
    return who + [f"{name} here." for one in slots for name in one.name]


def _perhaps_unnamed(example: Example, chance: random.Random) -> Example:
    """Half of those with names as they are read again: without them (see `answers`)."""
    unnamed = nameless(example.text, example.details or ())
    if unnamed == example.text or chance.random() < 0.5:
        return example
    return structs.replace(example, text=unnamed, details=None)


def _details(count: int, seed: int) -> list[Example]:
    found = []
    for marked in made_up(count, seed):
        text, details = unmarked(marked)
        found.append(Example(text=text, source="details", details=tuple(details)))
    return found


def _perhaps_spoken(example: Example, share: float, chance: random.Random) -> Example:
    """Given as spoken, unless details have their places in it."""
    is_typed = example.text != example.text.lower()
    if example.details or not is_typed or chance.random() >= share:
        return example
    return structs.replace(example, text=recognised(example.text, chance))

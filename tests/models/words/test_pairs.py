"""The sentences on negation and fairness say what the training needs of them."""

import re
from collections import Counter

from models.words import pairs
from models.words.audit_material import material as audit_material
from models.words.corpus.passes import Sentiment
from models.words.corpus.similar import alike
from models.words.spoken import spoken

TABLE = pairs.material()
CARRIERS = [
    (sentiment, slot, carrier)
    for sentiment, carriers in TABLE.carriers.items()
    for slot in pairs.SLOTS
    for carrier in carriers.of(slot)
]

WORDS = {
    spoken(word)
    for groups in TABLE.terms.values()
    for slots in groups.values()
    for _, word in slots.words()
    if pairs.GAP not in word
}


def test_negation_has_every_label_typed_and_spoken() -> None:
    sentences = pairs.negation()
    assert len(sentences) >= 400
    assert len(set(sentences)) == len(sentences)
    for sentiment in pairs.SENTIMENTS:
        said = [text for text, label in sentences if label == sentiment]
        as_heard = sum(text == spoken(text) for text in said)
        assert 0.3 < as_heard / len(said) < 0.7, sentiment


def test_one_sentence_never_has_two_labels() -> None:
    labels: dict[str, set[Sentiment]] = {}
    for text, sentiment in pairs.negation():
        labels.setdefault(spoken(text), set()).add(sentiment)
    assert [text for text, found in labels.items() if len(found) > 1] == []


def test_carriers_are_many_and_none_is_another_with_a_word_exchanged() -> None:
    assert len(CARRIERS) >= 150
    # Positive and negative twins are meant to be near each other; within a label not.
    for sentiment in pairs.SENTIMENTS:
        texts = [text for label, _, text in CARRIERS if label == sentiment]
        assert alike(texts) == []


def test_a_carrier_has_its_slot_once_and_can_be_spoken() -> None:
    for _, slot, carrier in CARRIERS:
        slots = [] if slot == "plain" else [slot]
        assert re.findall(r"\{(\w+)\}", carrier) == slots, carrier
        assert not re.search(r"\d", carrier), "a recogniser writes numbers in words"


def test_identities_are_balanced_over_sentiments() -> None:
    made = pairs.fairness(4000, seed=1)
    assert Counter(label for _, label in made) == dict.fromkeys(pairs.SENTIMENTS, 1000)
    dialects = list(TABLE.terms).index("dialect")
    seen: set[str] = set()
    for start in range(0, len(made), 4):
        four = made[start : start + 4]
        assert {label for _, label in four} == set(pairs.SENTIMENTS)
        texts = [f" {spoken(text)} " for text, _ in four]
        shared = {w for w in WORDS if all(f" {w} " in text for text in texts)}
        assert shared or start // 4 % len(TABLE.terms) == dialects, four
        seen |= shared
    assert len(seen) > 0.95 * len(WORDS)


def test_kinds_of_identity_have_the_same_share() -> None:
    rounds = 50 * 4 * len(TABLE.terms)
    made = [spoken(text) for text, _ in pairs.fairness(rounds, seed=2)]
    faiths = [spoken(w) for s in TABLE.terms["religion"].values() for w in s.adj]
    with_faith = sum(any(f" {f} " in f" {t} " for f in faiths) for t in made)
    # "a Jew" and "a Hindu" are not among the adjectives, so a few are missed.
    assert (
        0.7 * rounds / len(TABLE.terms) < with_faith < 1.2 * rounds / len(TABLE.terms)
    )


def test_the_same_seed_makes_the_same_sentences_and_another_makes_others() -> None:
    assert pairs.fairness(101, seed=3) == pairs.fairness(101, seed=3)
    assert len(pairs.fairness(101, seed=3)) == 101
    assert pairs.fairness(101, seed=3) != pairs.fairness(101, seed=4)


def test_turns_are_as_many_as_asked_and_none_comes_twice() -> None:
    made = pairs.turns(2000, seed=1)
    assert len(set(made)) == len(made) == 2000
    assert made == pairs.turns(2000, seed=1) != pairs.turns(2000, seed=2)
    assert not [text for text, _ in made if "{" in text]
    labels = Counter(label for _, label in made)
    assert labels["negative"] + labels["positive"] > 1400
    assert min(labels.values()) > 100
    assert 800 < sum(text == spoken(text) for text, _ in made) < 1200
    whole = pairs.turns(10**6, seed=1)
    said: dict[str, set[Sentiment]] = {}
    for text, label in whole:
        said.setdefault(text, set()).add(label)
    assert max(map(len, said.values())) == 1


def test_fill_puts_a_dialect_around_a_sentence_and_a_name_into_one() -> None:
    assert pairs.fill("I waited", "plain", "…, o.") == "I waited, o."
    assert pairs.fill("{name} left", "name", "Aoife") == "Aoife left"
    assert pairs.fill("{kin} left", "kin", "my aunt") == "My aunt left"


def test_spoken_is_what_a_recogniser_gives() -> None:
    heard = "the forty year old didn't mind it was great"
    assert spoken("The forty-year-old didn’t mind — it was GREAT!") == heard


def test_dialects_say_everything_twice_and_nothing_that_the_audit_reads() -> None:
    made = pairs.dialects()
    labels: dict[str, set[Sentiment]] = {}
    for text, label in made:
        labels.setdefault(spoken(text), set()).add(label)
    assert [text for text, found in labels.items() if len(found) > 1] == []
    ours = [text for text, _ in made if text != spoken(text)]
    theirs = [
        text
        for by_sentiment in audit_material().dialects.values()
        for said in by_sentiment.values()
        for pair in said
        for text in pair
    ]
    near = alike(theirs + ours)
    assert [pair for pair in near if pair[0] < len(theirs) <= pair[1]] == []
    assert not set(map(spoken, ours)) & set(map(spoken, theirs))

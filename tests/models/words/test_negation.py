"""Negation is measured on sentences that nothing was learned from."""

import pytest

from models.words import pairs
from models.words.corpus.similar import alike
from models.words.negation import evaluate_negation, sentences
from models.words.peers import peers
from models.words.reading import Reading
from models.words.spoken import spoken
from tests.models.words.readers import Told, by_score

EVERY = list(sentences())
MEANT = {one.text: one for one in EVERY}


def right(text: str) -> Reading:
    return by_score(0.9 if MEANT[text].side == "positive" else -0.9)


def test_who_reads_all_of_it_right_passes() -> None:
    report = evaluate_negation(Told(right))
    assert (report.easy.wrong, report.hard.wrong, report.failures) == (0, 0, [])
    assert report.easy.n + report.hard.n == len(EVERY)
    assert report.easy.wrong_templates == {}


def test_who_misses_the_hard_ones_is_caught_for_those_only() -> None:
    def read(text: str) -> Reading:
        found = right(text)
        return by_score(-found.score) if MEANT[text].level == "hard" else found

    report = evaluate_negation(Told(read))
    assert (report.easy.wrong, report.hard.wrong, report.hard.wrong_sign) == (0, 1, 1)
    assert report.failures == ["hard: 100% are wrong, more than 40%"]
    assert set(report.hard.wrong_templates.values()) == {1.0}


def test_a_wrong_label_counts_though_the_sign_is_right() -> None:
    report = evaluate_negation(Told(lambda text: by_score(right(text).score / 10)))
    assert (report.easy.wrong, report.easy.wrong_sign) == (1, 0)


def test_some_wrong_ones_are_a_share_and_named() -> None:
    template = next(one.template for one in EVERY if one.level == "easy")

    def read(text: str) -> Reading:
        missed = MEANT[text].template == template and text == spoken(text)
        return by_score(0) if missed else right(text)

    report = evaluate_negation(Told(read))
    missed = sum(s.template == template and s.text == spoken(s.text) for s in EVERY)
    assert report.easy.wrong == pytest.approx(missed / report.easy.n, abs=1e-4)
    assert report.easy.wrong_templates == {template: 0.5}
    assert report.failures == []


def test_word_lists_fail_on_hard_negation() -> None:
    for peer in peers().values():
        assert len(evaluate_negation(peer).failures) == 2


def test_there_are_enough_of_each_and_both_forms() -> None:
    for level in ("easy", "hard"):
        for side in ("positive", "negative"):
            own = [s.text for s in EVERY if (s.level, s.side) == (level, side)]
            assert len(own) >= 80
            assert sum(text == spoken(text) for text in own) == len(own) / 2


def test_they_are_other_sentences_than_those_learned_from() -> None:
    own = [sentence.text for sentence in EVERY]
    learned = [text for text, _ in (*pairs.negation(), *pairs.turns(1500, seed=1))]
    both = own + learned
    assert not [
        (both[one], both[other])
        for one, other, _ in alike(both)
        if (one < len(own)) != (other < len(own))
    ]
    assert not {spoken(text) for text in learned} & {spoken(text) for text in own}

"""The audit catches readers that are unfair on purpose and lets fair ones pass."""

import re
from collections import Counter

import pytest

from models.words import pairs
from models.words.audit import Audit, Bars, audit, gate
from models.words.audit_compare import Kind, compare
from models.words.audit_material import DIALECT, Case, material
from models.words.corpus.passes import Sentiment
from models.words.corpus.similar import alike
from models.words.peers import Vader
from models.words.reading import Reading
from models.words.spoken import spoken
from tests.models.words.readers import Told, by_score

MATERIAL = material()
MEANT: dict[str, Sentiment] = {
    case.text: case.sentiment
    for kind in MATERIAL.kinds()
    for case in MATERIAL.cases(kind)
} | {
    case.text: case.sentiment
    for pair in MATERIAL.pairs()
    for case in (pair.standard, pair.dialect)
}
SCORES = {"positive": 0.8, "negative": -0.8, "neutral": 0.0, "mixed": 0.1}


def fair(text: str) -> Reading:
    """Reads what was meant, whoever is named."""
    return Reading(score=SCORES[MEANT[text]], label=MEANT[text], confidence=0.9)


def against(word: str, by: float, flipped: Sentiment | None = None) -> Told:
    """Reads what was meant, but takes `by` from the score where this word is."""

    def read(text: str) -> Reading:
        found = fair(text)
        if not re.search(rf"\b{word}\b", text, re.IGNORECASE):
            return found
        label = flipped or found.label
        return Reading(score=found.score - by, label=label, confidence=0.9)

    return Told(read)


def kind_of(report: Audit, name: str) -> Kind:
    return next(kind for kind in report.kinds if kind.name == name)


def test_a_fair_reader_passes() -> None:
    report = audit(Told(fair), "fair", MATERIAL)
    assert report.failures == []
    for kind in report.kinds:
        assert (kind.mean_difference, kind.worst_difference) == (0, 0)
        assert all(group.flips == 0 and group.right == 1 for group in kind.groups)
        assert all(group.low == group.high == 0 for group in kind.groups)
    assert kind_of(report, DIALECT).standard_right == 1


@pytest.mark.parametrize(
    ("word", "kind", "group"),
    [
        ("muslim", "religion", "Muslim"),
        ("(pakistani|pakistan)", "origin", "Pakistani"),
        ("(gay|lesbian)", "sexuality", "gay"),
        ("(blind)", "disability", "blind people"),
        ("(pensioner|older|elderly|seventy)", "age", "older people"),
        ("(transgender|trans)", "gender", "trans people"),
    ],
)
def test_a_reader_that_is_against_somebody_is_caught(
    word: str, kind: str, group: str
) -> None:
    report = audit(against(word, by=0.3), "unfair", MATERIAL)
    assert any(failure.startswith(f"{kind}, {group}: ") for failure in report.failures)
    found = next(g for g in kind_of(report, kind).groups if g.name == group)
    assert found.difference < -0.1
    assert found.high < 0
    # Nobody else is caught for it.
    others = {failure.split(",")[0].split(":")[0] for failure in report.failures}
    assert others == {kind}


def test_a_reader_that_is_against_names_is_caught_by_origin_only() -> None:
    names = [*MATERIAL.names["Nigerian"]["women"], *MATERIAL.names["Nigerian"]["men"]]
    report = audit(against(f"({'|'.join(names)})", by=0.2), "unfair", MATERIAL)
    caught = kind_of(report, "names by origin")
    assert caught.worst_group == "Nigerian"
    # .2 from one of n groups: that one is .2 - .2/n below the mean of all.
    n = len(MATERIAL.names)
    assert caught.worst_difference == pytest.approx(-0.2 * (1 - 1 / n), abs=1e-3)
    # The others are .2/n above it.
    mean = (0.2 * (1 - 1 / n) + (n - 1) * 0.2 / n) / n
    assert caught.mean_difference == pytest.approx(mean, abs=1e-3)
    assert kind_of(report, "names by gender").mean_difference == 0


def test_a_reader_that_is_against_women_is_caught_by_their_names() -> None:
    women = [name for own in MATERIAL.names.values() for name in own["women"]]
    report = audit(against(f"({'|'.join(women)})", by=0.2), "unfair", MATERIAL)
    groups = {g.name: g.difference for g in kind_of(report, "names by gender").groups}
    assert groups == {"women": pytest.approx(-0.1), "men": pytest.approx(0.1)}
    assert kind_of(report, "names by origin").mean_difference == pytest.approx(0)


def test_labels_that_change_are_caught_though_scores_stay() -> None:
    report = audit(against("Jewish", by=0, flipped="neutral"), "unfair", MATERIAL)
    groups = {g.name: g for g in kind_of(report, "religion").groups}
    assert kind_of(report, "religion").mean_difference == 0
    assert groups["Jewish"].flips > 0.5
    # Who is swapped for a Jewish person meets the change one time in nine.
    assert 0.03 < groups["Hindu"].flips < 0.12
    assert any("Jewish" in failure for failure in report.failures)


def test_a_reader_that_knows_no_dialect_is_caught() -> None:
    dialects = {pair.dialect.text for pair in MATERIAL.pairs()}

    def read(text: str) -> Reading:
        return by_score(0) if text in dialects else fair(text)

    report = audit(Told(read), "schoolmaster", MATERIAL)
    kind = kind_of(report, DIALECT)
    assert kind.standard_right == 1
    # Happy and unhappy pairs are as many, so the scores' differences cancel out;
    # labels and what was meant do not.
    assert kind.mean_difference == 0
    for group in kind.groups:
        assert group.right == 0.25
        assert group.flips == 0.75
    assert len(report.failures) == len(kind.groups)


def test_spoken_and_typed_count_alike() -> None:
    def read(text: str) -> Reading:
        found = fair(text)
        unkind = "muslim" in text and text == spoken(text)
        return Reading(found.score - 0.4 * unkind, found.label, confidence=0.9)

    groups = kind_of(audit(Told(read), "deaf", MATERIAL), "religion").groups
    muslim = next(group for group in groups if group.name == "Muslim")
    whole = audit(against("muslim", by=0.4), "both", MATERIAL)
    both = next(g for g in kind_of(whole, "religion").groups if g.name == "Muslim")
    assert muslim.difference == pytest.approx(both.difference / 2, abs=1e-3)


def test_differences_worked_out_by_hand() -> None:
    """Two templates; the second one has no word for group c."""
    scores = {"1a": 0.5, "1b": 0.2, "1c": -0.1, "2a": 0.6, "2b": 0.2}
    labels: dict[str, Sentiment] = {
        "1a": "positive", "1b": "positive", "1c": "neutral",
        "2a": "positive", "2b": "neutral",
    }  # fmt: skip
    cases = [Case(int(name[0]), name[1], name, "typed", "positive") for name in scores]
    readings = {
        name: Reading(score=score, label=labels[name], confidence=1)
        for name, score in scores.items()
    }
    found = {group.name: group for group in compare("kind", cases, readings).groups}
    # Means are .2 and .4.
    assert found["a"].difference == pytest.approx((0.3 + 0.2) / 2)
    assert found["b"].difference == pytest.approx((0.0 - 0.2) / 2)
    assert found["c"].difference == pytest.approx(-0.3)
    # First template: a differs from c only, so one time in two; second: from b.
    assert [found[name].flips for name in "abc"] == [0.75, 0.75, 1.0]
    assert [found[name].right for name in "abc"] == [1.0, 0.5, 0.0]
    # Drawn twice, the first template alone gives .3, the second .2.
    assert (found["a"].low, found["a"].high) == (0.2, 0.3)


def test_the_gate_names_what_is_over_a_bar_and_nothing_that_is_on_it() -> None:
    report = audit(against("Sikh", by=0.1), "unfair", MATERIAL)
    assert report.failures == [
        "religion, Sikh: score differs by -0.090, more than 0.05"
    ]
    own = Bars(mean_difference=1, worst_difference=0.09, flips=1)
    assert gate(report.kinds, own) == []
    assert len(gate(report.kinds, Bars(0, 0, 1))) > 2


def test_the_audit_finds_what_is_known_of_a_peer() -> None:
    """VADER's word list has "straight", "gay" and "blind" with a value of their own."""
    report = audit(Vader(), "vaderSentiment", MATERIAL)
    assert kind_of(report, "religion").mean_difference == 0
    assert kind_of(report, "sexuality").worst_group == "straight"
    assert kind_of(report, "disability").worst_group == "blind people"


def test_every_group_meets_each_of_the_four_sentiments_typed_and_spoken() -> None:
    for kind in MATERIAL.kinds():
        met = Counter((c.group, c.sentiment, c.form) for c in MATERIAL.cases(kind))
        groups = {group for group, _, _ in met}
        assert len(met) == len(groups) * 4 * 2, kind
        assert len(groups) >= 2


def test_templates_are_other_sentences_than_those_learned_from() -> None:
    templates = [
        text
        for slots in MATERIAL.templates.values()
        for own in slots.values()
        for text in own
    ]
    learned = [
        text
        for own in pairs.material().carriers.values()
        for slot in pairs.SLOTS
        for text in own.of(slot)
    ]
    both = templates + learned
    assert not [
        (both[one], both[other])
        for one, other, _ in alike(both)
        if (one < len(templates)) != (other < len(templates))
    ]
    names = {n for own in MATERIAL.names.values() for two in own.values() for n in two}
    groups = pairs.material().terms["names"].values()
    assert not names & {name for own in groups for name in own.name}


def test_a_thinned_audit_still_has_every_group_and_sentiment() -> None:
    thin = MATERIAL.thinned(4)
    for kind in MATERIAL.kinds():
        whole, part = list(MATERIAL.cases(kind)), list(thin.cases(kind))
        assert {(c.group, c.sentiment) for c in part} == {
            (c.group, c.sentiment) for c in whole
        }
        assert {c.text for c in part} < {c.text for c in whole}
        assert len(part) < len(whole) / 2
    report = audit(against("Muslim", by=0.3), "unfair", thin)
    assert kind_of(report, "religion").worst_group == "Muslim"


def test_every_template_has_its_slot_once() -> None:
    for slots in MATERIAL.templates.values():
        for slot, templates in slots.items():
            for template in templates:
                assert re.findall(r"\{(\w+)\}", template) == [slot], template


def test_dialects_have_enough_pairs_and_no_figures() -> None:
    found = list(MATERIAL.pairs())
    assert len(found) >= 2 * 60
    for pair in found:
        assert pair.standard.text != pair.dialect.text
        assert not re.search(r"\d", pair.standard.text + pair.dialect.text)

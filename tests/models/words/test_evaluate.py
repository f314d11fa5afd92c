"""Sentiment and themes measured on readers whose answers are known."""

from pathlib import Path

import pytest

from models.words.corpus.passes import Sentiment
from models.words.evaluate import evaluate, evaluate_peer
from models.words.evaluate_themes import NoThemes, evaluate_themes
from models.words.labelled import Line, read_sentiments
from models.words.peers import peers
from models.words.reading import Reading
from tests.models.words.readers import Told, by_score

READ = {
    "lovely": Reading(score=0.8, label="positive", confidence=0.9),
    "fine": Reading(score=0.1, label="neutral", confidence=0.5, scored=False),
    "awful": Reading(score=-0.7, label="negative", confidence=0.9),
    "late": Reading(score=0.2, label="positive", confidence=0.5, scored=False),
    "hours": Reading(score=0.0, label="neutral", confidence=0.7),
}
LINES: list[Line[Sentiment]] = [
    Line("lovely", "positive", ("typed",)),
    Line("fine", "positive", ("typed", "short")),
    Line("awful", "negative", ("spoken",)),
    Line("late", "negative", ("spoken",)),
    Line("hours", "neutral", ("spoken", "short")),
]


def test_every_line_counts_by_the_label_it_would_have_had() -> None:
    report = evaluate(Told(READ.__getitem__), LINES)
    assert report.n == 5
    assert report.accuracy == 0.6
    assert report.by_label["positive"].precision == 0.5
    assert report.by_label["positive"].recall == 0.5
    assert report.by_label["negative"].f1 == 0.6667
    assert report.by_label["neutral"].f1 == 0.6667
    assert report.macro_f1 == pytest.approx((0.5 + 0.6667 * 2) / 3, abs=1e-4)


def test_two_classes_go_by_the_sign_of_the_score() -> None:
    # "fine" is called neutral and has the right sign; "late" has the wrong one.
    assert evaluate(Told(READ.__getitem__), LINES).binary_accuracy == 0.75
    neutral = [line for line in LINES if line.label == "neutral"]
    assert evaluate(Told(READ.__getitem__), neutral).binary_accuracy is None


def test_a_score_of_nothing_has_no_sign() -> None:
    lines: list[Line[Sentiment]] = [Line("a", "positive"), Line("b", "negative")]
    assert evaluate(Told(lambda text: by_score(0)), lines).binary_accuracy == 0


def test_coverage_and_accuracy_of_what_is_scored() -> None:
    report = evaluate(Told(READ.__getitem__), LINES)
    assert (report.coverage, report.accuracy_scored) == (0.6, 1.0)
    unsure = [LINES[1]]
    report = evaluate(Told(READ.__getitem__), unsure)
    assert (report.coverage, report.accuracy_scored) == (0.0, None)


def test_tags_have_their_own_accuracy() -> None:
    report = evaluate(Told(READ.__getitem__), LINES)
    assert {tag: (s.n, s.accuracy) for tag, s in report.by_tag.items()} == {
        "short": (2, 0.5),
        "spoken": (3, 0.6667),
        "typed": (2, 0.5),
    }


def test_confidence_is_held_against_what_was_right() -> None:
    # .9 sure twice and right; .5 twice and wrong; .7 once and right.
    expected = (2 * 0.1 + 2 * 0.5 + 1 * 0.3) / 5
    report = evaluate(Told(READ.__getitem__), LINES)
    assert report.ece == pytest.approx(expected, abs=1e-4)


def test_each_text_is_read_in_the_language_that_is_said() -> None:
    reader = Told(READ.__getitem__)
    evaluate(reader, LINES, "es")
    assert {language for _, language in reader.asked} == {"es"}
    # Three to warm up, then each once.
    assert [text for text, _ in reader.asked[3:]] == [line.text for line in LINES]


def test_peers_are_read_for_real(data: Path) -> None:
    lines = read_sentiments(data / "comments" / "uci" / "yelp_labelled.txt")
    reports = {name: evaluate_peer(peer, lines) for name, peer in peers().items()}
    assert set(reports) == {"vaderSentiment", "textblob"}
    for report in reports.values():
        assert report.n == 1000
        # Better than a coin on what they were made for, far from right.
        assert report.binary_accuracy is not None
        assert 0.55 < report.binary_accuracy < 0.9
        assert 0 < report.p50_ms <= report.p95_ms


def test_peers_say_negative_neutral_and_positive() -> None:
    for peer in peers().values():
        texts = ["this is wonderful", "we open at nine", "this is terrible"]
        labels = [reading.label for reading in peer.read_many(texts)]
        assert labels == ["positive", "neutral", "negative"]


def test_themes_are_measured_over_those_in_the_file() -> None:
    given = {"a": ["waiting", "staff"], "b": ["price"], "c": [], "d": ["staff"]}
    lines: list[Line[tuple[str, ...]]] = [
        Line("a", ("staff", "waiting"), ("typed",)),
        Line("b", ("stock",), ("typed",)),
        Line("c", ()),
        Line("d", ("staff", "waiting")),
    ]
    reader = Told(
        lambda text: Reading(score=0, label="neutral", confidence=1, themes=given[text])
    )
    report = evaluate_themes(reader, lines)
    assert set(report.by_label) == {"waiting", "staff", "stock"}
    assert report.accuracy == 0.5
    assert report.by_tag["typed"].accuracy == 0.5
    assert report.by_label["waiting"].f1 == 0.6667
    assert report.macro_f1 == pytest.approx((0.6667 + 1 + 0) / 3, abs=1e-4)
    # Three right of four given, three found of five.
    assert report.micro_f1 == 0.6667


def test_a_file_without_themes_cannot_be_measured() -> None:
    with pytest.raises(NoThemes, match="no line of the file has a theme"):
        evaluate_themes(Told(lambda text: by_score(0)), [Line("a", ())])

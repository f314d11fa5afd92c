"""The corpus is as its guidelines say, and its test passes are kept apart."""

from pathlib import Path

import pytest

from models.words.corpus import agreement, splits
from models.words.corpus.passes import FOLDER, BadCorpus, Comment, read_all, read_pass
from models.words.corpus.similar import alike
from tests.examples import FEWER

HEAD = (
    '{"pass": "001", "language": "en", "shop": "s", "day": "d", "people": "p",'
    ' "dialects": []}\n'
)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda p: p.stem)
def test_a_pass_says_only_what_the_guidelines_allow(path: Path) -> None:
    found = read_pass(path)
    assert found.head.number == path.stem
    assert len(found.comments) >= 50


def test_no_two_comments_are_one_written_twice() -> None:
    passes = read_all()[::FEWER]
    texts = [comment.plain for one in passes for comment in one.comments]
    pairs = [(texts[a], texts[b]) for a, b, _ in alike(texts)]
    assert pairs == []


def test_twins_are_found_however_common_their_words_are() -> None:
    texts = ["There is not a thing wrong with it!"] * 14 + ["something else altogether"]
    pairs = alike([*texts, "there is not a thing wrong with it"])
    assert len(pairs) == 15 * 14 // 2
    assert {share for _, _, share in pairs} == {1.0}


def test_test_and_dev_are_whole_passes_that_exist_in_every_language() -> None:
    parts = {name: splits.read_split(name) for name in ("train", "dev", "test")}
    numbers = [one.head.number for part in parts.values() for one in part]
    assert sorted(numbers) == sorted(path.stem for path in FOLDER.glob("*.jsonl"))
    for part in parts.values():
        assert {one.head.language for one in part} == {"en", "es", "de", "fr"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "x"}', "missing required field `sentiment`"),
        ('{"text": "x", "sentiment": "sad", "form": "typed"}', "sad"),
        ('{"text": "x", "sentiment": "neutral", "form": "typed", "mood": 1}', "mood"),
        ('{"text": "[[pin|1]]", "sentiment": "neutral", "form": "typed"}', "pin"),
        ('{"text": "[[name|a", "sentiment": "neutral", "form": "typed"}', "closed"),
        ('{"text": "Hello", "sentiment": "neutral", "form": "spoken"}', "lower case"),
        ('{"text": "at 5", "sentiment": "neutral", "form": "spoken"}', "no digits"),
        ("{", "truncated"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(
    tmp_path: Path, line: str, says: str
) -> None:
    path = tmp_path / "001.jsonl"
    path.write_text(HEAD + line + "\n")
    with pytest.raises(BadCorpus, match=f"001.jsonl:2: .*{says}"):
        read_pass(path)


def test_details_are_found_where_they_stand_in_the_plain_text() -> None:
    comment = Comment(
        text="i am [[name|ana]] ring [[phone|oh eight]]",
        sentiment="neutral",
        form="spoken",
    )
    found = [(kind, comment.plain[start:end]) for kind, start, end in comment.details]
    assert found == [("name", "ana"), ("phone", "oh eight")]


def test_kappa_is_as_worked_out_by_hand() -> None:
    first = ["yes"] * 20 + ["yes"] * 5 + ["no"] * 10 + ["no"] * 15
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert agreement.kappa(first, second) == pytest.approx(0.4)
    assert agreement.kappa(["a", "a"], ["a", "a"]) == 1.0


def test_the_second_labelling_is_of_comments_that_are_there() -> None:
    found = agreement.measure()
    assert found.n >= 200
    assert found.sentiment_kappa > 0

"""How often each comment of the corpus stands in an epoch."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from models.words.corpus.passes import Comment, Head, Pass
from models.words.labels import SENTIMENTS
from models.words.learning import mix, opinions
from models.words.made.names import own


def one_pass(number: str, *comments: Comment) -> Pass:
    head = Head(number, "en", "a shop", "a day", "people", [])
    return Pass(head, list(comments))


def test_new_passes_and_danger_are_repeated_and_known_ones_may_stand_by_their_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = [
        Comment(text=f"known {n}", sentiment="neutral", form="typed")
        for n in range(100)
    ]
    danger = Comment(
        text="the shelf falls", sentiment="negative", form="typed", urgent="safety"
    )
    new = Comment(text="in and out", sentiment="positive", form="typed")
    passes = [one_pass("001", *known, danger), one_pass("900", new)]
    monkeypatch.setattr(mix, "read_split", lambda _: passes)
    monkeypatch.setattr(mix, "many", lambda _: own())
    shares = mix.Shares(corpus=3, known=0.5, speaker=0.0)
    found = mix.Mix(Path(), (), shares, since="900")._own(Random(1))
    counts = Counter(one.text for one in found)
    assert counts.pop("in and out") == counts.pop("the shelf falls") == 3
    assert set(counts.values()) == {1}
    assert 30 < len(counts) < 70


def test_the_opinions_that_come_along_are_of_the_comments_that_are_learnt_from() -> (
    None
):
    read = opinions.read(Path(opinions.__file__).with_name(f"{opinions.FILE}.gz"))
    texts = opinions.corpus_texts()
    assert sum(text in read for text in texts) > 0.98 * len(texts)
    assert {len(logits) for logits in read.values()} == {len(SENTIMENTS)}


def test_an_opinion_goes_with_its_comment_however_that_is_told_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = Comment(
        text="thanks [[name|Ana]]\u2028a lot", sentiment="positive", form="typed"
    )
    unseen = Comment(text="in and out", sentiment="neutral", form="typed")
    monkeypatch.setattr(mix, "read_split", lambda _: [one_pass("001", seen, unseen)])
    monkeypatch.setattr(mix, "many", lambda _: own())
    told = (-1.0, 0.25, 3.5, 0.0)
    opinions.write([(seen.plain, told)], tmp_path / opinions.FILE)
    read = opinions.read(tmp_path / opinions.FILE)
    found = mix.Mix(Path(), (), mix.Shares(corpus=9, known=9), opinions=read)
    of_seen = {one.opinion for one in found._own(Random(1)) if "lot" in one.text}
    texts = {one.text for one in found._own(Random(1)) if "lot" in one.text}
    assert of_seen == {told}
    assert len(texts) > 1
    assert {one.opinion for one in found._own(Random(1)) if "out" in one.text} == {None}

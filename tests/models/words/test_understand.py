"""What comes out of words: read, hidden or not scored, whatever comes in."""

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.network import BadModel
from models.words.model import ENGLISH, WordsModel
from models.words.understand import Understanding
from tests.examples import examples


@pytest.fixture(scope="module")
def ours() -> Understanding:
    return Understanding()


@pytest.mark.parametrize(
    ("text", "label", "theme"),
    [
        ("I waited forty minutes for a refund", "negative", "waiting"),
        ("in and out in two minutes and she packed my bags", "positive", None),
        ("lovely bread but the queue was out the door again", "mixed", "waiting"),
        ("what time do you open on sunday", "neutral", "opening_hours"),
    ],
)
def test_plain_comments_are_read(
    ours: Understanding, text: str, label: str, theme: str | None
) -> None:
    words = ours.understand(text)
    assert words.label == label and words.scored
    assert theme is None or theme in words.themes
    assert words.text == text and words.hidden == {}


def test_details_are_hidden_and_counted(ours: Understanding) -> None:
    words = ours.understand("My name is Siobhan Murphy, ring me on 087 555 1234")
    assert words.text == "My name is [name], ring me on [phone]"
    assert words.hidden == {"name": 1, "phone": 1}
    assert [kind for kind, _, _ in words.details] == ["name", "phone"]


def test_words_of_danger_are_urgent_and_figures_of_speech_are_not(
    ours: Understanding,
) -> None:
    assert ours.understand("a man collapsed by the tills he is not breathing").urgent
    assert ours.understand("i nearly died laughing at the card aisle").urgent is None
    assert ours.understand("your prices are criminal").urgent is None


def test_the_shops_own_words_are_no_names() -> None:
    text = "Murphy's is the best bakery in town"
    assert Understanding(allowed=frozenset(["murphy's"])).understand(text).text == text


@pytest.mark.parametrize(
    ("text", "why_not"),
    [
        ("", "too_short"),
        ("   \n\t ", "too_short"),
        ("👍👍👍🎉", "too_short"),
        ("!!!???", "too_short"),
        ("12345", "too_short"),
        ("sdkjfh wqoeiuz xcvmn qpwoei zzxcv", "nonsense"),
        ("日本語のテキストです。とても長いです。", None),
        ("שלום עולם, היה לי נחמד מאוד בחנות", None),
        ("La cola de la caja era larguísima y nadie abrió otra", "language"),
        ("Die Schlange an der Kasse war viel zu lang heute", "language"),
        ("La queue à la caisse était bien trop longue aujourd'hui", "language"),
    ],
)
def test_what_cannot_be_read_says_why(
    ours: Understanding, text: str, why_not: str | None
) -> None:
    words = ours.understand(text)
    assert not words.scored and words.score is None and words.label is None
    assert words.urgent is None and words.feelings == [] and words.themes == []
    assert words.why_not == why_not if why_not else words.why_not is not None


def test_another_language_on_the_screen_is_not_scored(ours: Understanding) -> None:
    assert ours.understand("waited an hour", "de").why_not == "language"
    assert ours.understand("waited an hour", "en-IE").scored


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "the queue was long and nobody came " * 300,
        "\x00\x01\x02 control \x7f\x80 signs",
        "<script>alert('x')</script> the till was slow",
        "ab‮dc mixed שלום scripts 日本",
        "a\u0301" * 500,
        "😀" * 2_000,
    ],
)
def test_odd_texts_come_back_whole(ours: Understanding, text: str) -> None:
    words = ours.understand(text)
    if not words.hidden:
        assert words.text == text
    assert -1 <= (words.score or 0) <= 1


def test_a_detail_late_in_a_long_text_is_hidden(ours: Understanding) -> None:
    text = "the bread was very good today and so was the cake. " * 60
    words = ours.understand(f"{text} My name is Siobhan Murphy. {text}")
    assert "Siobhan" not in words.text and "Murphy" not in words.text


@settings(max_examples=examples(60), deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    words = shared().understand(text)
    assert 0 <= words.confidence <= 1
    assert all(0 <= start < end <= len(text) for _, start, end in words.details)


@functools.cache
def shared() -> Understanding:
    """One for all of Hypothesis' examples."""
    return Understanding()


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The model's files, to be spoilt."""
    folder = tmp_path / "english"
    shutil.copytree(ENGLISH, folder)
    yield folder


def test_a_model_that_lacks_a_file_names_it(copy: Path) -> None:
    (copy / "words.onnx").unlink()
    with pytest.raises(BadModel, match=r"words\.onnx: No such file"):
        WordsModel(copy)


@pytest.mark.parametrize("name", ["words.onnx", "vocab.txt"])
def test_a_file_cut_short_or_changed_is_refused(copy: Path, name: str) -> None:
    path = copy / name
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadModel, match=f"{name}.*was expected"):
        WordsModel(copy)


@pytest.mark.parametrize(
    "change",
    [{"form": 99}, {"sentiments": ["bad", "good"]}, {"themes": {"waiting": 0.5}}],
)
def test_a_model_of_another_version_is_refused(
    copy: Path, change: dict[str, object]
) -> None:
    path = copy / "words.json"
    facts = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode({**facts, **change}))
    with pytest.raises(BadModel, match=r"words\.json.*the model that came with it"):
        WordsModel(copy)


def test_facts_that_are_no_facts_are_refused(copy: Path) -> None:
    (copy / "words.json").write_text('{"form": "one"')
    with pytest.raises(BadModel, match=r"words\.json"):
        WordsModel(copy)

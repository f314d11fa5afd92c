"""Nothing is invented: what speaks against words keeps them from being sent at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.doubt import NOTHING, Result, Sureness, judge, without_loops
from models.speech.recognize import Word

VOICE = [True] * 1_500
SURE = Sureness()


def words(text: str, confidence: float = 1.0, each_s: float = 0.4) -> list[Word]:
    return [
        Word(
            text=one,
            start_s=each_s * place,
            end_s=each_s * (place + 0.8),
            confidence=confidence,
        )
        for place, one in enumerate(text.split())
    ]


def heard(text: str, confidence: float = 1.0, each_s: float = 0.4) -> Result:
    return judge(words(text, confidence, each_s), VOICE, SURE)


def test_a_plain_sentence_stands_as_it_is() -> None:
    result = heard("the queue was slow", 0.9)
    assert result.text == "the queue was slow"
    assert result.confidence == pytest.approx(0.9)
    assert result.doubt is None
    assert not any(word.is_unsure for word in result.words)


def test_words_without_a_voice_are_dropped() -> None:
    voice = [False] * 60 + [True] * 40
    result = judge(words("one two three four"), voice, SURE)
    assert result.text == "three four"
    assert judge(words("one two"), [False] * 100, SURE) == NOTHING
    assert judge(words("one"), [True] * 3 + [False] * 97, SURE) == NOTHING


def test_what_is_no_word_is_left_out_and_lowers_confidence() -> None:
    result = heard("[unk] queue [unk] slow")
    assert result.text == "queue slow"
    assert result.confidence == pytest.approx(0.5)
    assert result.doubt == "unsure"
    assert heard("[unk] <unk>") == NOTHING


def test_an_unsure_word_is_marked_and_an_unsure_text_doubted() -> None:
    mixed = words("the queue") + words("was", 0.5)
    result = judge(mixed, VOICE, SURE)
    assert [word.is_unsure for word in result.words] == [False, False, True]
    assert result.doubt is None
    assert heard("the queue was slow", 0.5).doubt == "unsure"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no no no no no", "no"),
        ("thank you thank you thank you thank you", "thank you"),
        ("so a b c a b c a b c a b c then", "so a b c then"),
        ("very very very good", "very very very good"),
    ],
)
def test_a_loop_is_said_once_and_doubted(said: str, kept: str) -> None:
    result = heard(said)
    assert result.text == kept
    assert result.doubt == (None if said == kept else "repeats")


def test_more_words_than_anybody_can_say_are_doubted() -> None:
    assert heard("one two three four five six", each_s=0.1).doubt == "too_fast"
    assert heard("one two three four five six", each_s=0.2).doubt is None
    assert heard("one two", each_s=0.05).doubt is None


@given(st.lists(st.sampled_from("ab"), max_size=40))
def test_without_loops_nothing_is_added_and_order_stays(letters: list[str]) -> None:
    before = words(" ".join(letters))
    after = without_loops(before)
    starts = [word.start_s for word in after]
    assert starts == sorted(starts)
    assert {word.text for word in after} == set(letters)
    assert len(after) <= len(before)

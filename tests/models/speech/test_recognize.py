"""Sound in, words out: the same from the engine here and in a process of its own."""

import numpy as np
import pytest

from models.speech.engine import Vosk
from models.speech.recognize import BLOCK_BYTES, RATE
from tests.models.speech import tones
from tests.models.speech.conftest import MakeRecognizer, blocks, hear, words_of

SAID = "queue slow staff friendly"


def test_words_are_heard_with_times_and_confidence(
    make_recognizer: MakeRecognizer,
) -> None:
    updates = hear(make_recognizer(), tones.sentence(SAID))
    assert words_of(updates) == SAID.split()
    words = [word for update in updates for word in update.words or ()]
    for place, word in enumerate(words):
        assert word.start_s == pytest.approx(0.3 + 0.6 * place, abs=0.1)
        assert word.end_s == pytest.approx(0.7 + 0.6 * place, abs=0.1)
        assert 0.9 <= word.confidence <= 1


def test_words_appear_while_they_are_spoken(make_recognizer: MakeRecognizer) -> None:
    updates = hear(make_recognizer(), tones.sentence(SAID))
    seen = [update.partial for update in updates if update.words is None]
    assert seen == ["queue", "queue slow", "queue slow staff", SAID]


def test_a_pause_ends_a_sentence_and_the_next_one_begins(
    make_recognizer: MakeRecognizer,
) -> None:
    spoken = np.concatenate([tones.sentence("good staff"), tones.sentence("bad price")])
    ended = [u for u in hear(make_recognizer(), spoken) if u.words is not None]
    assert [[w.text for w in u.words or ()] for u in ended] == [
        ["good", "staff"],
        ["bad", "price"],
    ]
    assert ended[0].at_s < len(tones.sentence("good staff")) / RATE


def test_the_words_are_those_of_the_bare_engine_fed_in_one_piece(
    make_recognizer: MakeRecognizer, bare: Vosk
) -> None:
    said = "clean fresh queue slow price bad friendly staff"
    spoken = tones.sentence(said)
    at_once = bare.recognizer()
    expected = words_of(at_once.feed(spoken.tobytes()) + at_once.finish())
    assert words_of(hear(make_recognizer(), spoken)) == expected == said.split()


def test_nothing_of_the_speaker_before_is_heard(
    make_recognizer: MakeRecognizer,
) -> None:
    first = make_recognizer()
    for block in blocks(tones.sentence("dirty queue", after_s=0)):
        first.feed(block)
    assert words_of(hear(make_recognizer(), tones.sentence("fresh"))) == ["fresh"]


def test_silence_says_nothing(make_recognizer: MakeRecognizer) -> None:
    assert hear(make_recognizer(), tones.silence(3)) == []


def test_the_last_word_counts_though_no_silence_follows(
    make_recognizer: MakeRecognizer,
) -> None:
    spoken = tones.sentence("good price", after_s=0)
    assert words_of(hear(make_recognizer(), spoken)) == ["good", "price"]


def test_a_short_last_block_is_heard(make_recognizer: MakeRecognizer) -> None:
    recognizer = make_recognizer()
    assert recognizer.feed(b"\0" * (BLOCK_BYTES // 2)) == []
    assert recognizer.finish() == []

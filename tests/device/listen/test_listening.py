"""One press of the button on the real engine: words, ends, doubt, and what fails."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from device.listen.listening import Limits, Listening, Told
from device.listen.models import CannotListen
from device.listen.sources import (
    AudioSource,
    MicrophoneBusy,
    MicrophoneGone,
    NoMicrophone,
    NoSound,
    Silence,
    WavFile,
)
from models.speech.doubt import Sureness
from models.speech.engine import Vosk
from tests.device.listen.broken import Broken
from tests.device.listen.conftest import MakeListener
from tests.models.speech import recordings, tones
from tests.models.speech.conftest import TONES, wait_until
from tests.models.speech.wav import write_wav

AT_ONCE = 1e6
"""Times as fast as life: as fast as the engine can hear."""
SHORT = Limits(most_s=6, silence_s=1.0, nobody_s=3)

Press = Callable[..., list[Told]]


class Wav:
    """Made-up sound as a source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, samples: tones.Samples, pace: float = AT_ONCE) -> WavFile:
        return WavFile(write_wav(self._folder / "said.wav", samples), pace)


@pytest.fixture
def wav(tmp_path: Path) -> Wav:
    return Wav(tmp_path)


@pytest.fixture
def press() -> Press:
    """Everything that the page is told of one press, heard by an engine in here."""
    engine = Vosk(TONES)

    def press(source: AudioSource, limits: Limits | None = None) -> list[Told]:
        listening = Listening(source, engine.recognizer, limits or Limits(), Sureness())
        listening.start()
        told = [each for each in listening.follow() if each is not None]
        listening.join()
        return told

    return press


def test_words_come_while_they_are_spoken_and_silence_ends_it(
    press: Press, wav: Wav
) -> None:
    told = press(wav(tones.sentence("queue slow staff"), pace=4.0))
    seen = list(dict.fromkeys(each.text for each in told if each.text))
    assert len(seen) > 1
    assert all("queue slow staff".startswith(text) for text in seen)
    assert max(each.level for each in told) > 0.5
    last = told[-1]
    assert last.state == "heard"
    assert last.text == "queue slow staff"
    assert last.confidence == pytest.approx(1.0, abs=0.05)
    assert last.doubt is None and not last.is_too_loud
    assert [word.text for word in last.words] == ["queue", "slow", "staff"]


def test_two_sentences_are_one_text(press: Press, wav: Wav) -> None:
    both = [tones.sentence("good staff", after_s=1), tones.sentence("bad price")]
    told = press(wav(np.concatenate(both)))
    assert told[-1].text == "good staff bad price"


def test_it_ends_after_the_longest_time(press: Press, wav: Wav) -> None:
    told = press(wav(tones.sentence("good " * 40), pace=10.0), SHORT)
    assert told[-1].state == "heard"
    assert told[-1].doubt == "repeats"
    assert 0 <= min(each.left_s for each in told if each.state == "listening") < 2


def test_a_second_press_ends_it_at_once(make_listener: MakeListener, wav: Wav) -> None:
    listener = make_listener(wav(tones.sentence("fresh queue", after_s=30), pace=2.0))
    wait_until(lambda: listener.ready("en") == "ready", 20)
    number, listening = listener.begin("en")
    for told in listening.follow():
        if told is not None and told.text == "fresh queue":
            found = listener.get(number)
            assert found is not None
            found.end()
        if told is not None and told.state == "heard":
            assert told.text == "fresh queue"
    listening.join()
    assert not listening.is_open


def test_whoever_stops_following_is_not_listened_to(
    make_listener: MakeListener, wav: Wav
) -> None:
    listener = make_listener(wav(tones.sentence("dirty queue", after_s=30), pace=1.0))
    wait_until(lambda: listener.ready("en") == "ready", 20)
    _, listening = listener.begin("en")
    following = listening.follow()
    next(following)
    following.close()
    wait_until(lambda: not listening.is_open, 2)
    assert [each for each in listening.follow()][-1] == Told(state="nothing")


def test_nobody_follows_nobody_is_listened_to(
    make_listener: MakeListener, wav: Wav
) -> None:
    listener = make_listener(wav(tones.sentence("dirty queue", after_s=30), 4.0))
    wait_until(lambda: listener.ready("en") == "ready", 20)
    _, listening = listener.begin("en")
    wait_until(lambda: not listening.is_open, 5)


@pytest.mark.parametrize(
    "name", ["silence", "white", "pink", "hum", "a far away noise"]
)
def test_where_nobody_speaks_there_is_no_text(
    name: str, press: Press, wav: Wav
) -> None:
    sound = {
        "silence": tones.silence(8),
        "white": tones.noise(31),
        "pink": recordings.coloured(8, 0.5),
        "hum": recordings.hum(8),
        "a far away noise": tones.noise(8, loud=20),
    }[name]
    told = press(wav(sound), Limits(nobody_s=len(sound) / tones.RATE - 1))
    assert {each.text for each in told} == {""}
    assert told[-1] == Told(state="nothing", is_too_loud=told[-1].is_too_loud)


def test_a_muted_microphone_is_told_to_whoever_reads_the_log(
    press: Press, wav: Wav, caplog: pytest.LogCaptureFixture
) -> None:
    assert press(wav(tones.noise(2, loud=3)), Limits(nobody_s=1.5))[-1].text == ""
    assert not caplog.records
    assert press(wav(tones.silence(2)), Limits(nobody_s=1.5))[-1].state == "nothing"
    assert "is it muted" in caplog.text


def test_a_quiet_room_is_given_up_early(press: Press) -> None:
    told = press(Silence(), Limits(nobody_s=0.3))
    assert told[-1].state == "nothing"


def test_shouting_is_seen(press: Press, wav: Wav) -> None:
    shouted = tones.sentence("queue price").astype(int) * 30
    clipped = np.clip(shouted, -32_768, 32_767).astype(np.int16)
    told = press(wav(clipped))
    assert told[-1].is_too_loud


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_a_microphone_at_another_rate_is_understood(
    rate: int, press: Press, tmp_path: Path
) -> None:
    said = tones.sentence("good bad").astype(float)
    at = np.arange(0, len(said), tones.RATE / rate)
    samples = np.interp(at, np.arange(len(said)), said).astype(np.int16)
    stereo = np.repeat(samples, 2)
    path = write_wav(tmp_path / "other.wav", stereo, rate, channels=2)
    assert press(WavFile(path, AT_ONCE))[-1].text == "good bad"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (NoMicrophone("none"), "no_microphone"),
        (MicrophoneBusy("held"), "busy"),
        (MicrophoneGone("unplugged"), "unplugged"),
    ],
)
def test_a_microphone_that_fails_is_told_in_a_word(
    error: NoSound, why: str, press: Press
) -> None:
    assert press(Broken(error, after=20))[-1] == Told(state="failed", why=why)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt "])
def test_a_file_that_is_no_recording_is_told(
    content: bytes, press: Press, tmp_path: Path
) -> None:
    path = tmp_path / "not.wav"
    path.write_bytes(content)
    assert press(WavFile(path))[-1].why == "no_microphone"


def test_a_language_without_a_model_is_off(make_listener: MakeListener) -> None:
    listener = make_listener(Silence())
    assert listener.ready("fr") == "off"
    with pytest.raises(CannotListen):
        listener.begin("fr")
    assert listener.ready("en-GB") != "off"


def test_a_folder_that_is_no_model_is_off_once_it_was_tried(
    make_listener: MakeListener, tmp_path: Path
) -> None:
    listener = make_listener(Silence(), model=tmp_path)
    assert listener.ready("en") in ("starting", "ready")
    wait_until(lambda: listener.ready("en") == "off", 20)


def test_without_a_microphone_it_says_so(make_listener: MakeListener) -> None:
    listener = make_listener(Broken(NoMicrophone("none"), is_there=False))
    assert listener.ready("en") == "no_microphone"


def test_killed_in_mid_word_the_next_press_is_heard(
    make_listener: MakeListener, wav: Wav
) -> None:
    source = wav(tones.sentence("queue slow staff"), pace=1.0)
    listener = make_listener(source)
    wait_until(lambda: listener.ready("en") == "ready", 20)
    _, listening = listener.begin("en")
    told: list[Told] = []
    for each in listening.follow():
        if each is not None:
            told.append(each)
        if told[-1].text and listener.recognizer_pid is not None:
            os.kill(listener.recognizer_pid, signal.SIGKILL)
    killed = time.monotonic()
    assert told[-1] == Told(state="failed", why="restarting")
    wait_until(lambda: listener.ready("en") == "ready", 10)
    assert time.monotonic() - killed < 2
    _, again = listener.begin("en")
    *_, last = [each for each in again.follow() if each is not None]
    assert last.text == "queue slow staff"


def test_another_press_ends_the_one_before(
    make_listener: MakeListener, wav: Wav
) -> None:
    listener = make_listener(wav(tones.sentence("bad price", after_s=30), pace=4.0))
    wait_until(lambda: listener.ready("en") == "ready", 20)
    number, first = listener.begin("en")
    second_number, second = listener.begin("en")
    assert not first.is_open
    assert listener.get(number) is None
    assert listener.get(second_number) is second
    second.discard()

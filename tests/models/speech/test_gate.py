"""Speech is not gated away; silence and noise are nobody's voice."""

from pathlib import Path

import numpy as np
import pytest

from models.speech.doubt import SPOKEN_BLOCKS
from models.speech.gate import Gate
from models.speech.recognize import PIECE_BYTES
from models.speech.sound import Resampler, mono, read_wav, resampled
from tests.models.speech import recordings, tones
from tests.models.speech.conftest import blocks

NOISES = {
    "nothing": tones.silence(30),
    "a quiet room": tones.noise(30, loud=3),
    "white": tones.noise(30),
    "loud white": tones.noise(30, loud=9_000),
    "pink": recordings.coloured(30, 0.5),
    "brown": recordings.coloured(30, 1.0),
    "hum": recordings.hum(30),
    "clicks": recordings.clicks(30),
    "a door": np.concatenate([tones.noise(3, 20), tones.noise(3, 3_000)] * 4),
}


def listen(samples: tones.Samples) -> Gate:
    gate = Gate()
    for block in blocks(samples):
        gate.hear(block)
    return gate


@pytest.mark.parametrize("name", NOISES)
def test_a_noise_is_nobodys_voice(name: str) -> None:
    gate = listen(NOISES[name])
    assert len(gate.voice) == len(NOISES[name]) // 320
    assert sum(gate.voice) < SPOKEN_BLOCKS


def test_every_recorded_speaker_is_heard(data: Path) -> None:
    for path in recordings.clips(data):
        gate = listen(read_wav(path))
        assert sum(gate.voice) >= 2 * SPOKEN_BLOCKS, path.name
        assert np.mean(gate.voice) > 0.15, path.name


def test_speakers_are_heard_in_a_noisy_shop(data: Path) -> None:
    for path in recordings.clips(data):
        speech = read_wav(path).astype(float)
        loud = float(np.sqrt(np.mean(speech**2))) / 10 ** (10 / 20)
        noisy = (
            speech + recordings.coloured(len(speech) / 16_000, 0.5, loud)[: len(speech)]
        )
        gate = listen(noisy.clip(-32_768, 32_767).astype(np.int16))
        assert sum(gate.voice) >= SPOKEN_BLOCKS, path.name


def test_the_words_of_the_tone_model_are_voices() -> None:
    gate = listen(tones.sentence("good bad clean dirty staff queue price fresh slow"))
    assert sum(gate.voice) > 9 * 15


def test_sound_in_longer_pieces_is_judged_block_by_block() -> None:
    sound = np.concatenate([tones.sentence("good bad"), tones.noise(1), [1, 2, 3]])
    content = sound.astype("<i2").tobytes()
    by_blocks, by_pieces = listen(sound.astype(np.int16)), Gate()
    for start in range(0, len(content), PIECE_BYTES):
        by_pieces.hear(content[start : start + PIECE_BYTES])
    assert by_pieces.voice == by_blocks.voice
    assert by_pieces.voiced == by_blocks.voiced == sum(by_blocks.voice) > 20
    assert by_pieces.clipped == by_blocks.clipped


def test_the_meter_moves_with_loudness() -> None:
    levels = []
    for loud in (10.0, 300.0, 10_000.0):
        gate = Gate()
        said = blocks(tones.word("queue", 0.4, loud))
        levels.append(max(gate.hear(block).level for block in said))
    assert 0 <= levels[0] < levels[1] < levels[2] <= 1


def test_clipping_is_seen() -> None:
    shouted = np.clip(tones.word("queue", 1.0).astype(int) * 20, -32_768, 32_767)
    assert listen(shouted.astype(np.int16)).clipped > 0.3
    assert listen(tones.word("queue", 1.0)).clipped == 0


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000])
def test_another_rate_sounds_the_same(rate: int) -> None:
    at = np.arange(rate) / rate
    tone = (8_000 * np.sin(2 * np.pi * 1_000 * at)).astype(np.int16)
    made = resampled(tone, rate)
    assert abs(len(made) - 16_000) < 80
    middle = made[2_000:14_000].astype(float)
    expected_power = 8_000**2 / 2
    assert np.mean(middle**2) == pytest.approx(expected_power, rel=0.02)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * 16_000 / len(middle) == pytest.approx(1_000, abs=2)


def test_what_the_lower_rate_cannot_hold_is_left_out() -> None:
    at = np.arange(48_000) / 48_000
    tone = (8_000 * np.sin(2 * np.pi * 11_000 * at)).astype(np.int16)
    assert np.abs(resampled(tone, 48_000)[500:-500]).max() < 80


def test_a_stream_in_pieces_is_the_same_as_in_one() -> None:
    sound = tones.noise(1.0)
    resampler = Resampler(44_100)
    pieces = [resampler.feed(sound[at : at + 441]) for at in range(0, len(sound), 441)]
    joined = np.concatenate([*pieces, resampler.finish()])
    assert np.array_equal(joined, resampled(sound, 44_100))


def test_channels_are_mixed_and_odd_rates_refused() -> None:
    assert mono(np.array([2, 4, -6, 0, 9], np.int16), 2).tolist() == [3, -3]
    with pytest.raises(ValueError, match="4000 to 384000"):
        Resampler(100)

"""Does anybody speak? Level above the room's, and a voice's regular beat.

A voiced sound repeats itself 80 to 400 times a second, and noise does not: the highest
peak of the autocorrelation at those lags, made independent of the window, is the
harmonicity of Boersma, "Accurate short-term analysis of the fundamental frequency and
the harmonics-to-noise ratio of a sampled sound" (1993). Limits below were chosen on
recorded speech, made-up noises and tones; tests/models/speech/test_gate.py holds them.
It cannot tell a customer from a loudspeaker or from somebody else who speaks.
"""

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.speech.recognize import BLOCK_S, BLOCK_SAMPLES, RATE

WINDOW = 512
SIZE = 2 * WINDOW
LOWEST_HZ, HIGHEST_HZ = 80, 400
BAND = slice(math.ceil(100 * SIZE / RATE), 5000 * SIZE // RATE + 1)
"""From 100 to 5000 Hz in a spectrum."""
LAGS = slice(RATE // HIGHEST_HZ, RATE // LOWEST_HZ + 1)
EMPHASIS = 0.97
"""Levels the spectrum, so that deep noise is not taken for a slow beat."""
HARMONICITY = 0.5
ABOVE_FLOOR_DB = 6.0
FAINTEST_DB = 10.0
"""Under this no voice is near the microphone; 0 dB is a step of one in 16 bits."""
LOUDEST_DB = 62.0
"""Where the meter is full."""
FLOOR_RISES_DB = 1.0 * BLOCK_S
"""A decibel a second: a fan that is switched on is the room's before long."""
FULL_SCALE = 32_700

Samples = NDArray[np.float64]


class Moment(Struct, frozen=True, kw_only=True):
    """One block of sound as the gate sees it."""

    level: float
    """For a meter, 0 to 1."""
    is_voice: bool
    """Does somebody speak?"""


NOTHING = Moment(level=0.0, is_voice=False)


class Gate:
    """Listens along with one press; keeps a mark for each block and no sound."""

    def __init__(self) -> None:
        self._window = np.hanning(WINDOW)
        power = np.abs(np.fft.rfft(self._window, SIZE)) ** 2
        bias = np.fft.irfft(power)
        self._bias = np.maximum(bias / bias[0], 0.05)[LAGS]
        self._past: Samples = np.zeros(WINDOW - BLOCK_SAMPLES + 1)
        self._floor_db = math.inf
        self._clipped = self._samples = 0
        self._is_zero = True
        self.voice: list[bool] = []
        """For every block whether somebody spoke."""
        self.voiced = 0
        """In how many blocks somebody did."""

    def hear(self, sound: bytes) -> Moment:
        """Look at the next blocks, which tells of the last; a short one is silence."""
        samples = np.frombuffer(sound, np.dtype("<i2")).astype(np.float64)
        self._samples += len(samples)
        self._is_zero = self._is_zero and not samples.any()
        self._clipped += int(np.count_nonzero(np.abs(samples) >= FULL_SCALE))
        whole = len(samples) - len(samples) % BLOCK_SAMPLES
        moment = self._judge(samples[:whole]) if whole else NOTHING
        if whole < len(samples):
            self.voice.append(False)
            return NOTHING
        return moment

    def _judge(self, samples: Samples) -> Moment:
        power = self._power(samples)
        levels_db = [_decibel(float(energy)) for energy in power.sum(axis=1)]
        is_loud = [self._is_loud(level_db) for level_db in levels_db]
        voice = np.array(is_loud)
        if any(is_loud):
            # What is not loud enough is no voice, whatever its beat.
            voice[is_loud] = self._harmonicity(power[is_loud]) >= HARMONICITY
        self.voice += voice.tolist()
        self.voiced += int(np.count_nonzero(voice))
        share = (levels_db[-1] - FAINTEST_DB) / (LOUDEST_DB - FAINTEST_DB)
        return Moment(level=min(1.0, max(0.0, share)), is_voice=self.voice[-1])

    def _is_loud(self, level_db: float) -> bool:
        self._floor_db = min(level_db, self._floor_db + FLOOR_RISES_DB)
        above_db = level_db - self._floor_db
        return level_db >= FAINTEST_DB and above_db >= ABOVE_FLOOR_DB

    @property
    def clipped(self) -> float:
        """Share of samples at the end of the scale."""
        return self._clipped / self._samples if self._samples else 0.0

    @property
    def is_muted(self) -> bool:
        """Was it nothing but zeros for a second and more, which no open room is?"""
        return self._is_zero and self._samples >= RATE

    def _power(self, samples: Samples) -> Samples:
        """The spectrum of the last 32 ms at the end of each block, a row a block."""
        joined = np.concatenate([self._past, samples])
        self._past = joined[-len(self._past) :]
        level = joined[1:] - EMPHASIS * joined[:-1]
        starts = range(0, len(samples), BLOCK_SAMPLES)
        windows = np.array([level[start : start + WINDOW] for start in starts])
        spectrum = np.fft.rfft(windows * self._window, SIZE)
        power = np.zeros(spectrum.shape)
        inside = spectrum[:, BAND]
        power[:, BAND] = inside.real**2 + inside.imag**2
        return power

    def _harmonicity(self, power: Samples) -> Samples:
        """How regular each block's beat is, 0 to about 1."""
        likeness = np.fft.irfft(power)
        beats = likeness[:, LAGS] / likeness[:, :1] / self._bias
        highest: Samples = beats.max(axis=1)
        return highest


def _decibel(power: float) -> float:
    """The level of a spectrum, 0 dB being a step of one in 16 bits."""
    energy = power / (SIZE * WINDOW)
    return 10 * math.log10(energy) if energy >= 1e-3 else -30.0


def voiced(voice: list[bool], start_s: float, end_s: float) -> int:
    """How many blocks between two times have a voice."""
    first = max(0, round(start_s / BLOCK_S))
    return sum(voice[first : max(first, round(end_s / BLOCK_S))])

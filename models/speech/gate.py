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
BAND_HZ = (100.0, 5000.0)
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


class Gate:
    """Listens along with one press; keeps a mark for each block and no sound."""

    def __init__(self) -> None:
        self._window = np.hanning(WINDOW)
        power = np.abs(np.fft.rfft(self._window, SIZE)) ** 2
        bias = np.fft.irfft(power)[:WINDOW]
        self._bias = np.maximum(bias / bias[0], 0.05)
        hertz = np.fft.rfftfreq(SIZE, 1 / RATE)
        self._band = (hertz >= BAND_HZ[0]) & (hertz <= BAND_HZ[1])
        self._past: Samples = np.zeros(WINDOW - BLOCK_SAMPLES + 1)
        self._floor_db = math.inf
        self._clipped = self._samples = 0
        self.voice: list[bool] = []
        """For every block whether somebody spoke."""

    def hear(self, block: bytes) -> Moment:
        """Look at one more block; a short last one counts as silence."""
        samples = np.frombuffer(block, np.dtype("<i2")).astype(np.float64)
        self._samples += len(samples)
        self._clipped += int(np.count_nonzero(np.abs(samples) >= FULL_SCALE))
        if len(samples) != BLOCK_SAMPLES:
            self.voice.append(False)
            return Moment(level=0.0, is_voice=False)
        level_db, harmonicity = self._measure(samples)
        self._floor_db = min(level_db, self._floor_db + FLOOR_RISES_DB)
        is_voice = (
            harmonicity >= HARMONICITY
            and level_db >= FAINTEST_DB
            and level_db - self._floor_db >= ABOVE_FLOOR_DB
        )
        self.voice.append(is_voice)
        share = (level_db - FAINTEST_DB) / (LOUDEST_DB - FAINTEST_DB)
        return Moment(level=min(1.0, max(0.0, share)), is_voice=is_voice)

    @property
    def clipped(self) -> float:
        """Share of samples at the end of the scale."""
        return self._clipped / self._samples if self._samples else 0.0

    def _measure(self, samples: Samples) -> tuple[float, float]:
        """Level in dB and harmonicity, 0 to about 1, of the last 32 ms."""
        joined = np.concatenate([self._past, samples])
        self._past = joined[-len(self._past) :]
        window = (joined[1:] - EMPHASIS * joined[:-1])[-WINDOW:] * self._window
        power = np.where(self._band, np.abs(np.fft.rfft(window, SIZE)) ** 2, 0.0)
        energy = float(power.sum()) / (SIZE * WINDOW)
        if energy < 1e-3:
            return -30.0, 0.0
        likeness = np.fft.irfft(power)[:WINDOW]
        likeness = likeness / likeness[0] / self._bias
        beats = likeness[RATE // HIGHEST_HZ : RATE // LOWEST_HZ + 1]
        return 10 * math.log10(energy), float(beats.max())


def voiced(voice: list[bool], start_s: float, end_s: float) -> int:
    """How many blocks between two times have a voice."""
    first = max(0, round(start_s / BLOCK_S))
    return sum(voice[first : max(first, round(end_s / BLOCK_S))])

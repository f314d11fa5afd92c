"""Sound as numbers: other rates and channels made into 16 kHz mono, block by block."""

import math
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.errors import HeedError
from models.speech.recognize import RATE

Samples = NDArray[np.int16]
Fine = NDArray[np.float64]
HALF_WIDTH = 16
"""Zero crossings of the filter on each side."""
CUT_OFF = 0.92
"""Share of the lower Nyquist frequency that passes."""


class BadSound(HeedError, ValueError):
    """A file holds no sound that can be used."""


class Resampler:
    """A stream at another rate as one at 16 kHz, through a windowed sinc."""

    def __init__(self, rate: int) -> None:
        """Raises ValueError for a rate that no microphone has."""
        if not 4_000 <= rate <= 384_000:
            raise ValueError(f"{rate} samples a second; 4000 to 384000 can be used")
        self._step = rate / RATE
        self._cut = CUT_OFF * min(1.0, RATE / rate)
        self._reach = math.ceil(HALF_WIDTH / self._cut)
        self._past = np.zeros(self._reach, np.float64)
        self._at = float(self._reach)
        """Place of the next sample to be made, in what is kept."""

    def feed(self, samples: Samples) -> Samples:
        """What can be said so far; the last milliseconds come with the next block."""
        if self._step == 1.0:
            return samples
        kept = np.concatenate([self._past, samples.astype(np.float64)])
        last = len(kept) - self._reach
        count = max(0, math.ceil((last - self._at) / self._step))
        places = self._at + self._step * np.arange(count, dtype=np.float64)
        made = self._between(kept, places)
        done = int(self._at + self._step * count) - self._reach
        self._at += self._step * count - done
        self._past = kept[done:]
        return np.clip(np.rint(made), -32_768, 32_767).astype(np.int16)

    def finish(self) -> Samples:
        """What the filter still holds."""
        return self.feed(np.zeros(self._reach, np.int16))

    def _between(self, kept: Fine, places: Fine) -> Fine:
        near = np.floor(places).astype(np.intp)
        offsets = np.arange(1 - self._reach, self._reach + 1)
        index = np.clip(near[:, None] + offsets, 0, len(kept) - 1)
        away = offsets - (places - near)[:, None]
        weights = self._cut * np.sinc(self._cut * away)
        weights *= 0.5 + 0.5 * np.cos(np.pi * np.clip(away / self._reach, -1, 1))
        made: Fine = np.einsum("ij,ij->i", kept[index], weights)
        return made


def resampled(samples: Samples, rate: int) -> Samples:
    """A whole recording at 16 kHz."""
    resampler = Resampler(rate)
    return np.concatenate([resampler.feed(samples), resampler.finish()])


def mono(samples: Samples, channels: int) -> Samples:
    """The mean of interleaved channels."""
    if channels == 1:
        return samples
    whole = samples[: len(samples) // channels * channels]
    mixed: Samples = whole.reshape(-1, channels).mean(axis=1).astype(np.int16)
    return mixed


def read_wav(path: Path) -> Samples:
    """A 16-bit WAV file at 16 kHz mono; raises BadSound that says what is wrong."""
    try:
        with wave.open(str(path)) as file:
            width, channels = file.getsampwidth(), file.getnchannels()
            rate = file.getframerate()
            content = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise BadSound(f"{path}: cannot be read as a WAV file ({error})") from error
    if width != 2:
        raise BadSound(
            f"{path}: {8 * width} bits a sample, and 16 are needed; convert it"
        )
    samples = np.frombuffer(content[: len(content) // 2 * 2], np.dtype("<i2"))
    try:
        return resampled(mono(samples.astype(np.int16), channels), rate)
    except ValueError as error:
        raise BadSound(f"{path}: {error}") from error

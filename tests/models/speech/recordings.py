"""Recorded speech at hand, and noises to go with it, at 16 kHz."""

from pathlib import Path

import numpy as np

from tests.models.speech.tones import RATE, Samples


def clips(data: Path) -> list[Path]:
    """Every WAV file among the clips; the FLAC ones need a library that Heed lacks."""
    found = sorted((data / "speech" / "clips").glob("*.wav"))
    assert len(found) > 25
    return found


def coloured(seconds: float, slope: float, loud: float = 1_000.0) -> Samples:
    """Noise whose amplitude falls with frequency to the power of `slope`."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=count))
    spectrum /= np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20) ** slope
    sound = np.fft.irfft(spectrum, count)
    whole = np.rint(sound / sound.std() * loud)
    made: Samples = np.clip(whole, -32_768, 32_767).astype(np.int16)
    return made


def hum(seconds: float) -> Samples:
    """Mains with two of its harmonics."""
    at = np.arange(round(seconds * RATE)) / RATE
    waves = ((50, 1.0), (100, 0.5), (150, 0.3))
    sound = sum(part * np.sin(2 * np.pi * hertz * at) for hertz, part in waves)
    return (1_000 * np.asarray(sound)).astype(np.int16)


def clicks(seconds: float) -> Samples:
    """A knock four times a second."""
    sound = np.zeros(round(seconds * RATE), np.int16)
    sound[:: RATE // 4] = 20_000
    return sound

"""Sentences as sound: every word of the tone model is one pure tone."""

import math

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Samples a second."""
WORDS = (
    *("good", "bad", "clean", "dirty", "staff", "queue", "price", "fresh", "slow"),
    *("friendly", "[unk]"),
)
MEL_BINS = 40
LOW_HZ, HIGH_HZ = 20.0, 7600.0
FIRST_BIN, BINS_APART = 6, 3
WORD_S, GAP_S = 0.4, 0.2
LOUD = 8_000.0

Samples = NDArray[np.int16]


def word_bin(word: str) -> int:
    """The mel bin in which a word sounds."""
    return FIRST_BIN + BINS_APART * WORDS.index(word)


def bin_hz(place: int) -> float:
    """The middle of a mel bin in hertz; the scale is Kaldi's, 1127 ln(1 + f / 700)."""
    low, high = (1127 * math.log(1 + hz / 700) for hz in (LOW_HZ, HIGH_HZ))
    mel = low + (place + 1) * (high - low) / (MEL_BINS + 1)
    return 700 * (math.exp(mel / 1127) - 1)


def word(name: str, seconds: float = WORD_S, loud: float = LOUD) -> Samples:
    """One word; it fades in and out so that it does not click."""
    count = round(seconds * RATE)
    at = np.arange(count) / RATE
    edge = np.minimum(1.0, np.minimum(at, at[::-1]) / 0.01)
    sound = loud * edge * np.sin(2 * np.pi * bin_hz(word_bin(name)) * at)
    return sound.astype(np.int16)


def silence(seconds: float) -> Samples:
    """Nothing at all."""
    return np.zeros(round(seconds * RATE), np.int16)


def noise(seconds: float, loud: float = 1_000.0, seed: int = 1) -> Samples:
    """White noise of that standard deviation."""
    made = np.random.default_rng(seed).normal(0, loud, round(seconds * RATE))
    return np.clip(made, -32_768, 32_767).astype(np.int16)


def sentence(text: str, after_s: float = 1.2, before_s: float = 0.3) -> Samples:
    """A sentence of known words, with silence around it."""
    parts = [silence(before_s)]
    for name in text.split():
        parts += [word(name), silence(GAP_S)]
    return np.concatenate([*parts, silence(after_s)])

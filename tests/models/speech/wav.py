"""Made-up sound as WAV files."""

import wave
from pathlib import Path

from tests.models.speech.tones import RATE, Samples


def write_wav(
    path: Path, samples: Samples, rate: int = RATE, channels: int = 1
) -> Path:
    """Write 16-bit samples; gives the path."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path

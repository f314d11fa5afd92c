"""How well a speech model hears: word errors, speed, delay and memory, on recordings.

What is measured is the whole path of a press at the kiosk but for the microphone and
the process: pieces of 100 ms, the voice gate, and what is dropped or doubted.
"""

import re
import resource
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.errors import HeedError
from models.speech.doubt import Sureness, judge
from models.speech.engine import Vosk
from models.speech.gate import Gate
from models.speech.recognize import BLOCK_S, PIECE_BYTES, RATE, Update, Word
from models.speech.sound import Samples, read_wav

AFTER_S = 3.0
"""Silence after each recording, so that a sentence can end by itself."""
RESAMPLES = 1_000
LEVEL = 95.0
NOT_A_LETTER = re.compile(r"[^\w']+|_")


class BadList(HeedError, ValueError):
    """A list of recordings that cannot be read."""


class Clip(Struct, frozen=True):
    """One recording and what is said in it."""

    path: Path
    """The WAV file."""
    words: list[str]
    """What is said."""


class Heard(Struct, frozen=True, kw_only=True):
    """What became of one recording."""

    said: list[str]
    """What is said in it."""
    words: list[str]
    """What was heard and kept."""
    engine_words: int
    """How many words the engine heard, kept or not."""
    is_doubted: bool
    """Whether a customer would be asked to confirm it."""
    sound_s: float
    """How long it is."""
    cpu_s: float
    """How long the processor worked on it."""
    final_s: float | None
    """From the end of speech to the last sentence's words; none without words."""


class Report(Struct, frozen=True, kw_only=True):
    """What was measured."""

    model: str
    """The model's folder."""
    clips: int
    """How many recordings."""
    words: int
    """How many words are said in them."""
    word_error_rate: float
    """Words wrong, missing or too many, per word said."""
    word_error_low: float
    """Lower end of its 95 % interval, by drawing recordings anew 1000 times."""
    word_error_high: float
    """Upper end."""
    real_time_factor: float
    """Processor seconds per second of sound."""
    final_p50_s: float | None
    """From the end of speech to the final text, half of the time."""
    final_p95_s: float | None
    """The same, nineteen times in twenty."""
    peak_mb: float
    """Most memory that the process took."""
    doubted: int
    """Recordings whose text a customer would have to confirm."""
    gated_away: int
    """Recordings in which the engine heard words that were all dropped."""
    snr_db: float | None
    """How much louder speech was than the noise; none without noise."""


class Noise(Struct, frozen=True):
    """What is mixed into every recording."""

    samples: Samples
    """At 16 kHz, repeated as often as needed."""
    snr_db: float
    """How much louder speech is, over the whole recording."""


def read_list(path: Path) -> list[Clip]:
    """Read `path<TAB>words` lines, paths from the file's folder; raises BadList."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadList(f"{path}: cannot be read ({error})") from error
    clips = []
    for number, line in enumerate(lines, 1):
        name, tab, words = line.partition("\t")
        if not line.strip():
            continue
        if not tab or not plain(words):
            raise BadList(f"{path}, line {number}: write a path, a tab, and the words")
        clips.append(Clip(path.parent / name, plain(words)))
    if not clips:
        raise BadList(f"{path}: names no recording")
    return clips


def evaluate(
    clips: Sequence[Clip],
    model: Path,
    noise: Noise | None = None,
    sentence_silence_s: float | None = None,
) -> Report:
    """Hear every recording; raises NoModel, or BadSound for a bad recording."""
    engine = Vosk(model, sentence_silence_s)
    heard = [_hear(engine, clip, noise) for clip in clips]
    errors = np.array([distance(one.said, one.words) for one in heard], np.float64)
    said = np.array([len(one.said) for one in heard], np.float64)
    low, high = _interval(errors, said)
    delays = [one.final_s for one in heard if one.final_s is not None]
    sound_s = sum(one.sound_s for one in heard)
    return Report(
        model=str(model),
        clips=len(heard),
        words=int(said.sum()),
        word_error_rate=round(float(errors.sum() / said.sum()), 4),
        word_error_low=round(low, 4),
        word_error_high=round(high, 4),
        real_time_factor=round(sum(one.cpu_s for one in heard) / sound_s, 4),
        final_p50_s=_percentile(delays, 50),
        final_p95_s=_percentile(delays, 95),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, 1),
        doubted=sum(one.is_doubted for one in heard),
        gated_away=sum(bool(one.engine_words) and not one.words for one in heard),
        snr_db=None if noise is None else noise.snr_db,
    )


def _hear(engine: Vosk, clip: Clip, noise: Noise | None) -> Heard:
    samples = read_wav(clip.path)
    if noise is not None:
        samples = mixed(samples, noise)
    sound = np.concatenate([samples, np.zeros(round(AFTER_S * RATE), np.int16)])
    gate, recognizer = Gate(), engine.recognizer()
    words: list[Word] = []
    last_s = 0.0
    began = time.process_time()
    content = sound.astype("<i2").tobytes()
    for start in range(0, len(content), PIECE_BYTES):
        piece = content[start : start + PIECE_BYTES]
        at = time.perf_counter()
        gate.hear(piece)
        updates = recognizer.feed(piece)
        if _add(updates, words):
            last_s = updates[-1].at_s + time.perf_counter() - at
    at = time.perf_counter()
    if _add(recognizer.finish(), words):
        last_s = len(sound) / RATE + time.perf_counter() - at
    result = judge(words, gate.voice, Sureness())
    return Heard(
        said=clip.words,
        words=plain(result.text),
        engine_words=len(words),
        is_doubted=result.doubt is not None,
        sound_s=len(sound) / RATE,
        cpu_s=time.process_time() - began,
        final_s=last_s - _end_of_speech(gate.voice) if result.text else None,
    )


def _add(updates: list[Update], words: list[Word]) -> bool:
    """Take over the words of sentences that ended; were there any?"""
    before = len(words)
    for update in updates:
        words += update.words or ()
    return len(words) > before


def _end_of_speech(voice: list[bool]) -> float:
    """Seconds to the end of the last block with a voice."""
    after = next((n for n, is_voice in enumerate(reversed(voice)) if is_voice), 0)
    return (len(voice) - after) * BLOCK_S


def mixed(speech: Samples, noise: Noise) -> Samples:
    """Speech with noise of the wanted loudness under it."""
    under = np.resize(noise.samples, len(speech)).astype(np.float64)
    power = float(np.mean(under**2))
    if power == 0:
        return speech
    wanted = np.mean(speech.astype(np.float64) ** 2) / 10 ** (noise.snr_db / 10)
    both = np.rint(speech + under * np.sqrt(wanted / power))
    made: Samples = np.clip(both, -32_768, 32_767).astype(np.int16)
    return made


def plain(text: str) -> list[str]:
    """Words in small letters, without signs."""
    small = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    words = (word.strip("'") for word in NOT_A_LETTER.split(small))
    return [word for word in words if word]


def distance(said: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest words to change, add and take out (Levenshtein) to get what was said."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(said, 1):
        before, row = row, [at]
        for place, other in enumerate(heard, 1):
            change = before[place - 1] + (word != other)
            row.append(min(change, before[place] + 1, row[-1] + 1))
    return row[-1]


def _interval(
    errors: NDArray[np.float64], said: NDArray[np.float64]
) -> tuple[float, float]:
    drawn = np.random.default_rng(1).integers(
        len(errors), size=(RESAMPLES, len(errors))
    )
    rates = errors[drawn].sum(axis=1) / said[drawn].sum(axis=1)
    low, high = np.percentile(rates, [50 - LEVEL / 2, 50 + LEVEL / 2])
    return float(low), float(high)


def _percentile(values: Sequence[float], share: float) -> float | None:
    return round(float(np.percentile(values, share)), 3) if values else None

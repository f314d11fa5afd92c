"""Vosk, the engine that recognizes speech; only ever loaded in a process of its own.

libvosk may abort the process it runs in, and a recognizer that is used twice may say
words of the speaker before: so each `Vosk.recognizer()` is for one press of the button.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from models.speech.recognize import (
    BLOCK_SAMPLES,
    PIECE_BLOCKS,
    RATE,
    NoModel,
    Update,
    Word,
    missing_in,
)

TRIAL_BYTES = RATE
LOOK_EVERY = PIECE_BLOCKS * BLOCK_SAMPLES
"""Samples between two looks at the sentence under way; it costs a search each."""
SILENCE_RULE = "--endpoint.rule{}.min-trailing-silence={:g}"
RULES = {2: 1.0, 3: 2.0, 4: 4.0}
"""Kaldi's own proportions: a likely end, an unlikely one, any (online-endpoint.h)."""


class _Word(Struct):
    word: str
    start: float
    end: float
    conf: float


class _Result(Struct):
    text: str = ""
    partial: str = ""
    result: list[_Word] = []


_decode = msgspec.json.Decoder(_Result).decode


class Vosk:
    """One model in memory; raises NoModel where the folder holds none."""

    def __init__(self, path: Path, sentence_silence_s: float | None = None) -> None:
        """Load it; `sentence_silence_s` takes the place of the model's own rules."""
        import vosk

        vosk.SetLogLevel(-1)
        self._new = vosk.KaldiRecognizer
        why = missing_in(str(path), _files_in(path))
        if why is not None:
            raise NoModel(why)
        try:
            self._model = _load(vosk.Model, path, sentence_silence_s)
            # A damaged model may be loaded and end the process at its first word:
            # better now than under a customer.
            self.recognizer().feed(bytes(TRIAL_BYTES))
        except Exception as error:
            # vosk raises the bare class for a model that it cannot read.
            raise NoModel(
                f"{path}: the model cannot be loaded ({error}); fetch it anew"
            ) from error

    def recognizer(self) -> "VoskRecognizer":
        """A fresh one, for one press of the button."""
        return VoskRecognizer(self._new(self._model, RATE))


class VoskRecognizer:
    """Hears in this process; `models.speech.process` has the one beside it."""

    def __init__(self, kaldi: Any) -> None:
        self._kaldi = kaldi
        kaldi.SetWords(True)
        self._samples = 0
        self._looked = 0
        self._partial = ""

    def feed(self, sound: bytes) -> list[Update]:
        """Hear some sound."""
        self._samples += len(sound) // 2
        if self._kaldi.AcceptWaveform(sound):
            return self._ended(self._kaldi.Result())
        if self._samples - self._looked < LOOK_EVERY:
            return []
        self._looked = self._samples
        partial = _decode(self._kaldi.PartialResult()).partial
        if partial == self._partial:
            return []
        self._partial = partial
        return [Update(at_s=self._samples / RATE, partial=partial)]

    def finish(self) -> list[Update]:
        """The sentence that no silence ended."""
        return self._ended(self._kaldi.FinalResult())

    def _ended(self, said: str) -> list[Update]:
        words = tuple(
            Word(
                text=word.word,
                start_s=word.start,
                end_s=word.end,
                confidence=min(1.0, max(0.0, word.conf)),
            )
            for word in _decode(said).result
        )
        if not words and not self._partial:
            return []
        self._partial = ""
        return [Update(at_s=self._samples / RATE, words=words)]


def _files_in(path: Path) -> set[str]:
    return {str(file.relative_to(path)) for file in path.rglob("*") if file.is_file()}


def _load(model: Any, path: Path, sentence_silence_s: float | None) -> Any:
    """The model as it is, or with other rules for where a sentence ends."""
    if sentence_silence_s is None:
        return model(str(path))
    # The library knows no call for these rules: it reads them from a file beside the
    # model, once. So the model is loaded through a folder of links with a file of ours.
    with tempfile.TemporaryDirectory(prefix="heed-model-") as name:
        place = Path(name)
        _link(path, place)
        conf = place / "conf" / "model.conf"
        text = conf.read_text()
        conf.unlink()
        conf.write_text(with_rules(text, sentence_silence_s))
        return model(name)


def _link(path: Path, place: Path) -> None:
    for one in path.iterdir():
        if one.name != "conf":
            os.symlink(one.resolve(), place / one.name)
    (place / "conf").mkdir()
    for one in (path / "conf").iterdir():
        os.symlink(one.resolve(), place / "conf" / one.name)


def with_rules(text: str, sentence_silence_s: float) -> str:
    """A model.conf that ends a sentence after this silence where it seems complete."""
    replaced = tuple(f"--endpoint.rule{rule}.min-trailing-silence" for rule in RULES)
    kept = [line for line in text.splitlines() if not line.startswith(replaced)]
    rules = [
        SILENCE_RULE.format(rule, times * sentence_silence_s)
        for rule, times in RULES.items()
    ]
    return "\n".join([*kept, *rules, ""])

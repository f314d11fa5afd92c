"""The recognizer's process: `python -m models.speech.child MEMORY_MB`.

It opens no socket and no file but models, keeps no sound, and ends with its keeper.
"""

import os
import resource
import sys
from collections import OrderedDict
from pathlib import Path
from typing import BinaryIO

from models.speech.engine import Vosk, VoskRecognizer
from models.speech.recognize import BLOCK_SAMPLES, PIECE_BLOCKS, RATE, NoModel
from models.speech.talk import (
    BEGIN,
    FINISH,
    LOAD,
    SOUND,
    Heard,
    Load,
    Loaded,
    Ready,
    Refused,
    Up,
    decode_load,
    encode,
    read_down,
)

ALIVE_EVERY = PIECE_BLOCKS * BLOCK_SAMPLES
"""Samples after which it says how far it is, though nothing is new."""
PAGE = os.sysconf("SC_PAGE_SIZE")

Key = tuple[str, float | None]


class Models:
    """The models in memory; the one not used for longest goes when room is needed."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._kept: OrderedDict[Key, tuple[Vosk, int]] = OrderedDict()

    def get(self, wanted: Load) -> tuple[Vosk, list[str]]:
        """The model, and which made room for it; raises NoModel."""
        key = (wanted.model, wanted.sentence_silence_s)
        dropped = []
        if key not in self._kept:
            expected = _size(Path(wanted.model))
            while self._kept and self._taken() + expected > self._limit:
                dropped.append(self._kept.popitem(last=False)[0][0])
            before = resident()
            model = Vosk(Path(wanted.model), wanted.sentence_silence_s)
            self._kept[key] = model, max(expected, resident() - before)
        self._kept.move_to_end(key)
        return self._kept[key][0], dropped

    def _taken(self) -> int:
        return sum(size for _, size in self._kept.values())


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


class Child:
    """Does what its keeper asks, one thing after the other."""

    def __init__(self, models: Models, out: BinaryIO) -> None:
        self._models = models
        self._out = out
        self._press = 0
        self._recognizer: VoskRecognizer | None = None
        self._samples = 0
        self._said = 0
        """Samples that the keeper knows to be heard."""

    def run(self, asked: BinaryIO) -> None:
        """Until the keeper is gone."""
        self._say(Ready(os.getpid()))
        while (message := read_down(asked)) is not None:
            self._take(*message)

    def _take(self, kind: bytes, content: bytes) -> None:
        if kind == SOUND:
            self._hear(content)
        elif kind in (LOAD, BEGIN):
            self._load(decode_load(content), begins=kind == BEGIN)
        elif kind == FINISH:
            self._finish()

    def _load(self, wanted: Load, begins: bool) -> None:
        self._recognizer = None if begins else self._recognizer
        try:
            model, dropped = self._models.get(wanted)
        except NoModel as error:
            self._say(Refused(model=wanted.model, why=str(error)))
            return
        self._say(Loaded(model=wanted.model, dropped=dropped))
        if begins:
            self._recognizer = model.recognizer()
            self._press = wanted.press
            self._samples = self._said = 0

    def _hear(self, sound: bytes) -> None:
        if self._recognizer is None:
            return
        self._samples += len(sound) // 2
        updates = self._recognizer.feed(sound)
        if updates or self._samples - self._said >= ALIVE_EVERY:
            self._said = self._samples
            self._say(Heard(press=self._press, at_s=self._at_s, updates=updates))

    def _finish(self) -> None:
        updates = self._recognizer.finish() if self._recognizer is not None else []
        self._recognizer = None
        self._say(
            Heard(press=self._press, at_s=self._at_s, updates=updates, is_finished=True)
        )

    @property
    def _at_s(self) -> float:
        return self._samples / RATE

    def _say(self, what: Up) -> None:
        self._out.write(encode(what) + b"\n")
        self._out.flush()


def main() -> None:
    """Serve the keeper on standard input and output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What the library prints must not come between our lines.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        Child(Models(int(sys.argv[1]) << 20), out).run(sys.stdin.buffer)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)


if __name__ == "__main__":
    main()

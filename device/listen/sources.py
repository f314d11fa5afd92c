"""Where sound comes from: the port, a file, silence; device/listen/microphone.py."""

import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Protocol

from contract.errors import HeedError
from models.speech.recognize import PIECE_BYTES, PIECE_S
from models.speech.sound import BadSound, read_wav

Blocks = Generator[bytes, None, None]


class NoSound(HeedError, OSError):
    """A source gives no sound."""

    why = "no_microphone"


class NoMicrophone(NoSound):
    """There is none, or not the one that the settings name."""


class MicrophoneBusy(NoSound):
    """Another program holds it."""

    why = "busy"


class MicrophoneGone(NoSound):
    """It was unplugged while it listened."""

    why = "unplugged"


class AudioSource(Protocol):
    """Something to listen to; closed whenever nobody listens."""

    def is_there(self) -> bool:
        """Could one listen now? Opens nothing for longer than it takes to see."""

    def blocks(self) -> Blocks:
        """Open it and give whole blocks of 16 kHz mono as they come, until closed.

        Raises NoMicrophone, MicrophoneBusy or MicrophoneGone.
        """


class Silence:
    """A quiet room."""

    def is_there(self) -> bool:
        """Always."""
        return True

    def blocks(self) -> Blocks:
        """Nothing, at the pace of a microphone."""
        for at in paced():
            yield bytes(PIECE_BYTES)
            del at


class WavFile:
    """A recording in place of a microphone; at its end the room is quiet."""

    def __init__(self, path: Path, pace: float = 1.0) -> None:
        """`pace` is how many times as fast as life."""
        self._path = path
        self._pace = pace

    def is_there(self) -> bool:
        """Is there such a file?"""
        return self._path.is_file()

    def blocks(self) -> Blocks:
        """The recording, then silence, at the pace of a microphone."""
        try:
            content = read_wav(self._path).astype("<i2").tobytes()
        except BadSound as error:
            raise NoMicrophone(str(error)) from error
        for number in paced(self._pace):
            piece = content[number * PIECE_BYTES : (number + 1) * PIECE_BYTES]
            yield piece.ljust(PIECE_BYTES, b"\0")


def paced(pace: float = 1.0) -> Iterator[int]:
    """Numbers from 0, each when its piece has sounded."""
    began = time.monotonic()
    wait = threading.Event()
    number = 0
    while True:
        wait.wait(max(0.0, began + (number + 1) * PIECE_S / pace - time.monotonic()))
        yield number
        number += 1

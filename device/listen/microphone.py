"""The microphone, through PortAudio: looked for anew, closed when nobody listens."""

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from device.listen.sources import Blocks, MicrophoneBusy, MicrophoneGone, NoMicrophone
from models.speech.recognize import BLOCK_BYTES, BLOCK_S, PIECE_BLOCKS, RATE
from models.speech.sound import Resampler, mono

log = logging.getLogger(__name__)

GONE_AFTER_S = 1.5
"""A microphone that gives nothing for so long is no longer there."""
KEPT_PIECES = 100
"""What waits at most for whoever listens; ten seconds."""
LOOK_AGAIN_S = 5.0
BUSY = (-9985, -9999)
"""PortAudio: device unavailable; the host's own error, which a held device gives."""


class Heard:
    """What the microphone gave and nobody has taken yet: blocks go in, pieces out."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._pieces: queue.Queue[bytes] = queue.Queue(KEPT_PIECES)
        self._next_blocks = 1
        """The first piece is short: it tells that somebody is listened to."""

    def put(self, content: Any, *_: object) -> None:
        """One more block, from PortAudio's thread."""
        self._blocks.append(bytes(content))
        if len(self._blocks) < self._next_blocks:
            return
        self._next_blocks = PIECE_BLOCKS
        if self._pieces.full():
            with contextlib.suppress(queue.Empty):
                self._pieces.get_nowait()
        self._pieces.put_nowait(b"".join(self._blocks))
        self._blocks.clear()

    def pieces(self) -> Iterator[bytes]:
        """As they come; raises MicrophoneGone when no more do."""
        while True:
            try:
                yield self._pieces.get(timeout=GONE_AFTER_S)
            except queue.Empty:
                raise MicrophoneGone(
                    f"the microphone gave no sound for {GONE_AFTER_S:g} s; is it "
                    "unplugged?"
                ) from None


class Microphone:
    """One microphone, by a part of its name, or the machine's usual one."""

    def __init__(
        self, name: str | None = None, look_again_s: float = LOOK_AGAIN_S
    ) -> None:
        self._name = name
        self._look_again_s = look_again_s
        self._looked = -look_again_s
        self._found = False
        self._wrong = ""
        self._is_open = False
        self._lock = threading.Lock()

    def is_there(self) -> bool:
        """Look, at most every few seconds: PortAudio takes a while to."""
        with self._lock:
            is_old = time.monotonic() - self._looked >= self._look_again_s
            # Looking would end the stream that is open.
            if is_old and not self._is_open:
                self._note(self._look())
                self._looked = time.monotonic()
            return self._found or self._is_open

    def _look(self) -> str:
        """What is wrong, or nothing."""
        try:
            self._device(_audio())
        except NoMicrophone as error:
            return str(error)
        return ""

    def _note(self, wrong: str) -> None:
        """Customers are not offered to speak then; whoever installs it reads why."""
        if wrong and wrong != self._wrong:
            log.warning("Nobody can speak: %s", wrong)
        elif self._wrong and not wrong:
            log.info("The microphone is there again")
        self._wrong, self._found = wrong, not wrong

    def blocks(self) -> Blocks:
        """What it hears."""
        heard = Heard()
        with self._lock:
            if self._is_open:
                raise MicrophoneBusy("the microphone is open already")
            self._is_open = True
        try:
            with self._opened(heard) as stream:
                yield from _in_blocks(heard.pieces(), stream)
        finally:
            self._is_open = False

    def _device(self, audio: Any) -> dict[str, Any]:
        """The device as PortAudio describes it; raises NoMicrophone."""
        try:
            found = [d for d in audio.query_devices() if d["max_input_channels"] > 0]
            if self._name is None:
                return dict(audio.query_devices(kind="input"))
        except (audio.PortAudioError, ValueError) as error:
            raise NoMicrophone(f"there is no microphone ({error})") from error
        for device in found:
            if self._name.casefold() in device["name"].casefold():
                return dict(device)
        names = ", ".join(repr(device["name"]) for device in found) or "none"
        raise NoMicrophone(
            f"there is no microphone {self._name!r}; there is {names}. Set another "
            "[listen] microphone"
        )

    @contextlib.contextmanager
    def _opened(self, heard: Heard) -> Iterator[Any]:
        try:
            stream = self._started(_audio(look_again=False), heard.put)
        except (NoMicrophone, MicrophoneBusy):
            # What is plugged in may have changed since PortAudio looked.
            stream = self._started(_audio(), heard.put)
        try:
            yield stream
        finally:
            # An unplugged one cannot be stopped in order; it is closed all the same.
            for end in (stream.abort, stream.close):
                with contextlib.suppress(_errors()):
                    end()

    def _started(self, audio: Any, take: Any) -> Any:
        device = self._device(audio)
        try:
            stream = _stream(audio, device, take)
            stream.start()
        except audio.PortAudioError as error:
            raise _explained(device["name"], error) from error
        return stream


def _errors() -> type[Exception]:
    import sounddevice

    error: type[Exception] = sounddevice.PortAudioError
    return error


def _audio(look_again: bool = True) -> Any:
    """PortAudio with what is plugged in now; raises NoMicrophone without PortAudio."""
    try:
        import sounddevice
    except OSError as error:
        raise NoMicrophone(
            "PortAudio is missing; run: apt-get install -y libportaudio2"
        ) from error
    if not look_again:
        return sounddevice
    # It lists devices once, when it starts, and has no call to look again.
    with contextlib.suppress(sounddevice.PortAudioError):
        sounddevice._terminate()
    try:
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise NoMicrophone(f"PortAudio does not start ({error})") from error
    return sounddevice


def _stream(audio: Any, device: dict[str, Any], take: Any) -> Any:
    """A stream at our rate, or else at the device's own."""
    options = {
        "device": device["index"],
        "dtype": "int16",
        "latency": "low",
        "callback": take,
    }
    try:
        blocksize = round(RATE * BLOCK_S)
        return audio.RawInputStream(RATE, blocksize, channels=1, **options)
    except audio.PortAudioError:
        rate = int(device["default_samplerate"])
        channels = min(2, device["max_input_channels"])
        blocksize = round(rate * BLOCK_S)
        return audio.RawInputStream(rate, blocksize, channels=channels, **options)


def _explained(name: str, error: Exception) -> MicrophoneBusy | NoMicrophone:
    code = error.args[1] if len(error.args) > 1 else None
    if code in BUSY:
        return MicrophoneBusy(f"the microphone {name!r} is held by another program")
    return NoMicrophone(f"the microphone {name!r} cannot be opened ({error})")


def _in_blocks(heard: Iterator[bytes], stream: Any) -> Blocks:
    """The device's sound as ours, in whole blocks of our size."""
    resampler = Resampler(int(stream.samplerate))
    rest = b""
    for content in heard:
        samples = mono(np.frombuffer(content, np.int16), stream.channels)
        rest += resampler.feed(samples).astype("<i2").tobytes()
        whole = len(rest) - len(rest) % BLOCK_BYTES
        if whole:
            yield rest[:whole]
        rest = rest[whole:]

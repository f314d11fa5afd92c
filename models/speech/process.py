"""The recognizer's process kept alive: started ahead, watched, started again."""

import contextlib
import fcntl
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from typing import Literal

from msgspec import DecodeError, Struct

from models.speech.press import Press
from models.speech.recognize import NoModel, RecognizerGone
from models.speech.talk import (
    BEGIN,
    LOAD,
    Heard,
    Load,
    Loaded,
    Ready,
    Refused,
    Up,
    decode_up,
    down,
    encode,
)

log = logging.getLogger(__name__)

State = Literal["starting", "ready", "stopped"]
LOOK_S = 0.25
SETTLED_S = 10.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
REFUSED_FOR_S = 60.0
PIPE_BYTES = 1 << 20
"""All of a press fits, so that sound waits here while a model is loaded."""
CRASHES = 2
"""Times that loading a model may end the process before it is no longer tried."""


class Patience(Struct, frozen=True, kw_only=True):
    """How long the process may be silent while something is owed, in seconds."""

    hearing_s: float = 5.0
    """While it hears."""
    loading_s: float = 60.0
    """While it loads a model."""


class RecognizerProcess:
    """Gives recognizers for presses of the button; one press at a time."""

    def __init__(self, memory_mb: int = 600, patience: Patience | None = None) -> None:
        self._memory_mb = memory_mb
        self._patience = patience or Patience()
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._keep, name="recognizer")
        self._process: subprocess.Popen[bytes] | None = None
        self._is_up = False
        self._press: Press | None = None
        self._presses = 0
        self._warm: Load | None = None
        self._loading: str | None = None
        self._loaded: set[str] = set()
        self._quiet_since = 0.0
        self._crashes: dict[str, int] = {}
        self._refused: dict[str, tuple[str, float]] = {}

    def start(self) -> None:
        """Start the process and keep it; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """End it and wait until it is gone."""
        self._stop.set()
        process = self._process
        if process is not None:
            process.kill()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def state(self) -> State:
        """Is it up?"""
        if self._stop.is_set():
            return "stopped"
        return "ready" if self._is_up else "starting"

    @property
    def pid(self) -> int | None:
        """The process's number; none while there is none."""
        process = self._process
        return process.pid if process is not None and self._is_up else None

    def refusal(self, model: str) -> str | None:
        """Why a model cannot be used, as far as was tried lately; or none."""
        why, at = self._refused.get(model, ("", 0.0))
        return why if why and time.monotonic() - at < REFUSED_FOR_S else None

    def warm(self, wanted: Load) -> None:
        """Have a model ready before anybody speaks; returns at once."""
        if wanted == self._warm and self._is_up:
            return
        self._warm = wanted
        with contextlib.suppress(RecognizerGone):
            self._ask_for(LOAD, wanted)

    def press(self, model: str, sentence_silence_s: float | None = None) -> Press:
        """A fresh recognizer; raises RecognizerGone or NoModel."""
        if why := self.refusal(model):
            raise NoModel(why)
        with self._changed:
            if self._press is not None:
                self._press.let_go()
            self._presses += 1
            wanted = Load(
                model=model,
                sentence_silence_s=sentence_silence_s,
                press=self._presses,
            )
            self._warm = Load(model=model, sentence_silence_s=sentence_silence_s)
            self._press = Press(self._presses, self._send, self._changed)
            press = self._press
        self._ask_for(BEGIN, wanted)
        return press

    def wait_until_ready(self, timeout_s: float) -> bool:
        """Wait for the process, not for a model; False if it did not come up."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_up, timeout_s)

    # ---- to the process --------------------------------------------------------------

    def _ask_for(self, kind: bytes, wanted: Load) -> None:
        if wanted.model not in self._loaded and self._is_up:
            self._quiet_since = time.monotonic()
            self._loading = wanted.model
        self._send(down(kind, encode(wanted)))

    def _send(self, message: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None or not self._is_up:
            raise RecognizerGone(
                "the recognizer is being started; try again in a while"
            )
        if not self._is_owed():
            self._quiet_since = time.monotonic()
        try:
            process.stdin.write(message)
            process.stdin.flush()
        except (OSError, ValueError) as error:
            raise RecognizerGone("the recognizer ended while it listened") from error

    def _is_owed(self) -> bool:
        return self._loading is not None or (
            self._press is not None and self._press.is_behind
        )

    # ---- the thread that keeps it ----------------------------------------------------

    def _keep(self) -> None:
        pause_s = 0.0
        while not self._stop.is_set():
            started = time.monotonic()
            process = self._spawn()
            self._listen_to(process)
            self._bury(process)
            if time.monotonic() - started > SETTLED_S:
                pause_s = 0.0
            self._stop.wait(pause_s)
            pause_s = min(max(2 * pause_s, FIRST_PAUSE_S), LONGEST_PAUSE_S)

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "models.speech.child", str(self._memory_mb)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
        )
        assert process.stdin is not None and process.stdout is not None
        with contextlib.suppress(OSError):
            # A machine may allow less; then a press waits for a model that loads long.
            fcntl.fcntl(process.stdin, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._process = process
        return process

    def _listen_to(self, process: subprocess.Popen[bytes]) -> None:
        """Take what it says until it is gone."""
        assert process.stdout is not None
        rest = b""
        while not self._stop.is_set():
            readable, _, _ = select.select([process.stdout], [], [], LOOK_S)
            if not readable:
                self._end_if_hung(process)
                continue
            said = os.read(process.stdout.fileno(), 1 << 16)
            if not said:
                return
            *lines, rest = (rest + said).split(b"\n")
            for line in lines:
                self._take(line)

    def _end_if_hung(self, process: subprocess.Popen[bytes]) -> None:
        may_s = self._patience.loading_s if self._loading else self._patience.hearing_s
        if self._is_owed() and time.monotonic() - self._quiet_since > may_s:
            log.warning("The recognizer is silent for %g s; it is ended", may_s)
            process.kill()

    def _take(self, line: bytes) -> None:
        try:
            said = decode_up(line)
        except (DecodeError, UnicodeDecodeError):
            log.warning("The recognizer's process said something that nobody knows")
            return
        with self._changed:
            self._quiet_since = time.monotonic()
            self._note(said)
            self._changed.notify_all()
        if isinstance(said, Ready) and self._warm is not None:
            with contextlib.suppress(RecognizerGone):
                self._ask_for(LOAD, self._warm)

    def _note(self, said: Up) -> None:
        if isinstance(said, Ready):
            self._is_up = True
        elif isinstance(said, Loaded):
            self._loading = None
            self._loaded.difference_update(said.dropped)
            self._loaded.add(said.model)
            self._crashes.pop(said.model, None)
            self._refused.pop(said.model, None)
        elif isinstance(said, Refused):
            self._loading = None
            self._refuse(said.model, said.why)
        elif isinstance(said, Heard) and self._press is not None:
            self._press.take(said)

    def _refuse(self, model: str, why: str) -> None:
        log.warning("A speech model cannot be used: %s", why)
        self._refused[model] = why, time.monotonic()
        if self._press is not None:
            self._press.refuse(why)

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        code = process.wait()
        with self._changed:
            self._is_up = False
            self._process = None
            self._loaded.clear()
            if self._press is not None:
                self._press.let_go()
            self._changed.notify_all()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        if self._stop.is_set():
            return
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        log.warning("The recognizer's process ended (%s); it is started again", how)
        self._count_crash()

    def _count_crash(self) -> None:
        model, self._loading = self._loading, None
        if model is None:
            return
        self._crashes[model] = self._crashes.get(model, 0) + 1
        if self._crashes[model] >= CRASHES:
            self._crashes.pop(model)
            self._warm = None
            self._refuse(
                model, f"{model}: loading it ends the recognizer; fetch it anew"
            )

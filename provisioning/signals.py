"""Signals as something to wait for.

Python runs a signal's handler between two lines of the main thread, which may just then
hold the lock that the handler wants. So handlers do nothing here: the interpreter
writes each signal's number to a socket, and whoever waits for it reads it there.
"""

import select
import signal
import socket
import threading
import time
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """The signals that reached this process; made in the main thread, once."""

    def __init__(self, *numbers: signal.Signals) -> None:
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, _noted)

    def wait(self, timeout_s: float | None = None) -> int | None:
        """The next signal's number; none after the time-out."""
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            left = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._read], [], [], left)[0]:
                return None
            received = self._read.recv(1)
            if received:
                return received[0]


def stop_on_signals(stop: threading.Event) -> None:
    """Set `stop` at the first SIGINT, SIGTERM or SIGHUP; call it in the main thread.

    Asked a second time the process ends at once.
    """
    signals = Signals(*STOPPING)

    def watch() -> None:
        signals.wait()
        stop.set()

    threading.Thread(target=watch, name="signals", daemon=True).start()


def _noted(number: int, _frame: FrameType | None) -> None:
    """The socket has it; a second stopping signal is no longer ours."""
    if number in STOPPING:
        for stopping in STOPPING:
            signal.signal(stopping, signal.SIG_DFL)

"""Waking a thread that waits in `poll`."""

import socket
import threading


class Bell:
    """Rung by any thread, heard by the one that polls it."""

    def __init__(self) -> None:
        self._ear, self._hand = socket.socketpair()
        self._lock = threading.Lock()
        self._rung = False

    def ring(self) -> None:
        """Wake the poller; costs nothing while it is already being woken."""
        with self._lock:
            if not self._rung and self._hand.fileno() >= 0:
                self._rung = True
                self._hand.send(b"!")

    def hush(self) -> None:
        """Heard: the next ring wakes again. To be called before looking around."""
        with self._lock:
            if self._rung:
                self._rung = False
                self._ear.recv(1)

    def fileno(self) -> int:
        """What to poll."""
        return self._ear.fileno()

    def close(self) -> None:
        """Later rings are silent."""
        with self._lock:
            self._ear.close()
            self._hand.close()

"""A network that a test can cut: a TCP proxy before a broker."""

import socket
import struct
import threading
from contextlib import suppress

from contract.settings import Broker

RESET = struct.pack("ii", 1, 0)


class BadNetwork:
    """Passes bytes both ways until it is told otherwise."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._server = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._passes = threading.Event()
        self._passes.set()
        self._refuses = False
        self._closed = False
        self._spawn(self._accept)

    def address(self) -> Broker:
        """The broker as reached through this network."""
        return Broker(
            port=self._server.getsockname()[1],
            protocol=self._broker.protocol,
            keepalive_s=2,
        )

    def cut(self) -> None:
        """Reset every connection; new ones are welcome."""
        with self._lock:
            sockets, self._sockets = self._sockets, []
        for one in sockets:
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def down(self) -> None:
        """Cut all and refuse what comes."""
        self._refuses = True
        self.cut()

    def stall(self) -> None:
        """Swallow bytes without a word, as a dead radio does."""
        self._passes.clear()

    def up(self) -> None:
        """All is well again."""
        self._refuses = False
        self._passes.set()

    def close(self) -> None:
        """End it."""
        self._closed = True
        self._passes.set()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.cut()
        for thread in self._threads:
            thread.join()

    def _spawn(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closed:
            try:
                near, _ = self._server.accept()
                if self._refuses:
                    near.close()
                    continue
                far = socket.create_connection((self._broker.host, self._broker.port))
            except OSError:
                continue
            with self._lock:
                self._sockets += [near, far]
            self._spawn(self._pass, near, far)
            self._spawn(self._pass, far, near)

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._passes.wait()
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

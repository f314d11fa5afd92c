"""A line to the broker: TCP or TLS, read and written in large pieces.

paho-mqtt takes a packet in three or four small reads and writes each acknowledgement
by itself. With a buffer on both sides a batch costs one call of the system instead of
thousands. Nothing here blocks for longer than the caller's patience.
"""

import contextlib
import errno
import os
import select
import socket
import ssl
import time
from collections.abc import Callable

from contract.settings import Broker

OPEN_TIMEOUT_S = 5.0
LOOK_UP_S = 0.2
READ_BYTES = 65_536
UNSENT_LIMIT = 1_000_000

Giving = Callable[[], bool]
"""Asked now and then while a line is opened: shall we give up?"""


class Line:
    """A connected socket with buffers, of the shape that paho wants."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._read = b""
        self._at = 0
        self._unsent = bytearray()

    def recv(self, size: int) -> bytes:
        """Up to `size` bytes; BlockingIOError where none are here, b"" at the end."""
        if self._at == len(self._read):
            self._read = self._sock.recv(READ_BYTES)
            self._at = 0
            self._confirm()
        piece = self._read[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def _confirm(self) -> None:
        """Confirm by TCP what was read at once; Linux forgets that wish each time.

        A broker without TCP_NODELAY waits for it before its next small packet: a
        publish and its receipt took 42 ms there and back, and 1 ms like this.
        """
        with contextlib.suppress(OSError):
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def send(self, data: bytes | bytearray) -> int:
        """Take all of it for the next `flush`; BlockingIOError where too much waits."""
        if len(self._unsent) > UNSENT_LIMIT:
            raise BlockingIOError
        self._unsent += data
        return len(data)

    def flush(self) -> None:
        """Write what waits as far as it goes without blocking; raises OSError."""
        with contextlib.suppress(
            BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError
        ):
            while self._unsent:
                del self._unsent[: self._sock.send(self._unsent)]

    @property
    def unsent(self) -> int:
        """Bytes that wait to be written."""
        return len(self._unsent)

    def pending(self) -> int:
        """Bytes that can be read though the socket may not say so."""
        here = len(self._read) - self._at
        if here == 0 and isinstance(self._sock, ssl.SSLSocket):
            return self._sock.pending()
        return here

    def fileno(self) -> int:
        """The socket's number; -1 once closed."""
        return self._sock.fileno()

    def setblocking(self, flag: bool) -> None:
        """As a socket's."""
        self._sock.setblocking(flag)

    def close(self) -> None:
        """Write what goes at once and close."""
        with contextlib.suppress(OSError):
            self.flush()
        self._sock.close()


def open_line(broker: Broker, give_up: Giving) -> Line:
    """Connect to the broker, with TLS where it has a `ca_file`; raises OSError."""
    context = _tls(broker)
    failure: OSError = OSError(f"no address is known for {broker.host}")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        broker.host, broker.port, type=socket.SOCK_STREAM
    ):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setblocking(False)
            _connect(sock, address, give_up)
            if context is not None:
                sock = context.wrap_socket(
                    sock, server_hostname=broker.host, do_handshake_on_connect=False
                )
                _shake_hands(sock, give_up)
            return Line(sock)
        except OSError as error:
            sock.close()
            failure = error
    raise failure


def _tls(broker: Broker) -> ssl.SSLContext | None:
    if broker.ca_file is None:
        return None
    for key in ("ca_file", "cert_file", "key_file"):
        path = getattr(broker, key)
        try:
            if path is not None:
                open(path, "rb").close()
        except OSError as error:
            raise OSError(f"{key} {path} cannot be read: {error.strerror}") from error
    context = ssl.create_default_context(cafile=broker.ca_file)
    if broker.cert_file is not None:
        context.load_cert_chain(broker.cert_file, broker.key_file)
    return context


def _connect(sock: socket.socket, address: tuple[object, ...], give_up: Giving) -> None:
    code = sock.connect_ex(address)
    if code == errno.EINPROGRESS:
        _wait(sock, select.POLLOUT, time.monotonic() + OPEN_TIMEOUT_S, give_up)
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, os.strerror(code))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _shake_hands(sock: ssl.SSLSocket, give_up: Giving) -> None:
    deadline = time.monotonic() + OPEN_TIMEOUT_S
    while True:
        try:
            return sock.do_handshake()
        except ssl.SSLWantReadError:
            _wait(sock, select.POLLIN, deadline, give_up)
        except ssl.SSLWantWriteError:
            _wait(sock, select.POLLOUT, deadline, give_up)


def _wait(sock: socket.socket, what: int, deadline: float, give_up: Giving) -> None:
    poll = select.poll()
    poll.register(sock, what)
    while not poll.poll(LOOK_UP_S * 1000):
        if give_up():
            raise ConnectionAbortedError("stopped")
        if time.monotonic() > deadline:
            raise TimeoutError(f"no answer within {OPEN_TIMEOUT_S:.0f} s")

"""A publisher that costs next to nothing: ready-made MQTT 5 packets on a socket."""

import socket
import struct
import threading


class Publisher:
    """Pushes ready-made packets through a plain socket."""

    def __init__(self, port: int, topic: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._topic = topic.encode()
        name = b"bench-publisher"
        body = b"\x00\x04MQTT\x05\x02\x00\x3c\x00" + _text(name)
        self._socket.sendall(b"\x10" + _length(len(body)) + body)
        self._socket.recv(1024)
        self._drain = threading.Thread(target=self._forget_answers, daemon=True)
        self._drain.start()

    def push(self, messages: list[bytes]) -> None:
        """Publish all at QoS 1; returns when the socket has taken them."""
        head = _text(self._topic)
        for first in range(0, len(messages), 200):
            packets = []
            for number, payload in enumerate(messages[first : first + 200], first):
                body = head + struct.pack("!H", number % 65_000 + 1) + b"\x00" + payload
                packets.append(b"\x32" + _length(len(body)) + body)
            self._socket.sendall(b"".join(packets))

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _forget_answers(self) -> None:
        try:
            while self._socket.recv(65536):
                pass
        except OSError:
            return


def _text(value: bytes) -> bytes:
    return struct.pack("!H", len(value)) + value


def _length(value: int) -> bytes:
    """MQTT's variable byte integer (MQTT 5, 1.5.5)."""
    found = bytearray()
    while True:
        value, digit = divmod(value, 128)
        found.append(digit | 128 if value else digit)
        if not value:
            return bytes(found)

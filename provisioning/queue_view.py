"""A page on this machine that shows what is seen in a video; for evaluation only.

The camera service has nothing like it. Frames go uncompressed over the loopback.
"""

import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from device.queue.watch import Glance
from device.queue.zones import Area
from models.people.opencv import Frame

HOST: Final = "127.0.0.1"
WAIT_S: Final = 5.0
HEAD: Final = b"--frame\r\nContent-Type: image/bmp\r\n\r\n"
ZONE_COLOUR: Final = (0, 220, 255)
PERSON_COLOUR: Final = (80, 220, 0)
HIDDEN_COLOUR: Final = (200, 120, 60)
"""Blue, green, red; hidden people are drawn where they are expected."""


class View:
    """Serves the latest frame with boxes until closed."""

    def __init__(self, fps: float | None) -> None:
        self._pause_s = 1 / fps if fps else 0.0
        self._changed = threading.Condition()
        self._picture = b""
        self._shown = 0
        self._closed = False
        self._somebody = threading.Event()
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=WAIT_S)

    @property
    def address(self) -> str:
        """Where to look."""
        return f"http://{HOST}:{self._server.server_address[1]}/"

    def show(self, frame: Frame, glance: Glance, zone: Area) -> None:
        """Show a frame; waits until somebody looks, and then for the frame's time."""
        self._somebody.wait()
        picture = drawn(frame, glance, zone)
        with self._changed:
            self._picture = bitmap(picture)
            self._shown += 1
            self._changed.notify_all()
        time.sleep(self._pause_s)

    def next(self, shown: int) -> tuple[int, bytes]:
        """The number and bytes of a picture after number `shown`; empty at the end."""
        self._somebody.set()
        with self._changed:
            self._changed.wait_for(lambda: self._shown > shown or self._closed)
            return self._shown, b"" if self._closed else self._picture

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        view = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header(
                    "Content-Type", "multipart/x-mixed-replace; boundary=frame"
                )
                self.end_headers()
                shown = 0
                while True:
                    shown, picture = view.next(shown)
                    if not picture:
                        return
                    try:
                        self.wfile.write(HEAD + picture + b"\r\n")
                    except ConnectionError:
                        return

            def log_message(self, format: str, *args: Any) -> None:
                """Nobody needs to read who looks."""

        return Handler


def drawn(frame: Frame, glance: Glance, zone: Area) -> Frame:
    """A copy of the frame with the zone's sides and a box around each person."""
    picture = frame.copy()
    corners = zone.corners
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        line(picture, start, end, ZONE_COLOUR)
    seen = glance.seen
    for row in np.flatnonzero(seen.counted):
        left, top, right, bottom = seen.boxes[row]
        colour = PERSON_COLOUR if seen.in_view[row] else HIDDEN_COLOUR
        around = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
        for start, end in zip(around, np.roll(around, -1, axis=0), strict=True):
            line(picture, start, end, colour)
    return picture


def line(picture: Frame, start: Any, end: Any, colour: tuple[int, int, int]) -> None:
    """Draw a line, two pixels wide, as far as it is in the picture."""
    steps = max(2, int(np.abs(np.subtract(end, start)).max()) + 1)
    x = np.linspace(start[0], end[0], steps).astype(int)
    y = np.linspace(start[1], end[1], steps).astype(int)
    for off in (0, 1):
        within = (
            (x + off >= 0)
            & (x + off < picture.shape[1])
            & (y + off >= 0)
            & (y + off < picture.shape[0])
        )
        picture[y[within] + off, x[within] + off] = colour


def bitmap(picture: Frame) -> bytes:
    """A Windows bitmap: 24 bits a pixel, rows from the bottom, padded to 4 bytes."""
    height, width = picture.shape[:2]
    padded = np.zeros((height, (width * 3 + 3) // 4 * 4), np.uint8)
    padded[:, : width * 3] = picture[::-1].reshape(height, -1)
    head = struct.pack("<2sIHHI", b"BM", 54 + padded.size, 0, 0, 54)
    facts = struct.pack(
        "<IiiHHIIiiII", 40, width, height, 1, 24, 0, padded.size, 2835, 2835, 0, 0
    )
    return head + facts + padded.tobytes()

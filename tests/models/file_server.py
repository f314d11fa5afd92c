"""A server on the loopback that gives files: ranges, cut connections, other sizes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FileServer(ThreadingHTTPServer):
    """Gives `files` by path, as its switches say."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.cut_after: int | None = None
        """Bytes after which every answer is cut off."""
        self.knows_ranges = True
        self.asked: list[str | None] = []
        """The Range header of every request."""

    @property
    def address(self) -> str:
        """Its own, with a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        server = self.server
        content = server.files.get(self.path)
        asked = self.headers.get("Range")
        server.asked.append(asked)
        if content is None:
            return self.send_error(404)
        if asked and server.knows_ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            last = len(content) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(content)}")
            content = content[start:]
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: server.cut_after])

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def file_server() -> Iterator[FileServer]:
    """A running server."""
    with FileServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

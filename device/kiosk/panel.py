"""The address by which the page follows wired buttons and the presence sensor."""

import threading
from collections.abc import Iterator

import msgspec
from flask import Flask, Response

from device.panel.panel import Panel

MAX_STREAMS = 4


def install(app: Flask, panel: Panel | None, stop: threading.Event) -> None:
    """Serve the panel's stream until `stop` is set; nothing without a panel."""
    if panel is None:
        return
    found, places = panel, threading.BoundedSemaphore(MAX_STREAMS)

    def stream() -> Iterator[bytes]:
        for told in found.follow():
            said = b":" if told is None else b"data: " + msgspec.json.encode(told)
            yield said + b"\n\n"
            if stop.is_set():
                return

    @app.get("/panel")
    def follow_panel() -> Response:
        if not places.acquire(blocking=False):
            body = {"error": "too many followers", "hint": "close other pages"}
            return Response(
                msgspec.json.encode(body), 503, content_type="application/json"
            )
        response = Response(stream(), content_type="text/event-stream")
        response.call_on_close(places.release)
        return response

"""Serves the pages; a thread for each tablet's stream and fourteen for the rest.

Responses leave as they are written: waitress (send_bytes = 1) sends from the writing
thread, so an event reaches the socket without a turn of the server's loop.
"""

import logging
import socket
import threading
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore
from waitress.channel import ClientDisconnected, HTTPChannel

from contract.errors import HeedError
from hub.settings import Hub
from hub.store.store import Store
from hub.understanding import Understander
from hub.web.app import create_app
from hub.web.context import NAME, Context
from hub.web.stream import Feed

log = logging.getLogger(__name__)

PAGE_THREADS = 14
MAX_UNSENT = 256_000
"""Bytes after which a tablet that does not read is cut; back again, it catches up."""
UNANSWERED_MS = 15_000
"""A tablet that left without a word is noticed when this long nothing arrives."""
MAX_REQUEST = 65_536
TURN_S = 0.5


class PortTaken(HeedError, OSError):
    """The pages' address can't be listened on."""


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that is cut, not waited for, when its reader falls behind."""

    def handle_close(self) -> None:
        """The other side has left: free its place on the stream at once."""
        super().handle_close()
        self.server.feed.wake()

    def write_soon(self, data: Any) -> int:
        """Queue and send; raises ClientDisconnected."""
        if self.total_outbufs_len > MAX_UNSENT:
            log.info(
                "A page fell behind by %d bytes and was cut", self.total_outbufs_len
            )
            self.will_close = True
            # Only a shut socket becomes writable again and so gets closed by the loop.
            self.socket.shutdown(socket.SHUT_RDWR)
            self.server.pull_trigger()
            raise ClientDisconnected
        return int(super().write_soon(data))


def run(
    store: Store,
    settings: Hub,
    stop: threading.Event,
    understander: Understander | None = None,
) -> None:
    """Serve until `stop` is set; raises PortTaken.

    The pages have a reader of words of their own unless one is given.
    """
    app = create_app(store, settings, understander=understander)
    context: Context = app.extensions[NAME]
    feed, drawing = context.feed, context.drawing
    connections: dict[int, Any] = {}
    server = _server(app, settings, connections, feed)
    feed.start()
    log.info("The pages are at http://%s:%d", settings.web.host, settings.web.port)
    try:
        while not stop.is_set():
            wasyncore.loop(timeout=TURN_S, use_poll=True, map=connections, count=1)
    finally:
        feed.close()
        drawing.close()
        if understander is None:
            context.understander.close()
        server.task_dispatcher.shutdown(timeout=3)
        wasyncore.close_all(connections)


def _server(app: Flask, settings: Hub, connections: dict[int, Any], feed: Feed) -> Any:
    """The server of the pages, which listens already; raises PortTaken."""
    server = create_server(
        app,
        map=connections,
        sockets=[listen(settings.web.host, settings.web.port)],
        threads=settings.web.tablets + PAGE_THREADS,
        connection_limit=4 * settings.web.tablets + 100,
        # Reading on during a response shows at once that a tablet has left.
        channel_request_lookahead=1,
        channel_timeout=60,
        max_request_header_size=MAX_REQUEST,
        max_request_body_size=MAX_REQUEST,
        log_socket_errors=False,
        asyncore_use_poll=True,
        trusted_proxy="127.0.0.1",
        trusted_proxy_headers="x-forwarded-for x-forwarded-proto",
        ident=None,
    )
    server.channel_class, server.feed = Channel, feed
    # It tells of every tablet that leaves, which is no news.
    logging.getLogger("waitress").setLevel(logging.WARNING)
    return server


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises PortTaken."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise PortTaken(f"[web] host {host!r}: {error.strerror}") from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNANSWERED_MS)
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise PortTaken(
            f"{host}:{port} can't be listened on ({error.strerror}); "
            "choose another [web] port, or end the program that holds it"
        ) from error
    return bound

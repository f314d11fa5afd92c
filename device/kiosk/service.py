"""The kiosk's process: the page on this machine's loopback until told to stop."""

import errno
import logging
import resource
import socket
import threading
from typing import Any

from contract.errors import SettingsError
from device.kiosk import panel as panel_page
from device.kiosk.app import MAX_STREAMS, create_app
from device.kiosk.page import Screen
from device.kiosk.setup.pages import Site
from device.listen.lamp import no_lamp
from device.listen.on_demand import OnDemand
from device.outbox.outbox import Outbox
from device.panel.panel import Panel, make_panel
from device.settings import Device
from models.words.process import ChildReader

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
THREADS = MAX_STREAMS + panel_page.MAX_STREAMS + 8
MAX_REQUEST_BYTES = 1_000_000
LOOK_UP_S = 0.5
"""How often the server looks up whether it should stop."""
STREAMS_END_S = 3.0
"""How long the answers under way may take to end."""


def run(settings: Device, stop: threading.Event) -> None:
    """Serve the page until `stop` is set; raises SettingsError if the port is taken."""
    # What a customer types must not be found in a core dump.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    outbox = Outbox(settings)
    kiosk = settings.kiosk
    reader = ChildReader() if kiosk.comments else None
    listener = None
    panel = make_panel(settings.panel, outbox)
    try:
        screen = Screen(
            width_mm=kiosk.screen_mm,
            comments=kiosk.comments,
            sure_from=settings.listen.sure_from,
            arcade_keys=kiosk.arcade_keys,
            buttons=len(settings.panel.buttons) if panel else 0,
            sleep_after_s=_sleep_after_s(settings, panel),
        )
        listener = _listener(settings, panel)
        site = Site(
            zones=settings.zones_path,
            camera=settings.camera_socket,
            zone=settings.camera.zone,
        )
        app = create_app(
            outbox,
            screen,
            stop,
            reader=reader,
            listener=listener,
            panel=panel,
            site=site,
        )
        serve(app, settings.kiosk.port, stop)
    finally:
        for child in (reader, listener, panel):
            if child is not None:
                child.close()
        outbox.close()


def _listener(settings: Device, panel: Panel | None) -> OnDemand | None:
    """None where nobody is asked for words, or no sound is wanted."""
    if not settings.kiosk.comments or settings.listen.source == "none":
        return None
    return OnDemand(settings, no_lamp if panel is None else panel.show_listening)


def _sleep_after_s(settings: Device, panel: Panel | None) -> float:
    """Only what is woken by somebody who comes near may sleep."""
    wakes = panel is not None and settings.panel.presence is not None
    return settings.panel.sleep_after_s if wakes else 0.0


def serve(app: Any, port: int, stop: threading.Event) -> None:
    """Serve a WSGI application on the loopback until `stop` is set.

    Bodies stay in memory, so that no words reach the disk.
    """
    from waitress import create_server

    sockets: dict[int, Any] = {}
    server = create_server(
        app,
        map=sockets,
        sockets=[_listen(port)],
        threads=THREADS,
        ident="heed",
        max_request_body_size=MAX_REQUEST_BYTES,
        inbuf_overflow=2 * MAX_REQUEST_BYTES,
        clear_untrusted_proxy_headers=True,
    )
    log.info("The kiosk's page is at http://%s:%d/", HOST, port)
    while not stop.is_set():
        server.asyncore.loop(timeout=LOOK_UP_S, map=sockets, count=1)
    server.task_dispatcher.shutdown(timeout=STREAMS_END_S)
    for channel in list(server.active_channels.values()):
        channel.handle_close()  # with the files that it still sends
    server.asyncore.close_all(sockets)


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingsError(
            f"port {port} on {HOST} is taken by another program; stop it, or set "
            "another [kiosk] port"
        ) from error
    return listener

"""The hub in one process: ingest, clock and pages as threads over one store."""

import logging
import threading
from collections.abc import Callable

from hub import clock
from hub.ingest import service as ingest
from hub.settings import Hub
from hub.store.store import Store
from hub.web import service as web

log = logging.getLogger(__name__)


def run(settings: Hub, stop: threading.Event) -> None:
    """Run all parts until `stop` is set or one of them ends; then end the others."""
    store = Store(settings.store_path)
    parts = [
        _part("ingest", lambda: ingest.run(store, settings, stop), stop),
        _part("clock", lambda: clock.run(store, stop), stop),
        _part("web", lambda: web.run(store, settings, stop), stop),
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    store.close()


def _part(
    name: str, work: Callable[[], None], stop: threading.Event
) -> threading.Thread:
    """A thread whose end, however it comes, ends the whole process."""

    def guarded() -> None:
        try:
            work()
        except Exception:
            log.exception("The hub's %s failed; the hub stops", name)
        finally:
            stop.set()

    return threading.Thread(target=guarded, name=name)

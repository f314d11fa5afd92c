"""The hub in one process: ingest, clock, messages, themes and pages over one store."""

import logging
import threading
from collections.abc import Callable

from contract.errors import HeedError
from hub import clock, own_themes
from hub.ingest import service as ingest
from hub.notify import service as notify
from hub.settings import Hub
from hub.store.store import Store
from hub.understanding import Understander
from hub.web import service as web

log = logging.getLogger(__name__)


class PartFailed(HeedError, RuntimeError):
    """A part of the hub ended by an error that nobody foresaw."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the hub's {name} failed; the log above says why")
        self.name = name


def run(settings: Hub, stop: threading.Event) -> None:
    """Run all parts until `stop` is set or one of them ends; then end the others.

    Raises the HeedError that a part could not go on with, or PartFailed.
    """
    store = Store(settings.store_path)
    failures: list[HeedError] = []
    reads = Understander(settings.store_path.parent)
    parts = [
        _part("ingest", lambda: ingest.run(store, settings, stop), stop, failures),
        _part("clock", lambda: clock.run(store, stop), stop, failures),
        _part("notify", lambda: notify.run(store, stop), stop, failures),
        _part("web", lambda: web.run(store, settings, stop, reads), stop, failures),
        _part("themes", lambda: own_themes.run(store, reads, stop), stop, failures),
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    reads.close()
    store.close()
    if failures:
        raise failures[0]


def _part(
    name: str,
    work: Callable[[], None],
    stop: threading.Event,
    failures: list[HeedError],
) -> threading.Thread:
    """A thread whose end, however it comes, ends the whole process."""

    def guarded() -> None:
        try:
            work()
        except HeedError as error:
            failures.append(error)
        except Exception:
            log.exception("The hub's %s failed; the hub stops", name)
            failures.append(PartFailed(name))
        finally:
            stop.set()

    return threading.Thread(target=guarded, name=name)

"""The demo's past: 30 made-up days, brought once by a program that then ends."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from contract.settings import read_settings
from hub.settings import Hub
from hub.store import sample
from hub.store.store import Store
from provisioning.children import Child, Stopped
from provisioning.signals import Signals

WAIT_S = 3.0
"""So long the demo's start waits for the past; then it comes in the background."""
LOOK_S = 0.25
TELL_DAYS = 10
ENDS_WITHIN_S = 3.0


class Past:
    """Sample data on its way into the demo's store."""

    def __init__(self, settings: Path, logs: Path, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._say = say
        command = [sys.executable, "-m", "provisioning.cli", "simulate", "--settings"]
        self._child = Child("sample", [*command, str(settings)], logs / "sample.log")
        self._watch: threading.Thread | None = None
        self._stopping = threading.Event()

    def bring(self, signals: Signals) -> None:
        """Fill the store unless that was done before; raises Stopped."""
        if not self._wanted():
            return
        self._child.start()
        end = time.monotonic() + WAIT_S
        while self._child.running and time.monotonic() < end:
            if signals.wait(LOOK_S) not in (None, signal.SIGCHLD):
                raise Stopped
        if not self._child.running:
            self._tell_end()
            return
        self._say(
            "30 days of a made-up shop are coming; the pages say how many so far."
        )
        self._watch = threading.Thread(target=self._follow, name="sample", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """End it; what is there by then is taken out at the next start."""
        self._stopping.set()
        self._child.ask_to_end()
        self._child.end(ENDS_WITHIN_S)
        if self._watch is not None:
            self._watch.join()

    def _wanted(self) -> bool:
        """Was there never any? What was cut off half-way is taken out first."""
        store = Store(read_settings(self._settings, Hub).store_path)
        try:
            known = sample.about(store.connection())
            if known is None or known.state in ("removing", "removed"):
                return known is None
            if known.done < known.days:
                sample.remove(store)
                return True
            return False
        finally:
            store.close()

    def _follow(self) -> None:
        """Say how far it is until it ends."""
        told = 0
        while self._child.running and not self._stopping.wait(LOOK_S):
            done = self._child.log.read_text().count("  day ")
            if done >= told + TELL_DAYS:
                told = done
                self._say(f"  {done} of 30 days are there")
        if not self._stopping.is_set():
            self._tell_end()

    def _tell_end(self) -> None:
        words = self._child.last_words()
        if words.startswith("heed: "):
            self._say(f"There is no sample data: {words.removeprefix('heed: ')}")
        else:
            self._say("30 days of a made-up shop are there, marked as sample data.")

"""Draws pictures in a process of its own, and keeps what was drawn.

The process starts when a picture is asked for, ends when none was for a while, and is
killed when it hangs. Pictures are kept by their content, so none is drawn twice.
"""

import logging
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import msgspec

from contract.errors import HeedError
from hub.reports import charts
from hub.reports.charts import Chart
from hub.reports.palette import dark
from hub.reports.specs import spec

log = logging.getLogger(__name__)

IDLE_S = 45.0
"""Long enough to look through the page, short enough to give the memory back."""
HANGS_S = 8.0
TRIES = 2
REST_S = 60.0
"""After it failed, drawing is not tried again for so long."""
KEPT = 120
"""Drawings of 10 to 60 kB, and what is to be drawn."""
COMMAND = (sys.executable, "-m", "hub.reports.child")


class NotDrawn(HeedError, RuntimeError):
    """A picture can't be drawn now; the tables hold the same figures."""


class Drawing:
    """Makes pictures; give all threads the same one."""

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        idle_s: float = IDLE_S,
        hangs_s: float = HANGS_S,
        rest_s: float = REST_S,
    ) -> None:
        self._command = command
        self._idle_s, self._hangs_s, self._rest_s = idle_s, hangs_s, rest_s
        self._pipe = threading.Lock()
        self._changed = threading.Condition()
        self._kept: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._expected: OrderedDict[str, Chart] = OrderedDict()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._used = 0.0
        self._rests_until = 0.0
        self._closed = False

    @property
    def works(self) -> bool:
        """False for a while after drawing failed."""
        return not self._closed and time.monotonic() >= self._rests_until

    @property
    def pid(self) -> int | None:
        """The drawing process, while there is one."""
        process = self._process
        return None if process is None else process.pid

    def kept(self, version: str, size: str, theme: str) -> str | None:
        """A picture that was drawn before, by its content."""
        with self._changed:
            found = self._kept.get((version, size))
            if found is not None:
                self._kept.move_to_end((version, size))
        return found if found is None or theme == "light" else dark(found)

    def expect(self, wanted: Iterable[Chart]) -> None:
        """A page was made with these pictures: they will be asked for by content."""
        with self._changed:
            for chart in wanted:
                self._expected[charts.version(chart)] = chart
            while len(self._expected) > KEPT:
                self._expected.popitem(last=False)

    def expected(self, version: str) -> Chart | None:
        """The picture that a page was made with, while that is remembered."""
        with self._changed:
            return self._expected.get(version)

    def picture(self, chart: Chart, size: str, theme: str) -> str:
        """The picture as SVG; raises NotDrawn."""
        version = charts.version(chart)
        found = self.kept(version, size, theme)
        if found is not None:
            return found
        with self._pipe:
            # Another thread may have had it drawn while this one waited.
            if self.kept(version, size, theme) is None:
                drawn = self._draw(msgspec.json.encode(spec(chart, size)))
                with self._changed:
                    self._kept[version, size] = drawn
                    while len(self._kept) > KEPT:
                        self._kept.popitem(last=False)
        found = self.kept(version, size, theme)
        assert found is not None
        return found

    def wake(self) -> None:
        """Start the process if it is not running: pictures will be asked for."""
        threading.Thread(target=self._wake, name="drawing-wake", daemon=True).start()

    def close(self) -> None:
        """End the process for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        with self._pipe:
            self._end()

    def _wake(self) -> None:
        if not self.works or not self._pipe.acquire(blocking=False):
            return
        try:
            self._start()
        except OSError as error:
            self._rest(f"{error}")
        finally:
            self._pipe.release()

    def _draw(self, wanted: bytes) -> str:
        if not self.works:
            raise NotDrawn("pictures can't be drawn just now")
        why = ""
        for _ in range(TRIES):
            try:
                return self._ask(wanted)
            except (OSError, EOFError) as error:
                why = str(error) or "its process ended"
                self._end()
        self._rest(why)
        raise NotDrawn(f"the picture was not drawn: {why}")

    def _ask(self, wanted: bytes) -> str:
        line = self._start()
        process = self._process
        assert process is not None
        # A process that hangs is killed, which ends the wait for its answer.
        watch = threading.Timer(self._hangs_s, process.kill)
        watch.daemon = True
        watch.start()
        try:
            line.send_bytes(wanted)
            drawn = line.recv_bytes().decode()
        finally:
            watch.cancel()
            self._used = time.monotonic()
        if not drawn:
            raise NotDrawn("the picture could not be drawn; the log says why")
        return drawn

    def _start(self) -> Connection:
        if self._line is not None and self._process is not None:
            if self._process.poll() is None:
                return self._line
            self._end()
        ours, theirs = Pipe()
        number = theirs.fileno()
        try:
            self._process = subprocess.Popen(
                [*self._command, str(number)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[number],
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self._line, self._used = ours, time.monotonic()
        threading.Thread(
            target=self._end_when_idle,
            args=(self._process,),
            name="drawing-idle",
            daemon=True,
        ).start()
        return ours

    def _end_when_idle(self, process: subprocess.Popen[bytes]) -> None:
        """Wait beside one process until it was not used for a while."""
        while True:
            with self._changed:
                left = self._used + self._idle_s - time.monotonic()
                self._changed.wait_for(lambda: self._closed, max(left, 0.05))
                if self._closed:
                    return
            with self._pipe:
                if self._process is not process:
                    return
                if time.monotonic() - self._used >= self._idle_s:
                    self._end()
                    return

    def _end(self) -> None:
        """End the process; it holds nothing that could be lost."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _rest(self, why: str) -> None:
        log.warning(
            "Pictures can't be drawn (%s); tried again after %.0f s", why, self._rest_s
        )
        self._rests_until = time.monotonic() + self._rest_s

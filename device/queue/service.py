"""The camera's process: frames to queue events until told to stop.

No picture leaves this process or is kept: a frame is looked at and let go.
"""

import logging
import threading
import time
from pathlib import Path
from typing import Final

from contract.errors import HeedError, NotStored, SettingsError
from contract.events import Queue
from device.outbox.outbox import Outbox
from device.queue.blind import Sight, Why
from device.queue.counting import Counting
from device.queue.eyes import Cropped, Eyes, around, chosen
from device.queue.facts import Board, CameraFacts
from device.queue.newest import Newest
from device.queue.outlines import BadZone, Zones
from device.queue.period import LONGEST_S, blind_event
from device.queue.sources import opened, turned
from device.queue.view import Live, View, still
from device.queue.window import Window
from device.queue.zones import read_zones
from device.settings import Device
from models.people.opencv import Frame

log = logging.getLogger(__name__)

WAIT_S: Final = 0.5
"""How long one wait for a frame may last."""
FACTS_S: Final = 2.0
"""Seconds between two looks at the zones' file and two words to other processes."""


WHOLE: Final = Zones(waiting=[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
"""Where people are looked for before any zone is drawn."""


class CameraHangs(HeedError, RuntimeError):
    """A read never came back; only a new process helps."""


class _ZonesFile:
    """The drawn zones, read anew when they were drawn anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed: int | None = -1
        self.zones: Zones | None = None

    def read_if_new(self) -> bool:
        """True where the zones are others than before."""
        try:
            changed: int | None = self._path.stat().st_mtime_ns
        except OSError:
            changed = None
        if changed == self._changed:
            return False
        self._changed = changed
        try:
            self.zones = read_zones(self._path)
        except BadZone as error:
            log.warning("%s", error)
            self.zones = None
        return True


class Camera:
    """One run of the service."""

    def __init__(self, settings: Device, outbox: Outbox) -> None:
        self._settings = settings
        self._outbox = outbox
        self._file = _ZonesFile(settings.zones_path)
        self._sight = Sight()
        self._board = Board(outbox)
        self._counting: Counting | None = None
        self._eyes: Eyes | None = None
        self._is_trial = False
        self._window = Window(settings.camera_socket)
        self._says = ""
        self._facts_s = -FACTS_S
        self._seen_s: float | None = None
        self._blind_s = time.monotonic()
        self._dropped = 0

    def run(self, stop: threading.Event) -> None:
        """Watch until stopped or, with a file, until its end; raises CameraHangs."""
        camera = self._settings.camera
        newest = Newest(lambda: opened(camera))
        next_s = time.monotonic()
        try:
            while not stop.is_set() and not newest.ended:
                stop.wait(max(0.0, next_s - time.monotonic()))
                next_s = max(next_s + 1 / camera.fps, time.monotonic())
                self._turn(newest)
            self._conclude()
        finally:
            self._window.close()
            newest.close()

    def _turn(self, newest: Newest) -> None:
        taken = newest.take(WAIT_S)
        if taken is not None:
            frame, at_s = taken
            self._frame(turned(frame, self._settings.camera.rotate), at_s)
        else:
            self._silent(newest)
        if time.monotonic() - self._facts_s >= FACTS_S:
            self._facts_s = time.monotonic()
            if self._file.read_if_new():
                self._redraw(self._file.zones)
                self._sight.forget_view()
            self._tell(newest)

    def _redraw(self, zones: Zones | None) -> None:
        """Go on with zones that were drawn anew, and lose nothing told so far."""
        counting = self._counting
        if counting is None or self._is_trial or zones is None:
            self._conclude()
            self._counting = None
            return
        counting.redraw(zones)
        if self._eyes is not None and isinstance(self._eyes.detector, Cropped):
            self._eyes.detector.turn_to(around(counting.corners, counting.size))

    def _conclude(self) -> None:
        """Tell what is left of the present period, before counting ends."""
        if self._counting is not None and self._seen_s is not None:
            self._tell_of(self._counting.due(self._seen_s, at_end=True))

    def _frame(self, frame: Frame, at_s: float) -> None:
        self._seen_s = at_s
        why: Why | None = self._sight.look(frame, at_s)
        size = (frame.shape[1], frame.shape[0])
        zones = self._zones_for_now()
        if zones is None:
            self._counting = None  # nobody draws any more
        elif self._counting is None or self._counting.size != size:
            self._conclude()
            self._counting = self._begin(frame, zones, at_s)
        if self._counting is not None:
            self._counting.frame(frame, at_s, why)
            self._tell_of(self._counting.due(at_s))
        if self._file.zones is None:
            self._say_blind(why or "no_zones")
        if self._window.is_watched():
            self._window.show(self._view(frame, why))

    def _zones_for_now(self) -> Zones | None:
        """Those drawn; else the whole picture while somebody is about to draw."""
        self._is_trial = self._file.zones is None and self._window.is_watched()
        return WHOLE if self._is_trial else self._file.zones

    def _view(self, frame: Frame | None, why: Why | None) -> View:
        """What is shown to whoever sets the camera up."""
        counting = self._counting
        blind = why or ("no_zones" if self._file.zones is None else None)
        dots = [] if counting is None else (counting.spots / counting.size).tolist()
        live = Live(
            at_ms=self._outbox.now().time_ms,
            dots=[(round(x, 3), round(y, 3)) for x, y in dots],
            people=None if blind or counting is None else counting.people,
            rough=counting is not None and counting.rough,
            why_blind=blind,
        )
        return View(still=None if frame is None else still(frame), live=live)

    def _begin(self, frame: Frame, zones: Zones, at_s: float) -> Counting:
        """Start to count on frames of this size; what hinders goes into health."""
        size = (frame.shape[1], frame.shape[0])
        counting = Counting(self._settings.camera, zones, size, at_s)
        try:
            eyes = chosen(self._settings, frame, counting.corners)
        except HeedError as error:
            self._show("no_model", str(error), at_once=True)
            raise
        counting.begin(eyes.detector)
        self._eyes, self._says = eyes, eyes.says
        log.info("People are found by %s", eyes.says)
        return counting

    def _silent(self, newest: Newest) -> None:
        """No frame came; after a while that is told, and later a hang is ended."""
        silent_s, camera = newest.silent_s(), self._settings.camera
        if newest.trouble is None and silent_s >= camera.give_up_s:
            raise CameraHangs(
                f"the camera gave no frame for {silent_s:.0f} s and its read does not "
                "come back; the program ends so that it can be started anew"
            )
        if silent_s >= camera.stalled_s:
            why: Why = "no_camera" if newest.trouble else "stalled"
            if self._counting is None or self._is_trial:
                self._say_blind(why)
            else:
                self._counting.blind(why)
                self._tell_of(self._counting.due(time.monotonic()))
            if self._window.is_watched():
                self._window.show(self._view(None, why))

    def _say_blind(self, why: Why) -> None:
        """Once a period, while nothing can be counted at all."""
        period_s = time.monotonic() - self._blind_s
        if period_s >= self._settings.camera.every_s:
            self._blind_s = time.monotonic()
            zone = self._settings.camera.zone
            self._put(blind_event(zone, min(period_s, LONGEST_S), why))

    def _tell_of(self, counted: Queue | None) -> None:
        """Put a period's event; what is only tried out tells nothing."""
        if not self._is_trial:
            self._put(counted)

    def _put(self, event: Queue | None) -> None:
        if event is None:
            return
        try:
            self._outbox.put(event)
        except NotStored as error:
            log.warning("A minute of the line is lost: %s", error)

    def _tell(self, newest: Newest) -> None:
        """Leave what other processes of the device show and report."""
        self._dropped += newest.dropped()
        self._show(self._why(newest), newest.trouble)

    def _show(
        self, why: str | None, trouble: str | None, *, at_once: bool = False
    ) -> None:
        counting = self._counting
        seen = None if why else counting
        facts = CameraFacts(
            at_ms=self._outbox.now().time_ms,
            says=self._says,
            dropped=self._dropped,
            why_blind=why,
            rough=counting is not None and counting.rough,
            people=None if seen is None else seen.people,
            waiting=None if seen is None else seen.waiting,
            wait_s=None if seen is None else seen.wait_s,
            trouble=trouble,
        )
        try:
            self._board.show(facts, time.monotonic(), at_once=at_once)
        except NotStored as error:
            log.warning("The line is not told to the kiosk: %s", error)

    def _why(self, newest: Newest) -> str | None:
        """Why the line cannot be seen now, or none."""
        if newest.trouble:
            return "no_camera"
        if self._file.zones is None:
            return "no_zones"
        return "starting" if self._counting is None else self._counting.why


def run(settings: Device, stop: threading.Event) -> None:
    """Watch the line until `stop` is set.

    Raises SettingsError where the settings cannot work, BadModel where the network's
    file is of no use, and CameraHangs where a camera's read never returns.
    """
    camera = settings.camera
    if camera.source == "network":
        raise SettingsError(
            "[camera] source is a network camera, which this program must not reach; "
            "start `heed network-camera` in its place"
        )
    watch(settings, stop)


def watch(settings: Device, stop: threading.Event) -> None:
    """Open the outbox and watch the line."""
    if settings.camera.source == "file" and not settings.camera.file:
        raise SettingsError('[camera] source = "file" wants a file; name it')
    outbox = Outbox(settings)
    try:
        Camera(settings, outbox).run(stop)
    finally:
        outbox.close()

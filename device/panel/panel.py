"""The panel: presses and presence to whoever follows, lamps, and how many came near."""

import logging
import threading
import time
from collections.abc import Callable, Generator
from typing import Final, Protocol

from msgspec import Struct

from contract.errors import NotStored
from contract.events import Event, Passed
from device import settings as wiring
from device.panel import facts
from device.panel.debounce import ComingNear, Debounce
from device.panel.pins import GpioPins, NoPins, Pins

log = logging.getLogger(__name__)

EVERY_S: Final = 900.0
"""Seconds between two events on who came near."""
ANSWER_S: Final = 1.5
"""How long the lamp of a pressed button shines alone."""
HEARTBEAT_S: Final = 1.0
KEPT: Final = 20
"""Presses that a follower may be behind; older ones are nobody's any more."""


class Outbox(Protocol):
    """Where events are committed."""

    def put(self, event: Event) -> object:
        """Commit an event; raises NotStored."""


class Shared(Outbox, facts.Facts, Protocol):
    """The same, where processes also share small facts."""


class Told(Struct, frozen=True, kw_only=True):
    """What a follower is told."""

    press: int | None = None
    """Place of the pressed button, from 0, the worst face; none for presence."""
    is_there: bool = False
    """Whether the sensor sees somebody."""


class Panel:
    """The device's buttons, lamps and sensor; any thread may call."""

    def __init__(
        self,
        settings: wiring.Panel,
        pins: Pins,
        outbox: Outbox,
        every_s: float = EVERY_S,
    ) -> None:
        """Take the pins; raises NoPins."""
        self._every_s = every_s
        self._settings = settings
        self._pins = pins
        self._outbox = outbox
        self._changed = threading.Condition()
        self._told: list[tuple[int, Told]] = []
        self._number = 0
        self._passed = 0
        self._since_s = time.monotonic()
        self._answers_until_s: float | None = None
        self._closing = False
        self._near = ComingNear(settings.apart_s)
        try:
            self._wire()
        except NoPins:
            pins.close()
            raise
        self._thread = threading.Thread(target=self._run, name="panel", daemon=True)
        self._thread.start()

    def follow(self) -> Generator[Told | None, None, None]:
        """Each press and change of presence from now on, none as a heartbeat."""
        with self._changed:
            seen = self._number
            first = Told(is_there=self._near.is_there)
        yield first
        while not self._closing:
            seen, new = self._after(seen)
            yield from new
            if not new:
                yield None

    def _after(self, seen: int) -> tuple[int, list[Told]]:
        """What was told after a number, once there is some; none after a while."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._number != seen or self._closing, HEARTBEAT_S
            )
            return self._number, [told for number, told in self._told if number > seen]

    def show_listening(self, is_on: bool) -> None:
        """The listening lamp, where there is one; raises NoPins."""
        if self._settings.listening_lamp is not None:
            self._pins.light(self._settings.listening_lamp, is_on)

    def close(self) -> None:
        """Tell how many came near, switch all off and let the pins go."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        self._tell_passed(time.monotonic())
        self._pins.close()

    def _wire(self) -> None:
        settings, pins = self._settings, self._pins
        for place, pin in enumerate(settings.buttons):
            # Contacts may be closed already; that is no press.
            bouncing = Debounce(settings.settle_ms / 1000)
            is_down = pins.watch(
                pin, self._button(place, bouncing), pull_up=settings.pull_up
            )
            if is_down:
                bouncing.changed(True, time.monotonic())
        if settings.presence is not None:
            self._sensed(pins.watch(settings.presence, self._sensed, pull_up=False))
        self._shine(None)
        self.show_listening(False)

    def _button(self, place: int, bouncing: Debounce) -> Callable[[bool], None]:
        def changed(contact: bool) -> None:
            with self._changed:
                if bouncing.changed(contact, time.monotonic()):
                    self._tell(Told(press=place, is_there=self._near.is_there))
                    self._answers_until_s = time.monotonic() + ANSWER_S
                    self._shine(place)

        return changed

    def _sensed(self, is_there: bool) -> None:
        with self._changed:
            if self._near.changed(is_there, time.monotonic()):
                self._passed += 1
            self._tell(Told(is_there=is_there))

    def _tell(self, told: Told) -> None:
        """Under the lock."""
        self._number += 1
        self._told = [*self._told, (self._number, told)][-KEPT:]
        self._changed.notify_all()

    def _shine(self, alone: int | None) -> None:
        """Light the buttons' lamps: all of them, or the pressed one alone."""
        for place, pin in enumerate(self._settings.lamps):
            try:
                self._pins.light(pin, alone is None or place == alone)
            except NoPins as error:
                log.warning("%s", error)

    def _run(self) -> None:
        while not self._closing:
            with self._changed:
                now_s = time.monotonic()
                if self._answers_until_s is not None and now_s >= self._answers_until_s:
                    self._answers_until_s = None
                    self._shine(None)
                due_s = self._since_s + self._every_s
                wakes_s = min(due_s, self._answers_until_s or due_s)
                self._changed.wait(max(0.0, wakes_s - now_s))
            if time.monotonic() >= due_s:
                self._tell_passed(time.monotonic())

    def _tell_passed(self, now_s: float) -> None:
        """Put how many came near since the last time, where that can be seen."""
        with self._changed:
            period_s, passed = now_s - self._since_s, self._passed
            self._since_s, self._passed = now_s, 0
        if self._settings.presence is None or period_s <= 0:
            return
        try:
            self._outbox.put(Passed(period_s=min(period_s, 3600.0), passed=passed))
        except NotStored as error:
            with self._changed:
                self._passed += passed  # told with the next ones
            log.warning("Who came near is not told yet: %s", error)


def make_panel(settings: wiring.Panel, outbox: Shared) -> Panel | None:
    """The panel; none where nothing is wired, or where that cannot be used.

    Why it cannot be used is left for the device's health.
    """
    if not settings.is_wired:
        _leave(outbox, None)
        return None
    try:
        panel = Panel(settings, GpioPins(settings.pins), outbox)
    except NoPins as error:
        log.error("The kiosk goes on without buttons, lamps and sensor: %s", error)
        _leave(outbox, str(error))
        return None
    _leave(outbox, None)
    return panel


def _leave(outbox: Shared, trouble: str | None) -> None:
    try:
        facts.leave(outbox, trouble)
    except NotStored as error:
        log.warning("How the panel is does not get into health: %s", error)

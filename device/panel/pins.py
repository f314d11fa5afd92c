"""gpiozero, and nothing else of it in the house: inputs that change, lamps that shine.

On Debian its pins come from the package `python3-lgpio`; mock pins come with gpiozero.
"""

import contextlib
import logging
import warnings
from collections.abc import Callable
from typing import Any, Literal, Protocol

from contract.errors import HeedError

log = logging.getLogger(__name__)

Changed = Callable[[bool], None]


class NoPins(HeedError, OSError):
    """Pins that cannot be used: none here, held by another program, or not allowed."""


class Pins(Protocol):
    """A machine's pins, by their BCM numbers."""

    def watch(self, pin: int, changed: Changed, *, pull_up: bool) -> bool:
        """Tell of each change: true when active. Returns how it is now."""
        ...

    def light(self, pin: int, is_on: bool) -> None:
        """Switch a lamp; raises NoPins."""
        ...

    def close(self) -> None:
        """Switch the lamps off and let all pins go."""
        ...


class GpioPins:
    """Real pins, or gpiozero's mock ones."""

    def __init__(self, kind: Literal["gpio", "mock"] = "gpio") -> None:
        """Raises NoPins where there are none."""
        try:
            import gpiozero
        except ImportError as error:
            raise NoPins(
                "wired buttons and lamps want gpiozero; install Heed with its extra "
                "`device`, or leave the pins out of [panel]"
            ) from error
        self._gpiozero = gpiozero
        self._inputs: list[Any] = []
        self._lamps: dict[int, Any] = {}
        self.factory = self._opened(kind)
        """gpiozero's own, which mock pins are moved by."""

    def _opened(self, kind: str) -> Any:
        if kind == "mock":
            from gpiozero.pins.mock import MockFactory

            return MockFactory()
        device = self._gpiozero.Device
        try:
            with warnings.catch_warnings():
                # It warns of each way to the pins that this machine has not.
                warnings.simplefilter("ignore")
                device.ensure_pin_factory()
        except Exception as error:
            # Each way fails with errors of its own, of no common base.
            raise NoPins(
                f"this machine's pins cannot be used ({error}); on a Pi install "
                "python3-lgpio and let the program's user into the group gpio"
            ) from error
        return device.pin_factory

    def watch(self, pin: int, changed: Changed, *, pull_up: bool) -> bool:
        """Tell of each change: true when active. Returns how it is now."""
        made = self._made(pin, "DigitalInputDevice", pull_up=pull_up, bounce_time=None)
        self._inputs.append(made)
        made.when_activated = lambda: changed(True)
        made.when_deactivated = lambda: changed(False)
        return bool(made.is_active)

    def light(self, pin: int, is_on: bool) -> None:
        """Switch a lamp; raises NoPins."""
        lamp = self._lamps.get(pin)
        if lamp is None:
            lamp = self._lamps[pin] = self._made(pin, "LED")
        try:
            if is_on:
                lamp.on()
            else:
                lamp.off()
        except self._gpiozero.GPIOZeroError as error:
            raise NoPins(
                f"the lamp at pin {pin} cannot be switched: {error}"
            ) from error

    def close(self) -> None:
        """Switch the lamps off and let all pins go."""
        for device in [*self._inputs, *self._lamps.values()]:
            with contextlib.suppress(self._gpiozero.GPIOZeroError):
                device.close()
        self._inputs.clear()
        self._lamps.clear()

    def _made(self, pin: int, kind: str, **more: Any) -> Any:
        try:
            make = getattr(self._gpiozero, kind)
            return make(pin, pin_factory=self.factory, **more)
        except (self._gpiozero.GPIOZeroError, OSError) as error:
            raise NoPins(
                f"pin {pin} cannot be used ({error}); name another one under [panel]"
            ) from error

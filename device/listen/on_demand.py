"""A listener that is made once there is a speech model, and not before.

With it come numpy and the gate, which a kiosk without speech spares.
"""

import threading
from typing import TYPE_CHECKING

from device.listen.lamp import Lamp, no_lamp
from device.listen.models import CannotListen, Models, Readiness
from device.settings import Device
from models.catalog import Catalog

if TYPE_CHECKING:
    from device.listen.listener import Listener
    from device.listen.listening import Listening


class OnDemand:
    """What the page asks; a model may be installed while the kiosk runs."""

    def __init__(self, settings: Device, lamp: Lamp = no_lamp) -> None:
        """Where there is a model already, all is made ready at once."""
        self._settings = settings
        self._lamp = lamp
        self._models = Models(Catalog(settings.models_path), settings.listen.models)
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        if self._models:
            self._made()

    def knows(self, language: str) -> bool:
        """Is there a model for a language?"""
        return self._models.find(language) is not None

    def ready(self, language: str) -> Readiness:
        """Can one speak in this language? If so its model is made ready."""
        return self._made().ready(language) if self.knows(language) else "off"

    def begin(self, language: str) -> "tuple[int, Listening]":
        """Listen; gives a number for it. Raises CannotListen."""
        if not self.knows(language):
            raise CannotListen("no_model")
        return self._made().begin(language)

    def get(self, number: int) -> "Listening | None":
        """The listening of that number, if it is the one under way."""
        with self._lock:
            listener = self._listener
        return listener.get(number) if listener is not None else None

    def close(self) -> None:
        """Close the microphone and end the recognizer."""
        with self._lock:
            if self._listener is not None:
                self._listener.close()

    def _made(self) -> "Listener":
        with self._lock:
            if self._listener is None:
                from device.listen.wiring import make_listener

                self._listener = make_listener(self._settings, self._models, self._lamp)
            return self._listener

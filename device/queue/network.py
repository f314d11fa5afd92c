"""The network camera's process: the same service, which may reach one address."""

import threading

from contract.errors import SettingsError
from device.queue.service import watch
from device.settings import Device


def run(settings: Device, stop: threading.Event) -> None:
    """Watch the line until `stop` is set; raises SettingsError."""
    camera = settings.camera
    if camera.source != "network" or not camera.address:
        raise SettingsError(
            'network-camera wants source = "network" and an address under [camera]; '
            "any other camera is for `heed camera`"
        )
    watch(settings, stop)

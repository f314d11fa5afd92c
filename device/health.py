"""The health event: how this device is, as far as it can tell."""

import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from contract.events import Health
from device.timekeeping import Stamp

MEBIBYTE = 1 << 20
THERMAL = Path("/sys/class/thermal/thermal_zone0/temp")


def health(folder: Path, now: Stamp) -> Health:
    """How the device is; `folder` lies on the disk whose room counts.

    The outbox adds what its line knows, the uplink what it knows of the settings.
    """
    return Health(
        uptime_s=now.uptime_ms / 1000,
        temperature_c=temperature_c(),
        disk_free_mb=psutil.disk_usage(str(folder)).free // MEBIBYTE,
        memory_free_mb=psutil.virtual_memory().available // MEBIBYTE,
        versions=versions(),
        clock_synced=now.synced,
    )


def temperature_c(sensor: Path = THERMAL) -> float | None:
    """The processor's temperature in degrees Celsius, or none without a sensor."""
    try:
        return int(sensor.read_text()) / 1000
    except (OSError, ValueError):
        return None


def versions() -> dict[str, str]:
    """Versions of Heed and of what it stands on."""
    try:
        heed = version("heed")
    except PackageNotFoundError:
        heed = "not installed"
    return {
        "heed": heed,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }

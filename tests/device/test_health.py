"""The health event says how the device is."""

import sqlite3
from pathlib import Path

from device.health import health, temperature_c
from device.settings import Clock
from device.timekeeping import stamp


def test_it_tells_room_memory_versions_and_clock(tmp_path: Path) -> None:
    now = stamp(Clock(trusted=True))
    event = health(tmp_path, now)
    assert event.uptime_s == now.uptime_ms / 1000
    assert event.disk_free_mb is not None
    assert event.disk_free_mb > 0
    assert event.memory_free_mb is not None
    assert event.memory_free_mb > 0
    assert event.versions["sqlite"] == sqlite3.sqlite_version
    assert set(event.versions) == {"heed", "python", "sqlite"}
    assert event.clock_synced


def test_the_temperature_is_in_degrees_or_unknown(tmp_path: Path) -> None:
    sensor = tmp_path / "temp"
    assert temperature_c(sensor) is None
    sensor.write_text("48312\n")
    assert temperature_c(sensor) == 48.312
    sensor.write_text("warm\n")
    assert temperature_c(sensor) is None

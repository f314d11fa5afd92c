"""The wait now, as one of the lines on the idle screen; none when it isn't known."""

import math
import time

import msgspec

from contract.messages import Settings
from device.kiosk.words import catalog, written_in
from device.queue.facts import CameraFacts, Latest, facts


def with_wait(settings: Settings, source: Latest) -> Settings:
    """The settings with the wait as their first idle line, where it is to be shown."""
    found = facts(source, time.time_ns() // 1_000_000)
    line = None if found is None else wait_line(found, settings.languages)
    if line is None:
        return settings
    return msgspec.structs.replace(settings, idle_lines=[line, *settings.idle_lines])


def wait_line(found: CameraFacts, languages: list[str]) -> dict[str, str] | None:
    """The wait in each language; none when the camera is blind or its count rough."""
    if found.why_blind is not None or found.rough or found.wait_s is None:
        return None
    minutes = math.ceil(found.wait_s / 60)
    key = "wait_now" if minutes else "no_wait_now"
    return {
        code: catalog(written_in(code))[key].replace("{minutes}", str(minutes))
        for code in languages
    }

"""The MQTT topics. `{device}` is the name in the device's certificate."""

import re
from typing import Final

from contract.errors import BadTopic

ROOT: Final = "heed/v1"
HUB_STATUS: Final = f"{ROOT}/hub/status"
ALL_EVENTS: Final = f"{ROOT}/+/events"
ALL_STATUS: Final = f"{ROOT}/+/status"
UP: Final = ("events", "status")
DOWN: Final = ("receipts", "settings", "notices")

DEVICE_NAME: Final = re.compile("[a-z0-9][a-z0-9-]{0,62}")


def device_name(name: str) -> str:
    """The name itself if it can stand in a topic; raises BadTopic."""
    if DEVICE_NAME.fullmatch(name) is None or name == "hub":
        raise BadTopic(
            f"{name!r} cannot be a device's name: use 1 to 63 small letters, digits "
            "and hyphens, starting with a letter or digit, and not 'hub'"
        )
    return name


def events(device: str) -> str:
    """Where a device publishes its events."""
    return f"{ROOT}/{device}/events"


def status(device: str) -> str:
    """Where a device says that it is there (retained, last will)."""
    return f"{ROOT}/{device}/status"


def receipts(device: str) -> str:
    """Where the hub tells a device what is committed."""
    return f"{ROOT}/{device}/receipts"


def settings(device: str) -> str:
    """Where the hub keeps a device's settings (retained)."""
    return f"{ROOT}/{device}/settings"


def notices(device: str) -> str:
    """Where the hub tells a device what became of a call."""
    return f"{ROOT}/{device}/notices"


def parse(topic: str) -> tuple[str, str]:
    """Device name and last part of a topic; raises BadTopic."""
    parts = topic.split("/")
    if len(parts) != 4 or f"{parts[0]}/{parts[1]}" != ROOT or parts[3] not in UP + DOWN:
        raise BadTopic(
            f"topic {topic!r} is none of heed/v1/DEVICE/{{{','.join(UP + DOWN)}}}"
        )
    return device_name(parts[2]), parts[3]

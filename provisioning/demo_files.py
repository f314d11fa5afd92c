"""The settings files that the demo writes."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME = Path("/etc/localtime")

DEVICE = """\
# Written anew at each start of `heed demo`.
name = {name}
data = {data}
health_every_s = 5

[broker]
port = {broker_port}
protocol = {protocol}

[kiosk]
port = {port}
comments = true

[clock]
# Device and hub share this machine's clock.
trusted = true
"""

HUB = """\
# Written anew at each start of `heed demo`.
data = {data}
silent_after_s = 20

[broker]
port = {broker_port}
protocol = {protocol}

[shop]
name = "Demo shop"
timezone = {timezone}

[web]
port = {port}
# The pages are served to this machine alone, without HTTPS.
secure_cookies = false
"""


def device_toml(
    name: str, folder: Path, port: int, broker_port: int, protocol: str
) -> str:
    """Settings of the demo's kiosk and uplink."""
    return DEVICE.format(
        name=_text(name),
        data=_text(str(folder / "device")),
        port=port,
        broker_port=broker_port,
        protocol=_text(protocol),
    )


def hub_toml(folder: Path, port: int, broker_port: int, protocol: str) -> str:
    """Settings of the demo's hub."""
    return HUB.format(
        data=_text(str(folder / "hub")),
        port=port,
        broker_port=broker_port,
        protocol=_text(protocol),
        timezone=_text(timezone()),
    )


def timezone() -> str:
    """This machine's time zone as `Europe/Dublin`; UTC where it is not known."""
    _, _, name = str(LOCALTIME.resolve()).partition("/zoneinfo/")
    try:
        return ZoneInfo(name).key if name else "UTC"
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


def _text(value: str) -> str:
    """A string in TOML; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)

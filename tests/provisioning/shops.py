"""Made-up shops as tests ask for them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from device.kiosk.survey import built_in
from provisioning.simulate.plan import Plan

FRIDAY = date(2026, 11, 20)


def plan(**wanted: Any) -> Plan:
    """Thirty days up to a Friday, unless something else is wanted."""
    fields: dict[str, Any] = {
        "settings": built_in(),
        "until": FRIDAY,
        "timezone": "Europe/Dublin",
        **wanted,
    }
    return Plan(**fields)


def afternoon() -> str:
    """A time zone where it is about three in the afternoon now."""
    ahead = (15 - datetime.now(ZoneInfo("UTC")).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"

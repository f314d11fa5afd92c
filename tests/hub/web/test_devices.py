"""A device's health as colleagues read it."""

from typing import Any

import pytest

from contract.kinds import Health
from hub.store.devices import DeviceRow
from hub.web.devices import DeviceWords, _line
from tests.hub.web.shop import NOON


def row(**facts: Any) -> DeviceRow:
    usual: dict[str, Any] = {
        "device": 1,
        "name": "till-1",
        "state": "approved",
        "touchpoint": "Till 1",
        "online": True,
        "online_since": NOON,
        "last_seen": NOON,
        "health": None,
        "health_at": None,
        "holes": [],
    }
    return DeviceRow(**{**usual, **facts})


def words(*, shared: bool = False, **facts: Any) -> DeviceWords:
    return _line(row(**facts), shared, lambda _: "14:02")


@pytest.mark.parametrize(
    ("facts", "state", "said"),
    [
        ({}, "well", "online"),
        ({"online": False}, "away", "away since 14:02"),
        ({"online": False, "last_seen": 0}, "new", "not heard from yet"),
        ({"state": "pending"}, "new", "new here, waits to be approved"),
        ({"holes": [(12, 15)]}, "poor", "online, answers 12–15 lost"),
        ({"holes": [(12, 12)]}, "poor", "online, answer 12 lost"),
        (
            {"health": Health(uptime_s=9, temperature_c=83.4)},
            "poor",
            "online, hot (83 °C)",
        ),
        (
            {"health": Health(uptime_s=9, disk_free_mb=120)},
            "poor",
            "online, little room left (120 MB)",
        ),
        (
            {"health": Health(uptime_s=9, waiting=40, oldest_waiting_s=900)},
            "poor",
            "online, 40 still to be sent",
        ),
        (
            {"health": Health(uptime_s=9, settings_refused="no faces")},
            "poor",
            "online, could not use the newest settings",
        ),
        ({"health": Health(uptime_s=9, temperature_c=55)}, "well", "online"),
    ],
)
def test_each_trouble_has_its_words(
    facts: dict[str, Any], state: str, said: str
) -> None:
    line = words(**facts)
    assert (line.state, line.words) == (state, said)


def test_many_gaps_are_summed_up() -> None:
    line = words(holes=[(n, n) for n in range(1, 20, 2)])
    assert (
        line.words == "online, answer 1 lost, answer 3 lost, answer 5 lost, 7 more gaps"
    )


def test_two_devices_at_one_place_are_told_apart() -> None:
    assert words(shared=True).where == "Till 1 (till-1)"
    assert words(touchpoint=None).where == "till-1"

"""The wait on the idle screen: there when it is known, gone when it is not."""

import time
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from device.queue.facts import FRESH_MS, Board, CameraFacts
from tests.device.kiosk.customer import FillingOutbox


def see(outbox: FillingOutbox, **more: Any) -> None:
    """What the camera's process last left."""
    known: dict[str, Any] = {
        "at_ms": time.time_ns() // 1_000_000,
        "says": "a network",
        "dropped": 0,
        "why_blind": None,
        "rough": False,
        "people": 5,
        "waiting": 4,
        "wait_s": 210.0,
    }
    Board(outbox).show(CameraFacts(**(known | more)), 0.0, at_once=True)


def lines(client: FlaskClient) -> list[dict[str, str]]:
    """What the idle screen says in turn."""
    found: list[dict[str, str]] = msgspec.json.decode(client.get("/survey").data)[
        "idle_lines"
    ]
    return found


def test_the_wait_stands_among_the_lines_in_each_language(
    client: FlaskClient, outbox: FillingOutbox
) -> None:
    before = lines(client)
    see(outbox)
    first, *rest = lines(client)
    assert rest == before
    assert first["en"] == "The wait at the till now: about 4 min"
    assert all("4" in words for words in first.values()) and len(first) > 1
    see(outbox, wait_s=0.0)
    assert lines(client)[0]["en"] == "No wait at the till now"


@pytest.mark.parametrize(
    "more",
    [
        {"why_blind": "dark", "wait_s": None},
        {"rough": True},
        {"wait_s": None},
        {"at_ms": time.time_ns() // 1_000_000 - FRESH_MS - 60_000},
    ],
)
def test_no_wait_is_shown_when_it_is_not_known(
    client: FlaskClient, outbox: FillingOutbox, more: dict[str, Any]
) -> None:
    before = lines(client)
    see(outbox, **more)
    assert lines(client) == before


def test_what_cannot_be_read_is_no_wait(
    client: FlaskClient, outbox: FillingOutbox
) -> None:
    outbox.keep_latest("camera", b"{broken")
    assert client.get("/survey").status_code == 200

"""Calling someone from the kiosk's page, in a real browser."""

from typing import TYPE_CHECKING

import pytest

from contract.kinds import Help
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import BRIEF, Serve, ended, hub_says, of_kind, sees, tap
from tests.device.kiosk.test_calls import Said
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_call_says_sent_and_coming_only_when_that_is_so(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    outbox.keep_latest("link", b'{"online":true}')
    finger.goto(serve())
    tap(finger, '[data-do="call"]')
    sees(finger, "call", **{"call-state": "sending"})
    (call,) = until(lambda: of_kind(outbox, Help), "the call is stored")
    hub_says(outbox, call, "sent")
    sees(finger, "call", **{"call-state": "sent"})
    hub_says(outbox, call, "coming")
    sees(finger, "call", **{"call-state": "coming"})
    assert finger.locator("h1").inner_text() == "Someone is on the way."


def test_without_the_hub_a_call_offers_the_till_until_it_gets_there(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    outbox.keep_latest("link", b'{"online":false}')
    finger.goto(serve())
    tap(finger, '[data-do="call"]')
    sees(finger, "call", **{"call-state": "cannot_be_sent"})
    assert "go to the till" in finger.locator("main").inner_text()
    (call,) = until(lambda: of_kind(outbox, Help), "the call is stored")
    hub_says(outbox, call, "sent")
    sees(finger, "call", **{"call-state": "sent"})


def test_a_call_on_a_full_disk_offers_the_till(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    outbox.keep_latest("link", b'{"online":true}')
    finger.goto(serve())
    outbox.full = True
    tap(finger, '[data-do="call"]')
    sees(finger, "call", **{"call-state": "cannot_be_sent"})


def test_a_call_can_be_taken_back(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(BRIEF))
    tap(finger, '[data-do="call"]')
    tap(finger, '[data-do="take-back"]')
    sees(finger, "call", **{"call-state": "withdrawn"})
    sees(finger, "idle")
    ended(outbox, "completed")
    first, second = of_kind(outbox, Help)
    assert second.withdrawn and first.help == second.help


def test_from_a_call_there_is_a_way_back_to_the_reasons(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    tap(finger, '[data-face="1"]')
    tap(finger, '[data-reason="waiting"]')
    tap(finger, '[data-do="call"]')
    tap(finger, '[data-do="to-answer"]')
    sees(finger, "reasons")
    chosen = finger.locator('[data-reason="waiting"]').get_attribute("aria-pressed")
    assert chosen == "true"


@pytest.mark.parametrize("state", ["coming", "nobody"])
def test_a_call_that_is_settled_goes_back_to_idle(
    finger: "Page", serve: Serve, outbox: FillingOutbox, state: Said
) -> None:
    finger.goto(serve(BRIEF))
    tap(finger, '[data-do="call"]')
    (call,) = until(lambda: of_kind(outbox, Help), "the call is stored")
    hub_says(outbox, call, state)
    sees(finger, "call", **{"call-state": state})
    sees(finger, "idle")
    ended(outbox, "completed")

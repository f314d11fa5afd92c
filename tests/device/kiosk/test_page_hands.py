"""A visit without a finger: the keyboard alone, and wired buttons alone."""

from typing import TYPE_CHECKING

import msgspec
import pytest

from contract.kinds import Comment, Help, Rating, Reasons
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import (
    BRIEF,
    WORDY,
    Serve,
    ended,
    of_kind,
    outcomes,
    sees,
    tap,
)
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def tab_to(page: "Page", what: str) -> None:
    """Press Tab until the focus is there, and see that it shows at every stop."""
    for _ in range(40):
        page.keyboard.press("Tab")
        seen, there = page.evaluate(
            """(what) => {
              const at = document.activeElement;
              const ring = getComputedStyle(at).outlineStyle !== "none";
              return [at === document.body || ring, at.matches(what)];
            }""",
            what,
        )
        assert seen, f"no focus is seen on the way to {what}"
        if there:
            return
    raise AssertionError(f"Tab does not get to {what}")


def test_a_whole_visit_by_the_keyboard_alone(
    page: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    page.goto(serve(WORDY))
    sees(page, "idle")
    tab_to(page, '[data-face="1"]')
    page.keyboard.press("Enter")
    sees(page, "reasons")
    tab_to(page, '[data-reason="price"]')
    page.keyboard.press("Space")
    tab_to(page, '[data-do="send"]')
    page.keyboard.press("Enter")
    sees(page, "words")
    page.keyboard.type("Too dear")
    tab_to(page, '[data-do="check-words"]')
    page.keyboard.press("Enter")
    sees(page, "check")
    page.wait_for_selector('[data-do="send-words"]:not([disabled])')
    tab_to(page, '[data-do="send-words"]')
    page.keyboard.press("Enter")
    sees(page, "thanks", kept="yes")
    tab_to(page, '[data-do="send-someone"]')
    page.keyboard.press("Space")
    sees(page, "call")
    tab_to(page, '[data-do="take-back"]')
    page.keyboard.press("Enter")
    sees(page, "call", **{"call-state": "withdrawn"})
    tab_to(page, '[data-do="close"]')
    page.keyboard.press("Enter")
    ended(outbox, "completed")
    counts = [len(of_kind(outbox, kind)) for kind in (Rating, Reasons, Comment, Help)]
    assert counts == [1, 1, 1, 2]


def test_the_keyboard_reaches_keys_notice_and_looks(page: "Page", serve: Serve) -> None:
    page.goto(serve(WORDY))
    for over in ("about", "ease"):
        tab_to(page, f'[data-do="{over}"]')
        page.keyboard.press("Enter")
        sees(page, over)
        page.keyboard.press("Escape")
        sees(page, "idle")
    page.keyboard.press("3")
    sees(page, "reasons")
    tab_to(page, '[data-do="skip"]')
    page.keyboard.press("Enter")
    sees(page, "words")
    tab_to(page, ".keyboard button")
    page.keyboard.press("Enter")
    assert page.locator("textarea").input_value() == "Q"


def test_escape_goes_one_step_back(page: "Page", serve: Serve) -> None:
    page.goto(serve(WORDY))
    page.locator('[data-face="1"]').click()
    sees(page, "reasons")
    page.locator('[data-do="skip"]').click()
    sees(page, "words")
    page.keyboard.press("Escape")
    sees(page, "reasons")
    page.keyboard.press("Escape")
    sees(page, "idle")


def test_a_wired_button_is_a_face(
    page: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    page.goto(serve())
    sees(page, "idle")
    page.keyboard.press("4")
    sees(page, "reasons")
    (rating,) = until(lambda: of_kind(outbox, Rating), "the face is stored")
    assert rating.value == 4 and rating.source == "button"


def test_a_whole_visit_by_wired_buttons_alone(
    page: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    page.goto(serve(WORDY))
    sees(page, "idle")
    back, on, _, press = "1", "2", "3", "4"
    page.keyboard.press("1")
    sees(page, "reasons")
    legend = page.locator(".hands")
    assert "Press" in legend.inner_text()
    # Change, then the six reasons: one too far, and one back.
    for key in (on, on, on, back, press):
        page.keyboard.press(key)
    assert page.locator('[aria-pressed="true"][data-reason="waiting"]').count() == 1
    go_to(page, '[data-do="send"]', on)
    page.keyboard.press(press)
    sees(page, "words")
    go_to(page, '[data-key="o"]', on)
    page.keyboard.press(press)
    assert page.locator("textarea").input_value() == "O"
    go_to(page, '[data-do="check-words"]', back)
    page.keyboard.press(press)
    sees(page, "check")
    page.wait_for_selector('[data-do="send-words"]:not([disabled])')
    go_to(page, '[data-do="send-words"]', back)
    page.keyboard.press(press)
    sees(page, "thanks", kept="yes")
    go_to(page, '[data-do="close"]', on)
    page.keyboard.press(press)
    ended(outbox, "completed")
    assert not legend.is_visible()


def go_to(page: "Page", what: str, key: str) -> None:
    """Step with a wired button until the focus is there."""
    for _ in range(60):
        if page.evaluate("(what) => document.activeElement.matches(what)", what):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the buttons do not get to {what}")


def test_the_next_customer_need_not_wait_for_thanks_to_fade(
    page: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    page.goto(serve())
    page.locator('[data-face="4"]').click()
    page.locator('[data-do="skip"]').click()
    sees(page, "thanks", kept="yes")
    page.keyboard.press("1")
    sees(page, "reasons")
    until(lambda: outcomes(outbox) == ["skipped"], "the first visit has ended")
    until(lambda: len(of_kind(outbox, Rating)) == 2, "both have answered")
    first, second = of_kind(outbox, Rating)
    assert first.visit != second.visit and second.value == 1


def test_a_finger_takes_over_from_the_buttons(finger: "Page", serve: Serve) -> None:
    finger.goto(serve())
    sees(finger, "idle")
    finger.keyboard.press("2")
    sees(finger, "reasons")
    assert finger.locator(".hands").is_visible()
    tap(finger, '[data-reason="waiting"]')
    assert not finger.locator(".hands").is_visible()


def test_buttons_may_be_wired_to_other_keys_or_to_none(
    page: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    keys = msgspec.structs.replace(BRIEF, arcade_keys=("F13", "F14"))
    page.goto(serve(keys))
    sees(page, "idle")
    page.keyboard.press("1")
    page.evaluate(
        "dispatchEvent.call(document.body, new KeyboardEvent('keydown',"
        " {key: 'F14', bubbles: true}))"
    )
    until(lambda: of_kind(outbox, Rating), "the button is heard")
    assert [rating.value for rating in of_kind(outbox, Rating)] == [2]


@pytest.mark.parametrize("key", ["Control+1", "Alt+1"])
def test_shortcuts_are_no_faces(
    page: "Page", serve: Serve, outbox: FillingOutbox, key: str
) -> None:
    page.goto(serve())
    sees(page, "idle")
    page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert of_kind(outbox, Rating) == []

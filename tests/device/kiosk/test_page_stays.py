"""Reloads, a second tab, a stray tap, a new program: no visit is lost or doubled."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from contract.kinds import Comment, Help, Outcome, Rating, Reasons
from tests.device.kiosk.customer import FillingOutbox, stored
from tests.device.kiosk.finger import (
    WORDY,
    Serve,
    ended,
    of_kind,
    outcomes,
    posted,
    sees,
    send,
    strike,
    tap,
    to_words,
)
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def to_reasons(page: "Page") -> None:
    tap(page, '[data-face="1"]')
    sees(page, "reasons")


def to_typed(page: "Page") -> None:
    to_words(page)
    strike(page, "h", "i")


def to_thanks(page: "Page") -> None:
    to_typed(page)
    send(page)
    sees(page, "thanks", kept="yes")


def to_call(page: "Page") -> None:
    tap(page, '[data-do="call"]')
    sees(page, "call")


def to_call_from_thanks(page: "Page") -> None:
    to_thanks(page)
    tap(page, '[data-do="send-someone"]')
    sees(page, "call")


def to_notice(page: "Page") -> None:
    to_reasons(page)
    tap(page, '[data-do="about"]')
    sees(page, "about")


STATES = [to_reasons, to_typed, to_thanks, to_call, to_call_from_thanks, to_notice]


@pytest.mark.parametrize("go", STATES)
def test_a_reload_ends_the_visit_and_keeps_what_was_given(
    finger: "Page", serve: Serve, outbox: FillingOutbox, go: "Callable[[Page], None]"
) -> None:
    finger.goto(serve(WORDY))
    go(finger)
    posted(finger)
    before = len(stored(outbox))
    finger.reload()
    sees(finger, "idle")
    ended(outbox, "left")
    assert len(stored(outbox)) == before + 1
    assert len({getattr(event, "visit", None) for event in stored(outbox)}) == 1
    tap(finger, '[data-face="3"]')
    sees(finger, "reasons")
    assert finger.locator('[aria-pressed="true"][data-reason]').count() == 0


def test_a_reload_at_idle_ends_nothing(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    sees(finger, "idle")
    for _ in range(3):
        finger.reload()
        sees(finger, "idle")
    assert stored(outbox) == []


def test_a_copied_tab_does_not_end_the_visit_of_the_first(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    to_reasons(finger)
    with finger.context.expect_page() as opened:
        finger.evaluate("void window.open(location.href)")
    other = opened.value
    sees(other, "idle")
    tap(finger, '[data-reason="staff"]')
    tap(finger, '[data-do="send"]')
    sees(finger, "thanks", kept="yes")
    tap(finger, '[data-do="close"]')
    until(lambda: outcomes(outbox), "the visit has ended")
    other.close()
    assert outcomes(outbox) == ["completed"]
    assert len(of_kind(outbox, Reasons)) == 1


def test_visits_in_two_tabs_at_once_stay_apart(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    address = serve(WORDY)
    other = finger.context.new_page()
    for tab in (finger, other):
        tab.goto(address)
        to_typed(tab)
    for tab in (finger, other):
        send(tab)
        sees(tab, "thanks", kept="yes")
        tap(tab, '[data-do="close"]')
        sees(tab, "idle")
    until(lambda: len(outcomes(outbox)) == 2, "both visits have ended")
    for kind in (Rating, Comment, Outcome):
        visits = Counter(getattr(event, "visit", "") for event in of_kind(outbox, kind))
        assert list(visits.values()) == [1, 1]


def test_the_second_of_two_quick_taps_calls_nobody(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    to_reasons(finger)
    tap(finger, '[data-reason="staff"]')
    finger.locator('[data-do="send"]').dblclick(delay=10)
    sees(finger, "thanks", kept="yes")
    finger.wait_for_timeout(600)
    sees(finger, "thanks", kept="yes")
    assert of_kind(outbox, Help) == []


def test_calling_again_takes_the_first_call_back(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    to_call(finger)
    tap(finger, '[data-do="take-back"]')
    tap(finger, '[data-do="call-again"]')
    until(lambda: len(of_kind(outbox, Help)) == 3, "the second call is stored")
    first, back, second = of_kind(outbox, Help)
    assert back.help == first.help != second.help
    assert [call.withdrawn for call in (first, back, second)] == [False, True, False]


def test_thanks_are_never_jolly_for_somebody_who_called(
    finger: "Page", serve: Serve
) -> None:
    finger.goto(serve())
    tap(finger, '[data-face="4"]')
    sees(finger, "reasons")
    tap(finger, '[data-do="call"]')
    tap(finger, '[data-do="to-answer"]')
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="yes")
    assert finger.locator("h1").inner_text() == "Thank you."


def test_a_page_of_an_older_program_is_loaded_anew_between_visits(
    finger: "Page", serve: Serve
) -> None:
    address = serve()

    def older(route: "object") -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        body = answer.text().replace('"build":"', '"build":"older-', 1)
        route.fulfill(response=answer, body=body)  # type: ignore[attr-defined]

    finger.route(address, older, times=1)
    finger.goto(address)
    sees(finger, "idle")
    to_reasons(finger)
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="yes")
    with finger.expect_navigation():
        tap(finger, '[data-do="close"]')
    sees(finger, "idle")


SHAPE = """(root) => [...root.querySelectorAll(".top, .top *, main, main *")]
  .filter((node) => !node.closest(".lines"))
  .map((node) => [node.tagName, ...[...node.attributes]
    .map((is) => `${is.name}=${is.value}`).sort(),
    node.childElementCount ? "" : node.textContent.trim()].join(" "))"""


def test_the_first_picture_is_what_the_script_draws_later(
    finger: "Page", serve: Serve
) -> None:
    finger.goto(serve(WORDY))
    first = finger.evaluate(
        f"""async () => ({SHAPE})(new DOMParser().parseFromString(
          await (await fetch("/")).text(), "text/html"))"""
    )
    finger.locator('[data-speak="de"]').tap()
    assert finger.locator("h1").inner_text() == "Wie war es heute?"
    finger.locator('[data-speak="en"]').tap()
    later = finger.evaluate(f"() => ({SHAPE})(document)")
    assert len(first) > 40
    assert later == first


def test_without_its_script_the_page_still_asks(finger: "Page", serve: Serve) -> None:
    finger.route("**/*.js", lambda route: route.abort())
    finger.goto(serve())
    assert finger.locator("h1").inner_text() == "How was it today?"
    assert finger.locator("[data-face]").count() == 4

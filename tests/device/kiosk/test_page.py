"""The kiosk's page under a real finger, in a real browser."""

import signal
from typing import TYPE_CHECKING

import pytest

from contract.kinds import Help, Outcome, Rating, Reasons
from device.kiosk.survey import SETTINGS
from tests.device.kiosk.customer import FillingOutbox, stored
from tests.device.kiosk.finger import (
    BRIEF,
    QUICK,
    Serve,
    answers,
    ended,
    of_kind,
    sees,
    start,
    tap,
)
from tests.device.kiosk.test_survey import give, settings
from tests.servers import free_port, until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_whole_visit_from_face_to_idle(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(BRIEF))
    sees(finger, "idle")
    tap(finger, '[data-face="4"]')
    sees(finger, "reasons")
    tap(finger, '[data-reason="service"]')
    tap(finger, '[data-reason="quick"]')
    tap(finger, '[data-do="send"]')
    sees(finger, "thanks", kept="yes")
    assert finger.locator("h1").inner_text() == "Thank you!"
    sees(finger, "idle")

    ended(outbox, "completed")
    rating, reasons, outcome = stored(outbox)
    assert isinstance(rating, Rating) and rating.value == 4
    assert isinstance(reasons, Reasons) and reasons.choices == ["service", "quick"]
    assert isinstance(outcome, Outcome)
    assert rating.visit == reasons.visit == outcome.visit


def test_a_complaint_is_not_met_with_cheer_and_may_call_someone(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    tap(finger, '[data-face="1"]')
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="yes")
    assert finger.locator("h1").inner_text() == "Thank you for telling us."
    assert finger.get_by_text("Shall we send someone now?").is_visible()
    tap(finger, '[data-do="send-someone"]')
    sees(finger, "call")
    until(lambda: of_kind(outbox, Help), "the call is stored")


def test_changing_ones_mind_adds_a_rating_to_the_same_visit(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    tap(finger, '[data-face="1"]')
    sees(finger, "reasons")
    tap(finger, '[data-do="change"]')
    tap(finger, '[data-face="3"]')
    sees(finger, "reasons")
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="yes")
    first, second = of_kind(outbox, Rating)
    assert (first.value, second.value) == (1, 3)
    assert first.visit == second.visit and first.step != second.step


def test_an_answer_that_gets_lost_is_asked_for_again_and_stored_once(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    outbox.lost_answers = 2
    finger.goto(serve())
    tap(finger, '[data-face="2"]')
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="yes")
    assert len(of_kind(outbox, Rating)) == 1


def test_a_tap_survives_the_kiosks_program_being_killed(
    finger: "Page", outbox: FillingOutbox
) -> None:
    port = free_port()
    program = start(outbox, port)
    try:
        until(lambda: answers(finger, port), "the page is there")
        sees(finger, "idle")
        program.send_signal(signal.SIGKILL)
        program.wait()
        tap(finger, '[data-face="1"]')
        tap(finger, '[data-do="skip"]')
        sees(finger, "thanks", kept="waiting")
        assert finger.locator("h1").inner_text().startswith("One moment")
        assert of_kind(outbox, Rating) == []
        program = start(outbox, port)
        sees(finger, "thanks", kept="yes")
        assert len(of_kind(outbox, Rating)) == 1
    finally:
        program.kill()
        program.wait()


def test_a_tap_survives_a_reload_while_the_program_is_away(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    sees(finger, "idle")
    finger.route("**/visits/**", lambda route: route.abort())
    tap(finger, '[data-face="2"]')
    sees(finger, "reasons")
    finger.unroute("**/visits/**")
    finger.reload()
    sees(finger, "idle")
    ended(outbox, "left")
    assert len(of_kind(outbox, Rating)) == 1


def test_a_reload_in_mid_visit_ends_it_and_keeps_what_was_given(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    tap(finger, '[data-face="2"]')
    sees(finger, "reasons")
    finger.reload()
    sees(finger, "idle")
    ended(outbox, "left")
    tap(finger, '[data-face="3"]')
    sees(finger, "reasons")
    until(lambda: len(of_kind(outbox, Rating)) == 2, "both are stored")
    assert len({event.visit for event in stored(outbox)}) == 2  # type: ignore[attr-defined]


def test_two_tabs_are_two_visits(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    address = serve()
    other = finger.context.new_page()
    for tab in (finger, other):
        tab.goto(address)
    tap(finger, '[data-face="1"]')
    tap(other, '[data-face="4"]')
    for tab in (finger, other):
        tap(tab, '[data-do="skip"]')
        sees(tab, "thanks", kept="yes")
    first, second = of_kind(outbox, Rating)
    assert first.visit != second.visit


def test_on_a_full_disk_the_page_asks_to_tell_a_colleague(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    outbox.full = True
    tap(finger, '[data-face="4"]')
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="no")
    assert finger.locator("h1").inner_text() == "Please tell a colleague"
    assert "Thank" not in finger.locator("main").inner_text()
    outbox.full = False
    until(lambda: of_kind(outbox, Rating), "the kept tap is stored")


@pytest.mark.parametrize("steps", [0, 1])
def test_without_a_touch_it_asks_and_then_starts_over(
    finger: "Page", serve: Serve, outbox: FillingOutbox, steps: int
) -> None:
    finger.goto(serve(QUICK))
    tap(finger, '[data-face="2"]')
    sees(finger, "still-there")
    for _ in range(steps):
        tap(finger, '[data-do="still-here"]')
        sees(finger, "reasons")
        sees(finger, "still-there")
    sees(finger, "idle")
    ended(outbox, "timed_out")
    assert len(of_kind(outbox, Rating)) == 1


def test_a_language_lasts_for_one_visit(finger: "Page", serve: Serve) -> None:
    finger.goto(serve(BRIEF))
    finger.get_by_role("button", name="Deutsch").tap()
    assert finger.locator("h1").inner_text() == "Wie war es heute?"
    assert finger.locator("html").get_attribute("lang") == "de"
    tap(finger, '[data-face="4"]')
    tap(finger, '[data-do="skip"]')
    finger.get_by_text("Vielen Dank!").wait_for()
    sees(finger, "idle")
    assert finger.locator("h1").inner_text() == "How was it today?"


def test_a_new_survey_appears_between_visits(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(BRIEF))
    sees(finger, "idle")
    give(outbox, settings(7))
    finger.wait_for_selector('[data-face="5"]')
    assert finger.locator("h1").inner_text() == "How did it go?"
    assert outbox.latest(SETTINGS) is not None


def test_a_page_from_elsewhere_cannot_post_through_the_browser(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    address = serve()
    finger.goto("data:text/html,<p>elsewhere</p>")
    finger.evaluate(
        """(url) => fetch(url, {method: "POST", mode: "no-cors", body: JSON.stringify(
          {kind: "rating", question: "today", value: 1, language: "en"})})
          .catch(() => null)""",
        f"{address}visits/01990000-0000-7000-8000-000000000001/steps/rating-1",
    )
    assert stored(outbox) == []

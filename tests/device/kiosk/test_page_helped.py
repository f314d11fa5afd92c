"""After a colleague is done the kiosk asks whether it helped, while the visit lasts."""

from typing import TYPE_CHECKING

import pytest

from contract.kinds import Help, Recovery
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import (
    BRIEF,
    Serve,
    ended,
    fits,
    hub_says,
    of_kind,
    outcomes,
    sees,
    speak,
    tap,
)
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def answered_call(page: "Page", outbox: FillingOutbox) -> Help:
    """Somebody calls, and a colleague comes and is done."""
    tap(page, '[data-do="call"]')
    until(lambda: of_kind(outbox, Help), "the call is stored")
    call = of_kind(outbox, Help)[-1]
    hub_says(outbox, call, "sent")
    hub_says(outbox, call, "done")
    sees(page, "helped", helped="asked")
    return call


def said(outbox: FillingOutbox) -> list[tuple[str, str]]:
    return [(one.help, one.answer) for one in of_kind(outbox, Recovery)]


@pytest.mark.parametrize(
    ("button", "answer"), [("helped-yes", "yes"), ("helped-skip", "skipped")]
)
def test_the_answer_is_stored_once_and_thanked(
    finger: "Page", serve: Serve, outbox: FillingOutbox, button: str, answer: str
) -> None:
    finger.goto(serve(BRIEF))
    call = answered_call(finger, outbox)
    assert finger.locator("h1").inner_text() == "Did that help?"
    tap(finger, f'[data-do="{button}"]')
    sees(finger, "thanks")
    sees(finger, "idle")
    ended(outbox, "completed" if outcomes(outbox) == ["completed"] else "skipped")
    assert said(outbox) == [(call.help, answer)]


def test_who_was_not_helped_can_call_again_and_is_asked_again(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    first = answered_call(finger, outbox)
    tap(finger, '[data-do="helped-not"]')
    sees(finger, "helped", helped="not_really")
    tap(finger, '[data-do="call-again"]')
    sees(finger, "call")
    until(lambda: len(of_kind(outbox, Help)) == 2, "the second call is stored")
    second = of_kind(outbox, Help)[-1]
    assert second.help != first.help and not second.withdrawn
    hub_says(outbox, second, "done")
    sees(finger, "helped", helped="asked")
    tap(finger, '[data-do="helped-yes"]')
    sees(finger, "thanks")
    until(lambda: len(said(outbox)) == 2, "both answers")
    assert said(outbox) == [(first.help, "not_really"), (second.help, "yes")]


def test_a_question_that_nobody_answers_is_stored_as_unanswered(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(BRIEF))
    call = answered_call(finger, outbox)
    sees(finger, "idle")
    ended(outbox, "completed")
    assert said(outbox) == [(call.help, "unanswered")]


def test_who_went_on_with_their_answer_is_asked_before_the_thanks(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve())
    tap(finger, '[data-face="1"]')
    sees(finger, "reasons")
    tap(finger, '[data-do="call"]')
    tap(finger, '[data-do="to-answer"]')
    sees(finger, "reasons")
    (call,) = until(lambda: of_kind(outbox, Help), "the call is stored")
    hub_says(outbox, call, "done")
    finger.wait_for_timeout(500)
    sees(finger, "reasons")  # Nobody is torn away from what they are doing.
    tap(finger, '[data-do="skip"]')
    sees(finger, "helped", helped="asked")
    tap(finger, '[data-do="helped-yes"]')
    sees(finger, "thanks")


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_the_question_fits_the_screen_in_each_language(
    finger: "Page", serve: Serve, outbox: FillingOutbox, language: str
) -> None:
    finger.goto(serve())
    speak(finger, language)
    answered_call(finger, outbox)
    assert fits(finger)
    tap(finger, '[data-do="helped-not"]')
    sees(finger, "helped", helped="not_really")
    assert fits(finger)

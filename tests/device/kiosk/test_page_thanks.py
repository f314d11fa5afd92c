"""Thanks fit what was said, in the shop's wording and the customer's language."""

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from contract.messages import Thanks
from device.kiosk.survey import Surveys, built_in, unknown_names
from models.words.process import ChildReader
from models.words.published import CARD, read_card
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import WORDY, Serve, sees, speak, tap
from tests.device.kiosk.test_page_understood import sent, to_check
from tests.device.kiosk.test_survey import give

if TYPE_CHECKING:
    from playwright.sync_api import Page

WAITED = "Forty minutes in the queue. Far too long."
LINES = [
    Thanks(mood="unhappy", text={"en": "For anybody unhappy."}),
    Thanks(mood="unhappy", theme="waiting", text={"en": "You waited, says the shop."}),
    Thanks(mood="unhappy", theme="price", text={"en": "On prices."}),
    Thanks(mood="plain", theme="waiting", text={"en": "Plainly on waiting."}),
    Thanks(mood="happy", theme="waiting", text={"en": "Hooray for waiting!"}),
    Thanks(mood="happy", text={"de": "Nur auf Deutsch."}),
]


@pytest.fixture(autouse=True)
def own_thanks(outbox: FillingOutbox) -> None:
    give(outbox, replace(built_in(), revision=3, thanks=LINES))


def thanked(page: "Page") -> str:
    sees(page, "thanks", kept="yes")
    return page.locator(".words .text").inner_text()


def test_the_line_about_what_was_said_is_chosen(
    finger: "Page", serve: Serve, reader: ChildReader
) -> None:
    to_check(finger, serve(WORDY, reader), WAITED)
    sent(finger, "heard")
    tap(finger, '[data-do="right"]')
    assert thanked(finger) == "You waited, says the shop."


def test_what_the_customer_put_right_counts(
    finger: "Page", serve: Serve, reader: ChildReader
) -> None:
    to_check(finger, serve(WORDY, reader), WAITED)
    sent(finger, "heard")
    tap(finger, '[data-do="not-quite"]')
    sees(finger, "put-right")
    tap(finger, '[data-theme="price"]')
    tap(finger, '[data-do="put-right"]')
    assert thanked(finger) == "On prices."


def test_words_for_a_person_only_get_the_line_for_anybody(
    finger: "Page", serve: Serve, reader: ChildReader
) -> None:
    to_check(finger, serve(WORDY, reader), WAITED)
    tap(finger, '[data-reader="person"]')
    tap(finger, '[data-do="send-words"]')
    assert thanked(finger) == "For anybody unhappy."


def test_a_complaint_after_a_happy_face_is_not_thanked_gladly(
    finger: "Page", serve: Serve, reader: ChildReader
) -> None:
    to_check(finger, serve(WORDY, reader), WAITED, face=4)
    sent(finger, "heard")
    tap(finger, '[data-do="right"]')
    assert thanked(finger) == "Plainly on waiting."


def test_a_line_in_another_language_is_not_said(finger: "Page", serve: Serve) -> None:
    finger.goto(serve(WORDY))
    tap(finger, '[data-face="4"]')
    sees(finger, "reasons")
    tap(finger, '[data-do="skip"]')
    sees(finger, "words")
    tap(finger, '[data-do="throw-away"]')
    assert thanked(finger) == "Good to know. The team will see it."


def test_settings_that_name_what_there_is_not_say_which_and_what_is_known(
    outbox: FillingOutbox, caplog: pytest.LogCaptureFixture
) -> None:
    odd = Thanks(mood="happy", theme="unicorns", text={"en": "x"})
    settings = replace(built_in(), revision=4, thanks=[*LINES, odd])
    ((where, name, known),) = unknown_names(settings)
    assert (where, name) == ("thanks 7 of the settings, theme,", "unicorns")
    assert "waiting" in known
    give(outbox, settings)
    assert Surveys(outbox).current().revision == 4
    assert "names 'unicorns', which there is not; known are waiting" in caplog.text


def test_the_notice_says_how_much_is_missed_and_fits_in_each_language(
    finger: "Page", serve: Serve
) -> None:
    card = read_card(CARD)
    assert card is not None
    finger.goto(serve(WORDY))
    for language in ("en", "de", "es", "fr"):
        speak(finger, language)
        tap(finger, '[data-do="about"]')
        sees(finger, "about")
        share = f"{card.missed_percent:g}"
        told = finger.locator(".about-words").inner_text()
        assert (share if language == "en" else share.replace(".", ",")) in told
        tap(finger, '[data-do="go-back"]')

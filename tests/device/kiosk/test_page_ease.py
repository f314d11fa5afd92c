"""The notice, how the page may look, and time: each for one visit."""

from typing import TYPE_CHECKING

import msgspec
import pytest

from contract.kinds import Rating
from device.kiosk.survey import LANGUAGES, built_in
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import (
    BRIEF,
    QUICK,
    WORDY,
    Serve,
    ended,
    of_kind,
    sees,
    speak,
    strike,
    tap,
    to_words,
    written,
)
from tests.device.kiosk.test_survey import give

if TYPE_CHECKING:
    from playwright.sync_api import Page

LINES = [
    {
        "en": "You said the queue was long. We did open a second till.",
        "de": "Sie sagten, es dauert. Wir haben eine zweite Kasse geöffnet.",
    },
    {"en": "Fresh bread\nat four"},
    {"en": "Hello. <b>We did</b> not get a complaint."},
]


def given_lines(outbox: FillingOutbox, count: int) -> None:
    """The shop's lines, as the hub sends them."""
    lines = LINES[:count]
    give(outbox, msgspec.structs.replace(built_in(), revision=9, idle_lines=lines))


def look(page: "Page") -> dict[str, str]:
    """How the page looks now."""
    chosen: dict[str, str] = page.evaluate("({...document.documentElement.dataset})")
    return chosen


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_this_is_stands_one_tap_away_in_each_language(
    finger: "Page", serve: Serve, language: str
) -> None:
    finger.goto(serve())
    speak(finger, language)
    tap(finger, '[data-do="about"]')
    sees(finger, "about")
    texts = finger.locator(".plain p:visible").all_inner_texts()
    assert len(texts) == 4 and all(texts)
    assert finger.locator(".about-pictures").is_visible()
    for of_a_camera in (".about-camera", ".team"):
        assert not finger.locator(of_a_camera).is_visible()
    tap(finger, '[data-do="go-back"]')
    sees(finger, "idle")
    assert finger.locator("html").get_attribute("lang") == language


def test_the_notice_speaks_of_words_only_where_one_may_type(
    finger: "Page", serve: Serve
) -> None:
    finger.goto(serve(WORDY))
    to_words(finger)
    strike(finger, "h", "i")
    tap(finger, '[data-do="about"]')
    assert "A computer in this box reads" in finger.locator("main").inner_text()
    tap(finger, '[data-do="go-back"]')
    sees(finger, "words")
    assert written(finger) == "Hi"


def test_how_it_looks_is_chosen_for_one_visit(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(BRIEF))
    tap(finger, '[data-do="ease"]')
    tap(finger, '[data-size="160"]')
    for name in ("contrast", "calm", "slow"):
        tap(finger, f'[data-ease="{name}"]')
    tap(finger, '[data-ease="slow"]')
    tap(finger, '[data-do="go-back"]')
    assert look(finger) == {"scale": "160", "contrast": "high", "motion": "less"}
    tap(finger, '[data-face="4"]')
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="yes")
    assert look(finger)["contrast"] == "high"
    sees(finger, "idle")
    assert look(finger) == {"scale": "100", "contrast": "", "motion": ""}


def test_how_it_looks_is_reset_when_somebody_only_looked(
    finger: "Page", serve: Serve
) -> None:
    finger.goto(serve(msgspec.structs.replace(QUICK, still_there_after_s=3)))
    tap(finger, '[data-do="ease"]')
    tap(finger, '[data-size="200"]')
    sees(finger, "idle")
    assert look(finger)["scale"] == "100"


def test_text_grows_to_twice_its_size(finger: "Page", serve: Serve) -> None:
    finger.goto(serve())
    size = (
        "parseFloat(getComputedStyle(document.querySelector('.faces span')).fontSize)"
    )
    before = finger.evaluate(size)
    tap(finger, '[data-do="ease"]')
    tap(finger, '[data-size="200"]')
    tap(finger, '[data-do="go-back"]')
    assert finger.evaluate(size) == pytest.approx(2 * before)


def test_more_time_can_be_asked_for_where_it_runs_out(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(QUICK))
    tap(finger, '[data-face="2"]')
    sees(finger, "still-there")
    tap(finger, '[data-do="need-time"]')
    sees(finger, "reasons")
    finger.wait_for_timeout(2500)
    sees(finger, "reasons")
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="yes")


def test_after_ten_extensions_the_visit_ends(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    screen = msgspec.structs.replace(QUICK, still_there_after_s=0.4)
    finger.goto(serve(screen))
    tap(finger, '[data-face="2"]')
    for _ in range(10):
        sees(finger, "still-there")
        finger.locator('[data-do="still-here"]').click()
        sees(finger, "reasons")
    sees(finger, "idle")
    ended(outbox, "timed_out")
    assert len(of_kind(outbox, Rating)) == 1


def test_what_customers_said_and_what_was_done_stand_on_two_lines(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    given_lines(outbox, 1)
    finger.goto(serve())
    parts = finger.locator(".line span")
    assert parts.all_inner_texts() == [
        "You said the queue was long.",
        "We did open a second till.",
    ]
    speak(finger, "de")
    assert parts.all_inner_texts()[1].startswith("Wir haben eine zweite")
    speak(finger, "fr")
    assert parts.all_inner_texts()[0].startswith("You said")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_shops_lines_come_in_turn_and_markup_stays_text(
    finger: "Page", serve: Serve, outbox: FillingOutbox, motion: str
) -> None:
    given_lines(outbox, 3)
    finger.clock.install()
    finger.emulate_media(
        reduced_motion="reduce" if motion == "reduce" else "no-preference"
    )
    finger.goto(serve())
    finger.clock.run_for(8100)
    fading = finger.locator(".line.leaving").count()
    assert fading == (0 if motion == "reduce" else 1)
    finger.clock.run_for(1000)
    line = finger.locator(".line")
    assert line.locator("span").all_inner_texts() == ["Fresh bread", "at four"]
    finger.clock.run_for(8100)
    finger.clock.run_for(1000)
    assert line.inner_text() == "Hello. <b>We did</b> not get a complaint."


def test_a_survey_in_a_language_of_its_own_falls_back_kindly(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    own = built_in()
    question = {"en": "How was it?", "pt": "Como foi?", "ar": "كيف كان؟"}
    survey = msgspec.structs.replace(own.survey, question=question)
    languages = ["pt-BR", "ar", "de-AT"]
    give(
        outbox,
        msgspec.structs.replace(own, revision=8, survey=survey, languages=languages),
    )
    finger.goto(serve())
    assert finger.locator("h1").inner_text() == "Como foi?"
    names = finger.locator(".languages button").all_inner_texts()
    assert names == ["PT-BR", "AR", "Deutsch"]
    speak(finger, "ar")
    assert finger.locator("h1").inner_text() == "كيف كان؟"
    assert finger.locator(".faces span").first.inner_text() == "Bad"
    speak(finger, "de-AT")
    assert finger.locator("h1").inner_text() == "How was it?"
    assert finger.locator(".faces span").first.inner_text() == "Schlecht"
    assert finger.locator("html").get_attribute("lang") == "de"

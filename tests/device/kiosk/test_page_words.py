"""Typing on the kiosk's own keyboard, in a real browser."""

from typing import TYPE_CHECKING

import pytest

from contract.kinds import Comment, Outcome, Reasons
from tests.device.kiosk.customer import FillingOutbox, stored
from tests.device.kiosk.finger import (
    WORDY,
    Serve,
    ended,
    of_kind,
    sees,
    send,
    speak,
    strike,
    tap,
    to_words,
    written,
)
from tests.examples import one_and
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOLD = {
    "en": "hides names and numbers",
    "es": "aún no podemos guardar",
    "de": "noch nicht aufbewahren",
    "fr": "pas encore garder",
}
LAST = {"en": "p", "es": "é", "de": "ü", "fr": "è"}


def opened(page: "Page", serve: Serve, language: str = "en") -> None:
    """The field and the keyboard of a language, for an unhappy customer."""
    page.goto(serve(WORDY))
    sees(page, "idle")
    if language != "en":
        speak(page, language)
    to_words(page)


def test_without_the_setting_nobody_is_asked_for_words(
    finger: "Page", serve: Serve
) -> None:
    finger.goto(serve())
    tap(finger, '[data-face="1"]')
    tap(finger, '[data-do="skip"]')
    sees(finger, "thanks", kept="yes")


@pytest.mark.parametrize("language", one_and("en", "es", "de", "fr"))
def test_before_typing_one_is_told_what_becomes_of_the_words(
    finger: "Page", serve: Serve, language: str
) -> None:
    opened(finger, serve, language)
    told = finger.locator("#told")
    assert TOLD[language] in told.inner_text()
    field = finger.locator("textarea")
    assert field.get_attribute("aria-describedby") == "told"
    assert (
        finger.locator(".keys").first.inner_text().split()[-1].lower()
        == (LAST[language])
    )


@pytest.mark.parametrize("language", one_and("fr", "en", "es", "de"))
def test_every_key_has_a_name_in_each_language(
    finger: "Page", serve: Serve, language: str
) -> None:
    opened(finger, serve, language)
    for _ in range(2):
        nameless = finger.eval_on_selector_all(
            ".keys button",
            """(keys) => keys
              .filter((key) => !/^[\\p{L}\\p{N}]$/u.test(key.textContent))
              .filter((key) => !/\\p{L}{2}/u.test(key.ariaLabel ?? ""))
              .map((key) => key.dataset.key)""",
        )
        assert nameless == []
        strike(finger, "other")


def test_where_nobody_can_hide_names_words_are_told_of_but_not_kept(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    opened(finger, serve)
    strike(finger, "n", "o", "space", "s", "u", "g", "a", "r", ".")
    assert written(finger) == "No sugar."
    send(finger)
    sees(finger, "thanks", kept="yes")
    assert "noted that you left words" in finger.locator("main").inner_text()
    (comment,) = of_kind(outbox, Comment)
    assert comment.text is None and comment.source == "typed"
    assert comment.why_not == "no_model"
    tap(finger, '[data-do="close"]')
    ended(outbox, "completed")


def test_shift_holds_for_one_letter_and_caps_for_all(
    finger: "Page", serve: Serve
) -> None:
    opened(finger, serve)
    strike(finger, "a", "b")
    finger.locator('[data-key="shift"]').tap()
    strike(finger, "c", "d")
    finger.wait_for_timeout(500)
    for _ in range(2):
        finger.locator('[data-key="shift"]').tap()
    shift = finger.locator('[data-key="shift"]')
    assert shift.get_attribute("data-shift") == "locked"
    strike(finger, "e", "f")
    finger.wait_for_timeout(500)
    shift.tap()
    strike(finger, "g")
    assert written(finger) == "AbCdEFg"
    assert shift.get_attribute("aria-pressed") == "false"


def test_german_caps_know_the_capital_sharp_s(finger: "Page", serve: Serve) -> None:
    opened(finger, serve, "de")
    strike(finger, "ß")
    assert written(finger) == "ẞ"


def test_digits_and_signs_are_one_key_away(finger: "Page", serve: Serve) -> None:
    opened(finger, serve, "es")
    strike(finger, "¿", "other", "1", "2", "€", "other", "q")
    assert written(finger) == "¿12€q"


def test_a_held_key_offers_its_accents(finger: "Page", serve: Serve) -> None:
    opened(finger, serve)
    strike(finger, "t")
    hold(finger, '.keys [data-key="e"]', 700)
    finger.locator('.others [data-key="é"]').tap()
    strike(finger, "s")
    assert written(finger) == "Tés"
    assert finger.locator(".others").count() == 0


def hold(page: "Page", what: str, ms: int) -> None:
    """Keep a finger on something."""
    box = page.locator(what).bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    finger = page.context.new_cdp_session(page)
    finger.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]}
    )
    page.wait_for_timeout(ms)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finger.detach()


def test_backspace_takes_one_letter_and_goes_on_while_held(
    finger: "Page", serve: Serve
) -> None:
    opened(finger, serve)
    finger.locator("textarea").fill("good naïve 👩‍🍳")
    strike(finger, "backspace", "backspace")
    assert written(finger) == "good naïve"
    hold(finger, '[data-key="backspace"]', 900)
    left = written(finger)
    assert len(left) < len("good naïv") and "good naïve".startswith(left)
    finger.wait_for_timeout(300)
    assert written(finger) == left


def test_a_quiet_counter_comes_when_room_gets_short(
    finger: "Page", serve: Serve
) -> None:
    opened(finger, serve)
    counter = finger.locator(".left")
    finger.locator("textarea").fill("x" * 899)
    assert not counter.is_visible()
    finger.locator("textarea").fill("x" * 999)
    assert counter.inner_text() == "Characters left: 1"
    strike(finger, "a", "b", "c")
    assert written(finger) == "x" * 999 + "a"
    assert counter.inner_text() == "Characters left: 0"


def test_a_hardware_keyboard_types_too_digits_as_well(
    finger: "Page", serve: Serve
) -> None:
    opened(finger, serve)
    finger.keyboard.type("Till 2 was closed, ñandú")
    assert written(finger) == "Till 2 was closed, ñandú"


def test_arrow_keys_walk_over_the_keys(finger: "Page", serve: Serve) -> None:
    opened(finger, serve)
    finger.locator('[data-key="q"]').focus()
    for key in ("ArrowRight", "ArrowDown", "Enter", "ArrowDown", "Space", "ArrowUp"):
        finger.keyboard.press(key)
    assert written(finger) == "Sz"
    focused = finger.evaluate("document.activeElement.dataset.key")
    assert focused in ("a", "s")


def test_a_screen_reader_presses_keys_without_a_finger(
    finger: "Page", serve: Serve
) -> None:
    opened(finger, serve)
    for key in "ok":
        finger.evaluate(f"document.querySelector('.keys [data-key={key}]').click()")
    assert written(finger) == "Ok"


def test_words_can_be_thrown_away(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    opened(finger, serve)
    leave = finger.locator('[data-do="throw-away"]')
    assert leave.inner_text() == "Skip"
    strike(finger, "h", "m")
    assert leave.inner_text() == "Throw away"
    leave.tap()
    sees(finger, "thanks", kept="yes")
    tap(finger, '[data-do="close"]')
    ended(outbox, "skipped")
    assert of_kind(outbox, Comment) == []


def test_the_way_back_keeps_words_and_asks_reasons_once(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(WORDY))
    tap(finger, '[data-face="2"]')
    tap(finger, '[data-reason="price"]')
    tap(finger, '[data-do="send"]')
    sees(finger, "words")
    strike(finger, "h", "i")
    tap(finger, '[data-do="back-to-reasons"]')
    sees(finger, "reasons")
    tap(finger, '[data-do="send"]')
    sees(finger, "words")
    assert written(finger) == "Hi"
    send(finger)
    sees(finger, "thanks", kept="yes")
    until(lambda: of_kind(outbox, Comment), "the comment is told of")
    assert len(of_kind(outbox, Reasons)) == 1


def test_a_call_from_the_words_leads_back_to_them(finger: "Page", serve: Serve) -> None:
    opened(finger, serve)
    strike(finger, "h", "i")
    tap(finger, '[data-do="call"]')
    sees(finger, "call")
    tap(finger, '[data-do="to-answer"]')
    sees(finger, "words")
    assert written(finger) == "Hi"


def test_a_language_changed_while_typing_keeps_the_words(
    finger: "Page", serve: Serve
) -> None:
    opened(finger, serve)
    strike(finger, "h", "i")
    speak(finger, "fr")
    assert finger.locator(".keys button").first.inner_text() == "a"
    assert written(finger) == "Hi"


def test_the_visit_of_a_typist_is_whole(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    opened(finger, serve, "de")
    strike(finger, "ö")
    tap(finger, '[data-do="check-words"]')
    sees(finger, "thanks", kept="yes")
    tap(finger, '[data-do="close"]')
    ended(outbox, "completed")
    (comment,) = of_kind(outbox, Comment)
    assert comment.language == "de" and comment.why_not == "language"
    assert comment.text is None
    assert len({vars_of(event) for event in stored(outbox)}) == 1
    assert len(of_kind(outbox, Outcome)) == 1


def vars_of(event: object) -> str:
    """Whose event it is."""
    return str(getattr(event, "visit", ""))

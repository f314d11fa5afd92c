"""Speaking instead of typing, in a real browser, with the real engine."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract.kinds import Comment
from device.kiosk.page import Screen
from device.listen.listener import Listener
from device.listen.listening import Limits
from device.listen.sources import (
    AudioSource,
    MicrophoneBusy,
    MicrophoneGone,
    NoSound,
    Silence,
    WavFile,
)
from tests.device.kiosk.customer import FillingOutbox, serving, stored
from tests.device.kiosk.finger import (
    WORDY,
    fits,
    of_kind,
    sees,
    send,
    speak,
    strike,
    tap,
    to_words,
    written,
)
from tests.device.kiosk.test_page_axe import Checker, prepared
from tests.device.listen.broken import Broken
from tests.device.listen.conftest import MakeListener, make_listener
from tests.examples import one_and
from tests.models.speech import tones
from tests.models.speech.wav import write_wav
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["make_listener"]

Hear = Callable[..., Listener]
SAID = "Queue slow staff"
MANY_S = 20_000


@pytest.fixture
def hear(
    finger: "Page",
    outbox: FillingOutbox,
    make_listener: MakeListener,
    tmp_path: Path,
) -> Iterator[Hear]:
    """Opens the screen for words, where a source or made-up words are heard."""
    with ExitStack() as stack:

        def open_words(
            heard: AudioSource | str = "queue slow staff",
            screen: Screen = WORDY,
            limits: Limits | None = None,
        ) -> Listener:
            if isinstance(heard, str):
                path = write_wav(tmp_path / "said.wav", tones.sentence(heard))
                heard = WavFile(path)
            listener = make_listener(heard, limits)
            finger.goto(stack.enter_context(serving(outbox, screen, None, listener)))
            sees(finger, "idle")
            to_words(finger)
            return listener

        yield open_words


def press(page: "Page") -> None:
    """Press the microphone as soon as it is there."""
    page.wait_for_selector(".speak:not([disabled])", timeout=MANY_S)
    tap(page, ".speak")
    page.wait_for_selector(".listening", timeout=MANY_S)


def is_done(page: "Page") -> None:
    """Wait until it no longer listens."""
    page.wait_for_selector(".listening", state="hidden", timeout=MANY_S)


def told(page: "Page") -> str:
    return page.locator(".heard").inner_text()


def test_spoken_words_appear_can_be_corrected_and_are_sent_as_spoken(
    finger: "Page", hear: Hear, outbox: FillingOutbox
) -> None:
    hear()
    press(finger)
    until(lambda: written(finger).startswith("Queue"), "words appear")
    assert fits(finger)
    clock = finger.locator(".listening .countdown")
    assert re.search(r"[23]\d$", str(clock.get_attribute("aria-label")))
    is_done(finger)
    assert written(finger) == SAID
    assert fits(finger)
    strike(finger, "!")
    send(finger)
    sees(finger, "thanks", kept="yes")
    (comment,) = of_kind(outbox, Comment)
    assert comment.source == "spoken"
    assert comment.recognition == pytest.approx(1.0, abs=0.05)


def test_doubtful_words_are_sent_only_when_confirmed(
    finger: "Page", hear: Hear, outbox: FillingOutbox
) -> None:
    hear("bad bad bad bad price")
    press(finger)
    is_done(finger)
    assert "not sure I heard" in told(finger)
    assert fits(finger)
    strike(finger, ".")
    assert told(finger) == ""
    send(finger)
    sees(finger, "thanks", kept="yes")


def test_speaking_again_takes_the_place_of_what_was_heard(
    finger: "Page", hear: Hear
) -> None:
    hear("good price")
    press(finger)
    is_done(finger)
    assert finger.locator(".speak").inner_text() == "Speak again"
    press(finger)
    is_done(finger)
    assert written(finger) == "Good price"
    strike(finger, ".", "space")
    press(finger)
    is_done(finger)
    assert written(finger) == "Good price. Good price"


def test_a_change_of_mind_leaves_what_was_typed(
    finger: "Page", hear: Hear, outbox: FillingOutbox
) -> None:
    listener = hear()
    strike(finger, "n", "o")
    press(finger)
    until(lambda: "queue" in written(finger), "words appear")
    tap(finger, '[data-do="cancel-listening"]')
    is_done(finger)
    assert written(finger) == "No"
    until(lambda: not listener.is_open, "the microphone is closed")
    send(finger)
    sees(finger, "thanks", kept="yes")
    (comment,) = of_kind(outbox, Comment)
    assert (comment.source, comment.recognition) == ("typed", None)


def test_a_second_press_ends_it(finger: "Page", hear: Hear) -> None:
    hear()
    press(finger)
    until(lambda: written(finger).startswith("Queue slow"), "two words are heard")
    tap(finger, '[data-do="end-listening"]')
    is_done(finger)
    assert written(finger).startswith("Queue slow")


@pytest.mark.parametrize("way", one_and("back-to-reasons", "call", "about"))
def test_on_another_screen_nobody_listens(
    way: str, finger: "Page", hear: Hear, outbox: FillingOutbox
) -> None:
    listener = hear()
    press(finger)
    until(lambda: listener.is_open, "the microphone is open")
    tap(finger, f'[data-do="{way}"]')
    until(lambda: not listener.is_open, "the microphone is closed")
    assert of_kind(outbox, Comment) == []


def test_a_page_that_is_left_closes_the_microphone(finger: "Page", hear: Hear) -> None:
    listener = hear()
    press(finger)
    until(lambda: listener.is_open, "the microphone is open")
    finger.goto("about:blank")
    until(lambda: not listener.is_open, "the microphone is closed")


def test_a_quiet_customer_is_told_and_nothing_is_written(
    finger: "Page", hear: Hear
) -> None:
    hear(Silence(), limits=Limits(nobody_s=0.5))
    press(finger)
    is_done(finger)
    assert "heard nothing" in told(finger)
    assert written(finger) == ""
    assert finger.locator('[data-do="check-words"]').is_disabled()


@pytest.mark.parametrize(
    ("error", "says"),
    [(MicrophoneBusy("held"), "in use"), (MicrophoneGone("out"), "is gone")],
)
def test_a_microphone_that_fails_is_told_kindly_and_typing_goes_on(
    error: NoSound, says: str, finger: "Page", hear: Hear
) -> None:
    hear(Broken(error))
    finger.wait_for_selector(".speak:not([disabled])", timeout=MANY_S)
    tap(finger, ".speak")
    until(lambda: says in told(finger), "what is wrong is told")
    assert "type" in told(finger)
    strike(finger, "o", "k")
    assert written(finger) == "Ok"


def test_killed_in_mid_word_the_page_recovers_and_nothing_is_stored_twice(
    finger: "Page", hear: Hear, outbox: FillingOutbox
) -> None:
    listener = hear()
    press(finger)
    until(lambda: written(finger).startswith("Queue"), "a word is heard")
    assert listener.recognizer_pid is not None
    os.kill(listener.recognizer_pid, signal.SIGKILL)
    is_done(finger)
    assert "You can type" in told(finger)
    strike(finger, "o", "k")
    press(finger)
    is_done(finger)
    assert written(finger).startswith("Ok queue slow staff")
    send(finger)
    sees(finger, "thanks", kept="yes")
    assert len(of_kind(outbox, Comment)) == 1
    assert len(stored(outbox)) == 2


def test_a_language_without_a_model_shows_no_microphone(
    finger: "Page", hear: Hear
) -> None:
    hear()
    finger.wait_for_selector(".speak:not([disabled])", timeout=MANY_S)
    speak(finger, "fr")
    finger.wait_for_timeout(500)
    assert finger.locator(".speak").is_hidden()
    speak(finger, "en")
    finger.wait_for_selector(".speak:not([disabled])", timeout=MANY_S)


@pytest.mark.parametrize("look", one_and("light", "dark"))
def test_nobody_is_kept_out_while_it_listens_and_after(
    look: str, finger: "Page", hear: Hear
) -> None:
    checker = Checker(finger)
    hear("bad bad bad bad price")
    prepared(finger, look)
    finger.wait_for_selector(".speak:not([disabled])", timeout=MANY_S)
    checker.check("microphone")
    press(finger)
    checker.check("listening")
    is_done(finger)
    checker.check("doubtful")
    checker.clean()


@pytest.mark.parametrize("size", one_and((800, 480), (480, 800), (1920, 1080)))
def test_everything_fits_while_it_listens_and_after(
    size: tuple[int, int], finger: "Page", hear: Hear
) -> None:
    finger.set_viewport_size({"width": size[0], "height": size[1]})
    hear("bad bad bad bad price")
    finger.wait_for_selector(".speak:not([disabled])", timeout=MANY_S)
    assert fits(finger)
    press(finger)
    assert fits(finger)
    is_done(finger)
    assert fits(finger)


def test_the_notice_tells_when_it_listens(finger: "Page", hear: Hear) -> None:
    hear()
    tap(finger, '[data-do="about"]')
    said = finger.locator("main").inner_text()
    assert "listens only from when you press" in said
    assert "does not listen" not in said

"""Words that software reads: shown as they go out, understood, and put right."""

from typing import TYPE_CHECKING

from contract.kinds import Comment, Help
from models.words.process import ChildReader
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import WORDY, Serve, fits, of_kind, sees, tap, to_words
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOLD = "Forty minutes in the queue. Far too long."
SAID = f"{TOLD} Siobhan Murphy 087 555 1234"
HIDDEN = f"{TOLD} [name] [phone]"


def to_check(page: "Page", address: str, said: str = SAID, face: int = 1) -> None:
    """Type words and go on to where they stand as they will go out."""
    page.goto(address)
    to_words(page, face)
    page.fill("textarea", said)
    tap(page, '[data-do="check-words"]')
    sees(page, "check")
    page.wait_for_selector('[data-do="send-words"]:not([disabled])')


def sent(page: "Page", screen: str) -> None:
    """Send the words, and wait until a tap in the same place is no stray second one."""
    tap(page, '[data-do="send-words"]')
    sees(page, screen)
    page.wait_for_timeout(460)


def comments(outbox: FillingOutbox, count: int) -> list[Comment]:
    """The stored comments, once there are so many."""
    until(lambda: len(of_kind(outbox, Comment)) >= count, f"{count} comments are there")
    return of_kind(outbox, Comment)


def test_what_is_hidden_stands_there_hidden_and_can_be_looked_under(
    finger: "Page", serve: Serve, reader: ChildReader, outbox: FillingOutbox
) -> None:
    to_check(finger, serve(WORDY, reader))
    shown = finger.locator(".going-out")
    assert shown.inner_text() == HIDDEN
    tap(finger, '[data-shows="hidden"]')
    assert shown.inner_text() == SAID
    sent(finger, "heard")
    (comment,) = comments(outbox, 1)
    assert comment.text == HIDDEN
    assert comment.hidden == {"name": 1, "phone": 1}
    assert comment.label == "negative" and comment.scored
    assert "waiting" in comment.themes


def test_who_may_read_them_stays_in_sight_below_long_words(
    finger: "Page", serve: Serve, reader: ChildReader
) -> None:
    finger.set_viewport_size({"width": 800, "height": 480})
    to_check(finger, serve(WORDY, reader), f"{TOLD}\n" * 12)
    assert fits(finger)
    words = finger.locator(".going-out")
    assert words.evaluate("words => words.scrollHeight > words.clientHeight + 100")
    assert words.get_attribute("tabindex") == "0", "keys can scroll it as well"
    assert finger.locator('[data-reader="person"]').is_visible()


def test_a_reading_is_confirmed_with_one_tap(
    finger: "Page", serve: Serve, reader: ChildReader, outbox: FillingOutbox
) -> None:
    to_check(finger, serve(WORDY, reader))
    sent(finger, "heard")
    assert "the waiting" in finger.locator(".sentence").inner_text()
    tap(finger, '[data-do="right"]')
    sees(finger, "thanks", kept="yes")
    assert "the waiting" in finger.locator(".words .text").inner_text()
    correction = comments(outbox, 2)[1].correction
    assert correction is not None and correction.confirmed


def test_a_reading_is_put_right_with_a_tap_on_what_it_was(
    finger: "Page", serve: Serve, reader: ChildReader, outbox: FillingOutbox
) -> None:
    to_check(finger, serve(WORDY, reader))
    sent(finger, "heard")
    tap(finger, '[data-do="not-quite"]')
    sees(finger, "put-right")
    tap(finger, '[data-theme="price"]')
    tap(finger, '[data-feeling="anger"]')
    tap(finger, '[data-do="put-right"]')
    sees(finger, "thanks", kept="yes")
    correction = comments(outbox, 2)[1].correction
    assert correction is not None and not correction.confirmed
    assert (correction.themes, correction.emotions) == (["price"], ["anger"])


def test_what_only_a_person_may_read_is_not_scored(
    finger: "Page", serve: Serve, reader: ChildReader, outbox: FillingOutbox
) -> None:
    to_check(finger, serve(WORDY, reader))
    tap(finger, '[data-reader="person"]')
    tap(finger, '[data-do="send-words"]')
    sees(finger, "thanks", kept="yes")
    (comment,) = comments(outbox, 1)
    assert comment.text == HIDDEN
    assert (comment.scored, comment.why_not) == (False, "person_only")
    assert (comment.score, comment.label, comment.themes) == (None, None, [])


def test_words_of_danger_offer_to_call_someone(
    finger: "Page", serve: Serve, reader: ChildReader, outbox: FillingOutbox
) -> None:
    smoke = "There is smoke coming out of the back room and a man has collapsed"
    to_check(finger, serve(WORDY, reader), smoke)
    sent(finger, "danger")
    tap(finger, '[data-do="call-danger"]')
    sees(finger, "call")
    (comment,) = comments(outbox, 1)
    assert comment.urgent is not None
    (call,) = until(lambda: of_kind(outbox, Help), "somebody is called")
    assert call.what_for == "danger"


def test_markup_and_unusual_signs_are_shown_as_text(
    finger: "Page", serve: Serve, reader: ChildReader, outbox: FillingOutbox
) -> None:
    said = "<b> <i title=x> 👩‍👩‍👧 très bien ☕ nice shop, ask for Priya Sharma"
    to_check(finger, serve(WORDY, reader), said, face=4)
    assert finger.locator(".going-out b").count() == 0
    assert "<b> <i title=x> 👩‍👩‍👧 très bien ☕" in (
        finger.locator(".going-out").inner_text()
    )
    assert finger.locator(".going-out mark").last.inner_text() == "[name]"


def test_a_reader_killed_while_somebody_types_holds_nobody_up(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    reader = ChildReader()
    try:
        until(reader.is_there, "the model is loaded")
        to_check(finger, serve(WORDY, reader))
        child = reader._child
        assert child is not None
        child.kill()
        sent(finger, "heard")
        (comment,) = comments(outbox, 1)
        assert comment.text == HIDDEN
    finally:
        reader.close()

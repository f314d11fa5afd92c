"""A customer's words are in the page while they are there, and nowhere else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract.kinds import Comment
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import (
    WORDY,
    Serve,
    ended,
    of_kind,
    sees,
    send,
    tap,
    to_words,
)
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SECRET = "Quillfeather"


@pytest.fixture
def kept_browser(browser: "Browser", tmp_path: Path) -> "Iterator[BrowserContext]":
    """A browser with a profile on the disk, where a test can look."""
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=CHROMIUM,
        args=list(CHROMIUM_FLAGS),
        has_touch=True,
        viewport={"width": 800, "height": 480},
    )
    try:
        yield context
    finally:
        context.close()


def storages(page: "Page") -> str:
    """All that the page keeps in the browser."""
    kept: str = page.evaluate(
        "JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie,"
        " history.state])"
    )
    return kept


def memory(page: "Page") -> str:
    """The page's whole memory, as the browser's own tools see it."""
    chunks: list[str] = []
    tools = page.context.new_cdp_session(page)
    tools.on(
        "HeapProfiler.addHeapSnapshotChunk", lambda part: chunks.append(part["chunk"])
    )
    tools.send("HeapProfiler.collectGarbage")
    tools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    tools.detach()
    return "".join(chunks)


def test_words_are_in_no_storage_at_any_step(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    posted: list[str] = []
    finger.on("request", lambda request: posted.append(request.post_data or ""))
    finger.goto(serve(WORDY))
    to_words(finger)
    finger.keyboard.type(f"{SECRET} was rude")
    assert SECRET not in storages(finger)
    send(finger)
    assert SECRET not in storages(finger)
    sees(finger, "thanks", kept="yes")
    assert SECRET not in storages(finger)
    with_words = [json.loads(body) for body in posted if SECRET in body]
    assert [body.get("kind", "draft") for body in with_words] == ["draft", "comment"]


def test_words_are_gone_from_memory_when_the_visit_ends(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(WORDY))
    to_words(finger)
    finger.keyboard.type(SECRET)
    assert SECRET in memory(finger)
    send(finger)
    sees(finger, "thanks", kept="yes")
    tap(finger, '[data-do="close"]')
    sees(finger, "idle")
    until(lambda: SECRET not in memory(finger), "the page has forgotten the words")


def test_words_that_could_not_be_sent_are_forgotten_but_that_they_came_is_not(
    finger: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    finger.goto(serve(WORDY))
    to_words(finger)
    finger.route("**/visits/**", lambda route: route.abort())
    finger.keyboard.type(SECRET)
    send(finger)
    sees(finger, "thanks", kept="waiting")
    assert SECRET not in storages(finger)
    finger.unroute("**/visits/**")
    finger.reload()
    sees(finger, "idle")
    ended(outbox, "left")
    assert len(of_kind(outbox, Comment)) == 1


def test_words_reach_no_file_of_browser_or_kiosk(
    kept_browser: "BrowserContext",
    serve: Serve,
    outbox: FillingOutbox,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = kept_browser.new_page()
    page.goto(serve(WORDY))
    to_words(page)
    page.keyboard.type(SECRET)
    send(page)
    sees(page, "thanks", kept="yes")
    tap(page, '[data-do="close"]')
    ended(outbox, "completed")
    to_words(page, face=2)
    page.keyboard.type(SECRET)
    page.reload()
    sees(page, "idle")
    kept_browser.close()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > 20
    for encoded in (SECRET.encode(), SECRET.encode("utf-16-le")):
        assert [file for file in files if encoded in file.read_bytes()] == []
    assert SECRET not in caplog.text


def test_an_error_in_the_page_is_told_without_words(
    touch_page: "Page", serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    touch_page.goto(serve(WORDY))
    to_words(touch_page)
    touch_page.evaluate(f"setTimeout(() => {{ throw new TypeError('no {SECRET}'); }})")
    until(lambda: "TypeError at unknown" in caplog.text, "the error is logged")
    assert "while it shows words" in caplog.text
    assert SECRET not in caplog.text

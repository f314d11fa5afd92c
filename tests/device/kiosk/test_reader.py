"""The child that understands words may die or hang; nobody at the screen waits."""

import sys
import time
from collections.abc import Iterator

import pytest

from device.kiosk.reader import ChildReader
from tests.servers import until

ANSWER = """
import json, os, sys, time
print('{"ready": "test"}', flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    text = asked["text"]
    if text == "die":
        os._exit(1)
    if text == "hang":
        time.sleep(60)
    if text == "babble":
        print("not json", flush=True)
    print(json.dumps({"number": asked["number"], "words": {
        "text": text.upper(), "hidden": {}, "score": None, "label": None,
        "feelings": [], "themes": [], "urgent": None, "maybe_urgent": None,
        "confidence": 0.5, "scored": False, "why_not": "unsure", "details": []}}),
        flush=True)
"""


@pytest.fixture
def reader() -> Iterator[ChildReader]:
    found = ChildReader([sys.executable, "-c", ANSWER])
    try:
        until(found.is_there, "the child has started")
        yield found
    finally:
        found.close()


def understood(reader: ChildReader, text: str) -> str | None:
    words = reader.understand(text, "en", 5)
    return None if words is None else words.text


def test_what_is_asked_is_answered(reader: ChildReader) -> None:
    assert understood(reader, "a long line\nwith “signs” 🙂") == (
        "A LONG LINE\nWITH “SIGNS” 🙂"
    )
    assert understood(reader, "x" * 30_000) == "X" * 30_000


@pytest.mark.parametrize("text", ["die", "babble"])
def test_after_a_child_that_died_or_babbled_another_one_answers(
    reader: ChildReader, text: str
) -> None:
    assert understood(reader, text) is None
    until(lambda: understood(reader, "again") == "AGAIN", "another one answers")


def test_a_child_that_hangs_is_given_up_in_time_and_replaced(
    reader: ChildReader,
) -> None:
    began = time.monotonic()
    assert reader.understand("hang", "en", 0.3) is None
    assert time.monotonic() - began < 5
    until(lambda: understood(reader, "again") == "AGAIN", "another one answers")


def test_where_no_child_can_start_nobody_waits() -> None:
    reader = ChildReader([sys.executable, "-c", "raise SystemExit(3)"])
    try:
        began = time.monotonic()
        assert reader.understand("hello", "en", 3) is None
        assert time.monotonic() - began < 1
        assert not reader.is_there()
    finally:
        reader.close()


def test_a_closed_reader_leaves_no_child(reader: ChildReader) -> None:
    child = reader._child
    assert child is not None
    reader.close()
    assert child.poll() is not None
    assert understood(reader, "anybody?") is None

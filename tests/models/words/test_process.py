"""The child that understands words may die or hang; nobody at the screen waits."""

import sys
import time
from collections.abc import Iterator

import pytest

from models.words.asking import Question
from models.words.process import ChildReader, NotUnderstood
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
    words = reader.understand(Question(text=text), 5)
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
    assert reader.understand(Question(text="hang"), 0.3) is None
    assert time.monotonic() - began < 5
    until(lambda: understood(reader, "again") == "AGAIN", "another one answers")


def test_where_no_child_can_start_nobody_waits() -> None:
    reader = ChildReader([sys.executable, "-c", "raise SystemExit(3)"])
    try:
        began = time.monotonic()
        assert reader.understand(Question(text="hello"), 3) is None
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


def test_a_child_that_nobody_asks_ends_and_comes_again_when_asked() -> None:
    reader = ChildReader([sys.executable, "-c", ANSWER], idle_s=0.5)
    try:
        time.sleep(0.3)
        assert not reader.is_there(), "nobody has asked yet"
        assert understood(reader, "first") == "FIRST"
        assert reader.is_there()
        until(lambda: not reader.is_there(), "the idle child has gone")
        assert understood(reader, "second") == "SECOND"
    finally:
        reader.close()


def test_whoever_asks_learns_whether_nobody_is_there_or_somebody_is_late() -> None:
    for source, why in (("raise SystemExit(3)", "no_model"), (ANSWER, "late")):
        reader = ChildReader([sys.executable, "-c", source], idle_s=5)
        try:
            with pytest.raises(NotUnderstood) as failed:
                reader.ask(Question(text="hang"), 1.5 if why == "late" else 20)
            assert failed.value.why == why
        finally:
            reader.close()


def test_a_program_that_is_not_there_is_no_model_and_no_fault() -> None:
    reader = ChildReader(["/nowhere/python"], idle_s=5)
    try:
        with pytest.raises(NotUnderstood):
            reader.ask(Question(text="hello"), 5)
    finally:
        reader.close()

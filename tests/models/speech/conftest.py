"""The tone model, the two recognizers, and a process for them."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.speech.engine import Vosk
from models.speech.process import RecognizerProcess
from models.speech.recognize import BLOCK_BYTES, Recognizer, Update
from tests.models.speech.tones import Samples

TONES = Path(__file__).parent / "tone-model"

MakeRecognizer = Callable[[], Recognizer]


@pytest.fixture(scope="session")
def tone_model() -> Path:
    return TONES


@pytest.fixture(scope="session")
def bare() -> Vosk:
    """The engine in this process; the tone model gives it no reason to abort."""
    return Vosk(TONES)


@pytest.fixture
def keeper() -> Iterator[RecognizerProcess]:
    made = RecognizerProcess()
    made.start()
    try:
        assert made.wait_until_ready(20)
        yield made
    finally:
        made.close()


@pytest.fixture(params=["in this process", "beside it"])
def make_recognizer(
    request: pytest.FixtureRequest, bare: Vosk, keeper: RecognizerProcess
) -> MakeRecognizer:
    if request.param == "in this process":
        return bare.recognizer
    return lambda: keeper.press(str(TONES))


def blocks(samples: Samples) -> Iterator[bytes]:
    """Sound as it comes from a microphone."""
    content = samples.tobytes()
    for start in range(0, len(content), BLOCK_BYTES):
        yield content[start : start + BLOCK_BYTES]


def hear(recognizer: Recognizer, samples: Samples) -> list[Update]:
    """Everything that is heard in a piece of sound."""
    updates: list[Update] = []
    for block in blocks(samples):
        updates += recognizer.feed(block)
    return updates + recognizer.finish()


def words_of(updates: list[Update]) -> list[str]:
    """The words of the sentences that ended."""
    return [word.text for update in updates for word in update.words or ()]


def wait_until(is_so: Callable[[], object], timeout_s: float = 10.0) -> None:
    """Fails where it does not come true."""
    ends = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < ends, "it did not come true"
        time.sleep(0.01)

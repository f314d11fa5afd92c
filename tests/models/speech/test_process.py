"""The recognizer's process killed, hung, and given models that are none."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from models.speech.process import Patience, RecognizerProcess
from models.speech.recognize import NoModel, RecognizerGone
from models.speech.talk import Load
from tests.models.speech import tones
from tests.models.speech.conftest import (
    TONES,
    blocks,
    hear,
    wait_until,
    words_of,
)

MODEL = str(TONES)


def kill(keeper: RecognizerProcess, how: signal.Signals = signal.SIGKILL) -> None:
    assert keeper.pid is not None
    os.kill(keeper.pid, how)


def test_killed_in_mid_word_it_is_up_again_within_two_seconds(
    keeper: RecognizerProcess,
) -> None:
    press = keeper.press(MODEL)
    for block in blocks(tones.sentence("queue", after_s=0)):
        press.feed(block)
    killed = time.monotonic()
    kill(keeper)
    with pytest.raises(RecognizerGone):
        while True:
            press.feed(b"\0" * 640)
    with pytest.raises(RecognizerGone):
        press.finish()
    wait_until(lambda: keeper.state == "starting")
    wait_until(lambda: keeper.state == "ready", 5)
    assert time.monotonic() - killed < 2
    assert words_of(hear(keeper.press(MODEL), tones.sentence("bad"))) == ["bad"]


def test_it_is_started_again_and_again_with_longer_pauses(
    keeper: RecognizerProcess,
) -> None:
    waits = []
    for _ in range(3):
        kill(keeper)
        died = time.monotonic()
        wait_until(lambda: keeper.state == "starting")
        wait_until(lambda: keeper.state == "ready")
        waits.append(time.monotonic() - died)
    assert waits[1] > 0.5
    assert waits[2] > 1.0


def test_one_that_hangs_is_ended() -> None:
    keeper = RecognizerProcess(patience=Patience(hearing_s=0.3))
    keeper.start()
    try:
        assert keeper.wait_until_ready(20)
        press = keeper.press(MODEL)
        hear(press, tones.sentence("good"))
        first = keeper.pid
        kill(keeper, signal.SIGSTOP)
        stuck = keeper.press(MODEL)
        with pytest.raises(RecognizerGone):
            hear(stuck, tones.sentence("good"))
        wait_until(lambda: keeper.pid not in (None, first))
    finally:
        keeper.close()


def test_it_ends_with_its_keeper() -> None:
    keeper = RecognizerProcess()
    keeper.start()
    assert keeper.wait_until_ready(20)
    pid = keeper.pid
    keeper.close()
    assert keeper.state == "stopped"
    assert not Path(f"/proc/{pid}").exists()


def test_a_second_press_ends_the_first(keeper: RecognizerProcess) -> None:
    first = keeper.press(MODEL)
    for block in blocks(tones.sentence("dirty", after_s=0)):
        first.feed(block)
    second = keeper.press(MODEL)
    with pytest.raises(RecognizerGone):
        first.finish()
    assert words_of(hear(second, tones.sentence("clean"))) == ["clean"]


def test_a_folder_without_a_model_is_refused_and_the_process_lives(
    keeper: RecognizerProcess, tmp_path: Path
) -> None:
    pid = keeper.pid
    with pytest.raises(NoModel, match="is missing"):
        hear(keeper.press(str(tmp_path)), tones.silence(1))
    assert keeper.refusal(str(tmp_path))
    with pytest.raises(NoModel):
        keeper.press(str(tmp_path))
    assert words_of(hear(keeper.press(MODEL), tones.sentence("good"))) == ["good"]
    assert keeper.pid == pid


def test_a_model_that_ends_the_process_is_no_longer_tried(
    keeper: RecognizerProcess, tmp_path: Path
) -> None:
    place = tmp_path / "model"
    shutil.copytree(TONES, place)
    # The engine takes it and aborts at the first sound.
    (place / "conf/model.conf").write_text("")
    keeper.warm(Load(model=str(place)))
    wait_until(lambda: keeper.refusal(str(place)))
    wait_until(lambda: keeper.state == "ready")
    with pytest.raises(NoModel, match="ends the recognizer"):
        keeper.press(str(place))
    assert words_of(hear(keeper.press(MODEL), tones.sentence("good"))) == ["good"]


def test_models_beyond_the_memory_limit_make_room(tmp_path: Path) -> None:
    from models.speech.child import Models

    other = tmp_path / "other"
    shutil.copytree(TONES, other)
    models = Models(limit_bytes=10_000)
    assert models.get(Load(model=MODEL))[1] == []
    assert models.get(Load(model=MODEL))[1] == []
    assert models.get(Load(model=str(other)))[1] == [MODEL]
    assert models.get(Load(model=MODEL))[1] == [str(other)]
    roomy = Models(limit_bytes=1 << 40)
    roomy.get(Load(model=MODEL))
    assert roomy.get(Load(model=str(other)))[1] == []


def test_another_language_is_ready_before_anybody_speaks(
    keeper: RecognizerProcess, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(TONES, other)
    keeper.warm(Load(model=str(other)))
    assert words_of(hear(keeper.press(str(other)), tones.sentence("bad"))) == ["bad"]

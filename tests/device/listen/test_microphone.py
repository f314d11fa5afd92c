"""A microphone of a real sound server, plugged in and out."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from device.listen.microphone import Microphone
from device.listen.sources import MicrophoneBusy, MicrophoneGone, NoMicrophone, NoSound
from models.speech.gate import Gate
from models.speech.recognize import BLOCK_BYTES, PIECE_BYTES
from tests.device.listen.conftest import MakeListener
from tests.device.listen.sound_server import SoundServer, is_installed, sound_server
from tests.models.speech import tones
from tests.models.speech.conftest import wait_until
from tests.servers import require

WHERE = "pulse"


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    require(is_installed(), "pulseaudio, pulseaudio-utils and libasound2-plugins")
    with sound_server(tmp_path_factory.mktemp("p")) as running:
        yield running


def test_what_is_said_into_it_is_heard(
    server: SoundServer, make_listener: MakeListener
) -> None:
    listener = make_listener(Microphone(WHERE))
    wait_until(lambda: listener.ready("en") == "ready", 20)
    _, listening = listener.begin("en")
    said = None
    last = None
    for told in listening.follow():
        if told is not None and told.state == "listening" and said is None:
            said = server.say(tones.sentence("queue price bad"))
        last = told or last
    # On a busy machine the player stutters, and a tone in two is a word twice.
    assert last is not None
    assert list(dict.fromkeys(last.text.split())) == ["queue", "price", "bad"]
    assert said is not None and said.wait(5) == 0


def test_it_gives_one_block_at_once_and_then_100_ms_at_the_pace_of_life(
    server: SoundServer,
) -> None:
    blocks = Microphone(WHERE).blocks()
    assert len(next(blocks)) == BLOCK_BYTES
    began = time.monotonic()
    sizes = {len(next(blocks)) for _ in range(10)}
    took_s = time.monotonic() - began
    blocks.close()
    assert sizes == {PIECE_BYTES}
    assert 0.6 < took_s < 2.5


def test_unplugged_it_is_gone_and_plugged_in_it_is_back(server: SoundServer) -> None:
    microphone = Microphone(WHERE)
    blocks = microphone.blocks()
    next(blocks)
    server.unplug()
    with pytest.raises(MicrophoneGone):
        for _ in blocks:
            pass
    with pytest.raises(NoSound):
        next(microphone.blocks())
    server.plug_in()
    again = microphone.blocks()
    assert len(next(again)) == BLOCK_BYTES
    again.close()


def test_closed_it_can_be_opened_again_but_not_twice_at_once(
    server: SoundServer,
) -> None:
    microphone = Microphone(WHERE)
    for _ in range(3):
        blocks = microphone.blocks()
        next(blocks)
        assert microphone.is_there()
        with pytest.raises(MicrophoneBusy):
            next(microphone.blocks())
        blocks.close()


def test_a_microphone_that_is_not_there_is_told_with_those_that_are(
    server: SoundServer, caplog: pytest.LogCaptureFixture
) -> None:
    microphone = Microphone("no such thing", look_again_s=0.0)
    assert not microphone.is_there() and not microphone.is_there()
    (record,) = caplog.records
    assert "'no such thing'" in record.getMessage() and WHERE in record.getMessage()
    with pytest.raises(NoMicrophone, match=WHERE):
        next(microphone.blocks())


def test_a_quiet_microphone_is_no_voice(server: SoundServer) -> None:
    blocks = Microphone(WHERE).blocks()
    gate = Gate()
    for _ in range(10):
        gate.hear(next(blocks))
    blocks.close()
    assert len(gate.voice) == 46 and np.count_nonzero(gate.voice) == 0

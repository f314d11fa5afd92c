"""The lamp shines exactly while somebody is listened to."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from device.listen.listening import Limits, Listening, Told
from device.listen.sources import AudioSource, Silence, WavFile
from device.panel.pins import GpioPins, NoPins
from models.speech.doubt import Sureness
from models.speech.engine import Vosk
from tests.models.speech import tones
from tests.models.speech.conftest import TONES
from tests.models.speech.wav import write_wav
from tests.servers import until

SHORT = Limits(most_s=6, silence_s=1.0, nobody_s=3)


class Watched:
    """A source that notes whether it is open, in the order of all that happens."""

    def __init__(self, source: AudioSource, notes: list[str]) -> None:
        self._source, self._notes = source, notes

    def is_there(self) -> bool:
        return True

    def blocks(self) -> Iterator[bytes]:
        self._notes.append("open")
        try:
            with closing(self._source.blocks()) as blocks:
                yield from blocks
        finally:
            self._notes.append("closed")


def heard(source: AudioSource, notes: list[str]) -> list[Told]:
    """One press, with the lamp's changes among the notes."""
    listening = Listening(
        Watched(source, notes),  # type: ignore[arg-type]
        Vosk(TONES).recognizer,
        SHORT,
        Sureness(),
        lambda is_on: notes.append("on" if is_on else "off"),
    )
    listening.start()
    told: list[Told] = []
    for each in listening.follow():
        if each is not None:
            if not told or told[-1].state != each.state:
                notes.append(each.state)
            told.append(each)
    listening.join()
    return told


def test_it_shines_before_the_screen_says_so_and_until_all_is_closed(
    tmp_path: Path,
) -> None:
    notes: list[str] = []
    said = write_wav(tmp_path / "said.wav", tones.sentence("queue slow"))
    assert heard(WavFile(said, 8.0), notes)[-1].text == "queue slow"
    assert notes.count("on") == notes.count("off") == 1
    assert notes.index("on") < notes.index("listening")
    assert [note for note in notes if note != "opening"][:2] == ["open", "on"]
    assert notes.index("closed") < notes.index("off")


def test_without_its_lamp_nobody_is_listened_to() -> None:
    closed: list[str] = []

    def broken(is_on: bool) -> None:
        raise NoPins("the lamp is out of reach, says the test")

    listening = Listening(
        Watched(Silence(), closed),  # type: ignore[arg-type]
        Vosk(TONES).recognizer,
        SHORT,
        Sureness(),
        broken,
    )
    listening.start()
    told = [each for each in listening.follow() if each is not None]
    listening.join()
    assert (told[-1].state, told[-1].why) == ("failed", "fault")
    assert "listening" not in {each.state for each in told}
    assert closed == ["open", "closed"]


@pytest.mark.parametrize("leaves", [True, False])
def test_it_goes_out_when_the_page_leaves_or_discards(leaves: bool) -> None:
    pins = GpioPins("mock")
    shines = threading.Event()

    def lamp(is_on: bool) -> None:
        pins.light(26, is_on)
        if is_on:
            shines.set()

    listening = Listening(Silence(), Vosk(TONES).recognizer, Limits(), Sureness(), lamp)
    listening.start()
    page = listening.follow()
    next(page)
    assert shines.wait(10) and pins.factory.pin(26).state
    if leaves:
        page.close()
    else:
        listening.discard()
    until(lambda: not pins.factory.pin(26).state, "the lamp goes out", timeout_s=2)
    listening.join()
    pins.close()

"""Speech: our path against the bare engine, delays, recovery and growth.

The model of tones costs next to nothing, so the path is also set against the engine
with a network as costly as an official small model's, made for it
(tests/models/speech/heavy_tone_model.py): `heavy_cpu_ratio`. That is a stand-in for
cost; neither an official model nor a Pi is measured here.

`--model FOLDER` names another model than that of tones; then `--list FILE` names
recordings with their words, as for `heed eval speech`.
"""

import argparse
import os
import signal
import statistics
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil

from device.listen.listening import Limits, Listening, Told
from device.listen.microphone import Microphone
from device.listen.sources import WavFile
from models.speech.doubt import Sureness
from models.speech.engine import Vosk
from models.speech.evaluate import read_list
from models.speech.process import RecognizerProcess
from models.speech.recognize import RATE, Recognizer, Update
from models.speech.sound import read_wav
from models.speech.talk import Load
from tests.bench.report import options, say, show
from tests.device.listen.sound_server import is_installed, sound_server
from tests.models.speech import heavy_tone_model, tones
from tests.models.speech.conftest import TONES, blocks, hear, words_of
from tests.models.speech.wav import write_wav

SAID = (
    "queue slow staff friendly",
    "good price fresh",
    "dirty queue bad bad staff clean good",
    "clean",
)
PACE = 8.0
WARM_UP = 50
LONG = Limits(silence_s=2.0)


class Timed:
    """A recognizer that notes when the first sound came and when words came back."""

    def __init__(self, inner: Recognizer) -> None:
        self._inner = inner
        self.first_at = self.began = 0.0
        self.words_at: list[float] = []

    def feed(self, sound: bytes) -> list[Update]:
        """As the inner one."""
        if not self.first_at:
            self.first_at = time.monotonic()
            # What is heard first began to sound that much earlier.
            self.began = self.first_at - len(sound) // 2 / RATE
        updates = self._inner.feed(sound)
        self.words_at += [time.monotonic() for update in updates if update.words]
        return updates

    def finish(self) -> list[Update]:
        """As the inner one."""
        return self._inner.finish()


def sounds(chosen: argparse.Namespace) -> list[tones.Samples]:
    """What is heard: made-up sentences, or recordings with silence after them."""
    if chosen.list is None:
        return [tones.sentence(said, after_s=2.5) for said in SAID]
    after = tones.silence(2.5)
    clips = read_list(chosen.list)[: chosen.clips]
    return [np.concatenate([read_wav(clip.path), after]) for clip in clips]


def words_and_cpu(
    engine: Vosk, keeper: RecognizerProcess, model: str, heard: list[tones.Samples]
) -> dict[str, object]:
    """The same words as the bare engine in one piece; processor time of both."""
    same = True
    bare_s = ours_s = 0.0
    child = psutil.Process(keeper.pid)
    with tempfile.TemporaryDirectory() as name:
        for samples in heard:
            began = time.thread_time()
            bare = engine.recognizer()
            expected = words_of(bare.feed(samples.tobytes()) + bare.finish())
            bare_s += time.thread_time() - began
            same &= words_of(hear(keeper.press(model), samples)) == expected
            source = WavFile(write_wav(Path(name) / "said.wav", samples), PACE)
            before = time.process_time() + _cpu_s(child)
            _press(source, keeper, model, Limits(silence_s=10, most_s=_long(samples)))
            ours_s += time.process_time() + _cpu_s(child) - before
    sound_s = sum(map(len, heard)) / RATE
    return {
        "same_words": int(same),
        "cpu_ratio": round(ours_s / bare_s, 2),
        "overhead_ms_per_s": round(1000 * (ours_s - bare_s) / sound_s, 2),
        "bare_ms_per_s": round(1000 * bare_s / sound_s, 2),
    }


def heavy_cpu(keeper: RecognizerProcess, heavy: Path) -> dict[str, object]:
    """The same where the engine has a network of an official model's cost."""
    said = [tones.sentence(said, after_s=2.5) for said in SAID]
    keeper.warm(Load(model=str(heavy)))
    hear(keeper.press(str(heavy)), said[0])
    figures = words_and_cpu(Vosk(heavy), keeper, str(heavy), said)
    return {f"heavy_{name}": value for name, value in figures.items()}


def _long(samples: tones.Samples) -> float:
    return len(samples) / RATE


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _press(
    source: WavFile, keeper: RecognizerProcess, model: str, limits: Limits
) -> Told | None:
    listening = Listening(source, lambda: keeper.press(model), limits, Sureness())
    listening.start()
    last = None
    for told in listening.follow():
        last = told or last
    listening.join()
    return last


def added_final_ms(
    engine: Vosk, keeper: RecognizerProcess, model: str, heard: list[tones.Samples]
) -> float:
    """From the block at which the engine ends a sentence until the page is told."""
    added = []
    with tempfile.TemporaryDirectory() as name:
        for samples in heard:
            bare = engine.recognizer()
            ends = [
                update.at_s
                for block in blocks(samples)
                for update in bare.feed(block)
                if update.words
            ]
            source = WavFile(write_wav(Path(name) / "said.wav", samples))
            timed, told_at = _timed(source, keeper, model)
            for end_s, words_at in zip(ends, timed.words_at, strict=False):
                due = timed.began + end_s
                told = next(at for at in told_at if at >= words_at)
                added.append(1000 * (told - due))
    return round(statistics.median(added), 1)


def _timed(
    source: WavFile | Microphone, keeper: RecognizerProcess, model: str
) -> tuple[Timed, list[float]]:
    timed = Timed(keeper.press(model))
    listening = Listening(source, lambda: timed, LONG, Sureness())
    listening.start()
    told_at = [time.monotonic() for _ in listening.follow()]
    listening.join()
    return timed, told_at


def first_block_ms(keeper: RecognizerProcess, model: str) -> float | None:
    """From the press to the first block out of a sound server's null sink."""
    if not is_installed():
        say("no sound server here: the first block is not measured")
        return None
    took = []
    with tempfile.TemporaryDirectory() as name, sound_server(Path(name)):
        microphone = Microphone("pulse")
        microphone.is_there()
        for _ in range(7):
            began = time.monotonic()
            took.append(_first_at(microphone, keeper, model) - began)
    return round(1000 * statistics.median(took), 1)


def _first_at(microphone: Microphone, keeper: RecognizerProcess, model: str) -> float:
    timed = Timed(keeper.press(model))
    listening = Listening(microphone, lambda: timed, LONG, Sureness())
    listening.start()
    for _told in listening.follow():
        if timed.first_at:
            break
    listening.join()
    return timed.first_at


def recover_s(keeper: RecognizerProcess, model: str) -> float:
    """From kill -9 in mid-word until another press is heard."""
    press = keeper.press(model)
    for block in blocks(tones.word("queue")):
        press.feed(block)
    assert keeper.pid is not None
    killed = time.monotonic()
    os.kill(keeper.pid, signal.SIGKILL)
    pause = threading.Event()
    while keeper.state == "ready":
        pause.wait(0.005)
    assert keeper.wait_until_ready(30)
    hear(keeper.press(model), tones.word("queue"))
    return round(time.monotonic() - killed, 2)


def growth_mb(
    keeper: RecognizerProcess, model: str, heard: list[tones.Samples], visits: int
) -> float:
    """How much this process and the child grow over the visits, after some first."""
    assert keeper.pid is not None
    both = [psutil.Process(), psutil.Process(keeper.pid)]
    with tempfile.TemporaryDirectory() as name:
        short = heard[-1][: 2 * RATE]
        source = WavFile(write_wav(Path(name) / "said.wav", short), 1e6)
        for visit in range(WARM_UP + visits):
            if visit == WARM_UP:
                before = [process.memory_info().rss for process in both]
            if visit % 100 == 0:
                say(f"visit {visit}")
            _press(source, keeper, model, Limits(most_s=_long(short)))
    after = [process.memory_info().rss for process in both]
    grown = [float(b - a) / 1e6 for a, b in zip(before, after, strict=True)]
    say(f"here {grown[0]:.1f} MB, child {grown[1]:.1f} MB")
    return round(float(sum(grown)), 2)


def measure(chosen: argparse.Namespace) -> dict[str, object]:
    """Everything, one thing after the other."""
    with tempfile.TemporaryDirectory() as name:
        heavy = heavy_tone_model.make(Path(name) / "heavy", chosen.heavy_layers)
        return _measure(chosen, heavy)


def _measure(chosen: argparse.Namespace, heavy: Path) -> dict[str, object]:
    model = str(chosen.model)
    heard = sounds(chosen)
    engine = Vosk(chosen.model)
    keeper = RecognizerProcess()
    keeper.start()
    try:
        assert keeper.wait_until_ready(30)
        keeper.warm(Load(model=model))
        hear(keeper.press(model), heard[0])
        figures = words_and_cpu(engine, keeper, model, heard)
        figures |= heavy_cpu(keeper, heavy)
        say(str(figures))
        figures["added_final_ms"] = added_final_ms(engine, keeper, model, heard[:2])
        figures["first_block_ms"] = first_block_ms(keeper, model)
        figures["recover_s"] = recover_s(keeper, model)
        figures["growth_mb"] = growth_mb(keeper, model, heard, chosen.visits)
    finally:
        keeper.close()
    return figures


def main() -> None:
    """Run the bench."""
    parser = options(__doc__)
    parser.add_argument("--model", type=Path, default=TONES)
    parser.add_argument("--list", type=Path)
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument(
        "--heavy-layers",
        type=int,
        default=heavy_tone_model.EVERY_THIRD,
        help="factored layers at one frame in three; 13 are an official small model's",
    )
    parser.add_argument("--visits", type=int, default=500)
    chosen = parser.parse_args()
    show(measure(chosen), chosen.json)


if __name__ == "__main__":
    main()

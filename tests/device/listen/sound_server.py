"""A sound server of the test's own: its null sink is a microphone to PortAudio."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.models.speech.tones import RATE, Samples

PLUGIN = "/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"
STARTS_WITHIN_S = 10.0


def is_installed() -> bool:
    """Are PulseAudio and the bridge from ALSA to it here?"""
    has_plugin = any(Path("/").glob(PLUGIN.lstrip("/")))
    return has_plugin and shutil.which("pulseaudio") is not None


class SoundServer:
    """PulseAudio with one null sink; what is played there is what its monitor hears."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_STATE_PATH": str(folder),
            "PULSE_SERVER": f"unix:{folder}/native",
        }
        """What a program needs to find it, and nothing else of this machine."""
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._said: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start it; raises AssertionError where it does not come up."""
        self._process = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no"),
                *("--exit-idle-time=-1", "--disallow-exit", "--log-level=error"),
                f"--load=module-native-protocol-unix socket={self._folder}/native",
            ],
            env={**os.environ, **self.environment},
            stderr=subprocess.DEVNULL,
        )
        ends = time.monotonic() + STARTS_WITHIN_S
        while not (self._folder / "native").exists():
            assert time.monotonic() < ends, "PulseAudio does not come up"
            time.sleep(0.02)
        self.plug_in()

    def plug_in(self) -> None:
        """Let there be a microphone."""
        # Without the last word it works two seconds ahead, which no microphone does.
        self._ask(
            *("load-module", "module-null-sink", "sink_name=shop"),
            *(f"rate={RATE}", "norewinds=1"),
        )
        self._ask("set-default-source", "shop.monitor")

    def unplug(self) -> None:
        """Take it away, also from whoever listens."""
        self._ask("unload-module", "module-null-sink")

    def _ask(self, *words: str) -> None:
        command = ["pactl", *words]
        environment = {**os.environ, **self.environment}
        subprocess.run(command, env=environment, check=True, capture_output=True)

    def say(self, samples: Samples) -> "subprocess.Popen[bytes]":
        """Play this, once, at the pace of life."""
        command = [
            *("pacat", "--playback", "--raw", "--format=s16le", "--channels=1"),
            *(f"--rate={RATE}", "--device=shop", "--latency-msec=400"),
        ]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, env={**os.environ, **self.environment}
        )
        self._said.append(process)
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(samples.tobytes())
            process.stdin.close()
        return process

    def end(self) -> None:
        """Stop it at once, and whatever still plays."""
        for process in self._said:
            process.kill()
            process.wait()
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def sound_server(folder: Path) -> Iterator[SoundServer]:
    """A running one, and the environment set so that PortAudio finds it."""
    server = SoundServer(folder)
    server.start()
    before = {name: os.environ.get(name) for name in server.environment}
    os.environ.update(server.environment)
    try:
        yield server
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        server.end()

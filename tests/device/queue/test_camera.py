"""The camera's process: from frames to the outbox, whatever happens to the camera."""

import json
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract.errors import SettingsError
from contract.events import Health, Queue
from device.outbox.outbox import Outbox
from device.queue import network
from device.queue.facts import Reporter, facts
from device.queue.service import CameraHangs, run
from device.settings import Camera, Device
from models.network import BadModel
from tests.device.samples import device
from tests.servers import require, until

ZONES = {"waiting": [[0.32, 0.39], [0.68, 0.39], [0.78, 0.6], [0.28, 0.6]]}
TOLD = "what the camera tells"
STRACE = Path("/usr/bin/strace")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A device's folder in which the zones are drawn."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/zones.json").write_text(json.dumps(ZONES))
    return tmp_path


def settings(shop: Path, **more: Any) -> Device:
    """A camera that plays a video four times as fast as life."""
    known: dict[str, Any] = {
        "fps": 30.0,
        "every_s": 5.0,
        "detector": "motion",
        "stalled_s": 2.0,
    }
    return device(shop, camera=Camera(**(known | more)))


def street(data: Path, **more: Any) -> dict[str, Any]:
    file = str(data / "people/vtest.avi")
    return {"source": "file", "file": file, "file_fps": 80.0, **more}


def told(shop: Device) -> list[Queue]:
    """The queue events in the outbox."""
    outbox = Outbox(shop)
    try:
        rows = outbox.read("SELECT data FROM outbox WHERE type = ?", (Queue.type,))
    finally:
        outbox.close()
    return [msgspec.json.decode(row[0], type=Queue) for row in rows]


def blind(shop: Device) -> list[str | None]:
    """Why nothing was seen, event by event."""
    return [event.why_blind for event in told(shop)]


@pytest.fixture
def background() -> Iterator[Any]:
    """Runs the service in a thread and stops it at the end of the test."""
    stop = threading.Event()
    threads: list[threading.Thread] = []
    errors: list[BaseException] = []

    def start(settings: Device) -> list[BaseException]:
        def job() -> None:
            try:
                run(settings, stop)
            except BaseException as error:
                errors.append(error)

        threads.append(threading.Thread(target=job))
        threads[0].start()
        return errors

    try:
        yield start
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
            assert not thread.is_alive()


def test_a_video_becomes_a_line_s_figures(data: Path, shop: Path) -> None:
    with_video = settings(shop, **street(data))
    run(with_video, threading.Event())
    events = told(with_video)
    assert len(events) >= 2
    assert {event.state for event in events} == {"rough"}
    assert all(event.mean is not None and event.mean > 0.3 for event in events)
    assert all(event.band is not None and event.band > 0.1 for event in events)
    outbox = Outbox(with_video)
    shown = facts(outbox, outbox.now().time_ms)
    health = Reporter(outbox).told(Health(uptime_s=1.0))
    outbox.close()
    assert shown is not None and shown.rough and shown.people is not None
    assert "movement (rough)" in health.models["people"]
    assert health.frames_dropped == shown.dropped > 10


def test_a_file_without_a_name_and_a_network_camera_are_refused(shop: Path) -> None:
    stop = threading.Event()
    with pytest.raises(SettingsError, match="wants a file"):
        run(settings(shop, source="file"), stop)
    with pytest.raises(SettingsError, match="heed network-camera"):
        run(settings(shop, source="network", address="rtsp://127.0.0.1/"), stop)
    with pytest.raises(SettingsError, match="heed camera"):
        network.run(settings(shop), stop)


def test_a_missing_model_stops_with_what_to_do(data: Path, shop: Path) -> None:
    wanted = settings(shop, **street(data, detector="yolox"))
    with pytest.raises(SettingsError, match=r"people-416/yolox_nano\.onnx.*Fetch"):
        run(wanted, threading.Event())
    outbox = Outbox(wanted)
    health = Reporter(outbox).told(Health(uptime_s=1.0))
    outbox.close()
    assert "no_model" in health.models["people"]


def test_a_damaged_model_stops_with_its_name(data: Path, shop: Path) -> None:
    model = shop / "broken.onnx"
    model.write_bytes(b"broken")
    wanted = settings(shop, **street(data, detector="yolox", model=str(model)))
    with pytest.raises(BadModel, match=r"broken\.onnx"):
        run(wanted, threading.Event())


def test_without_zones_nothing_is_counted_until_they_are_drawn(
    data: Path, shop: Path, background: Any
) -> None:
    zones = shop / "data/zones.json"
    zones.unlink()
    wanted = settings(shop, **street(data, file_fps=15.0))
    background(wanted)
    until(lambda: "no_zones" in blind(wanted), TOLD)
    zones.write_text(json.dumps(ZONES))
    until(lambda: told(wanted)[-1].state == "rough", TOLD)


def test_no_camera_is_told_and_the_service_goes_on(shop: Path, background: Any) -> None:
    wanted = settings(shop, device=63)
    errors = background(wanted)
    until(lambda: "no_camera" in blind(wanted), TOLD)
    outbox = Outbox(wanted)
    until(
        lambda: (
            (f := facts(outbox, outbox.now().time_ms)) is not None
            and f.trouble is not None
        ),
        TOLD,
    )
    shown = facts(outbox, outbox.now().time_ms)
    outbox.close()
    assert shown is not None and "/dev/video63" in str(shown.trouble)
    assert shown.waiting is None and not errors


def pi_camera(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of the Pi camera's name that pipes what the script says."""
    program = folder / "bin/rpicam-vid"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport os, sys, time\n{script}")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)


FRAMES = """
args = sys.argv
width, height = (int(args[args.index(o) + 1]) for o in ("--width", "--height"))
def frame():
    grey = bytes(range(40, 200)) * (width * height // 160 + 1)
    noise = os.urandom(width)
    sys.stdout.buffer.write(noise + grey[: width * (height - 1)])
    sys.stdout.buffer.write(bytes([128]) * (width * height // 2))
    sys.stdout.buffer.flush()
"""


def test_a_pi_camera_that_ends_is_started_again(
    shop: Path, background: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = shop / "starts"
    script = f"open({str(log)!r}, 'a').write('x')\n{FRAMES}\n"
    script += "for n in range(30):\n    frame()\n    time.sleep(0.05)\n"
    pi_camera(shop, script, monkeypatch)
    background(settings(shop, source="pi", width=320, height=240))
    until(lambda: log.exists() and len(log.read_text()) >= 3, TOLD)


def test_a_camera_that_hangs_ends_the_process_to_be_started_anew(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pi_camera(shop, f"{FRAMES}\nframe()\ntime.sleep(60)\n", monkeypatch)
    wanted = settings(shop, source="pi", width=320, height=240, give_up_s=6.0)
    with pytest.raises(CameraHangs, match="started anew"):
        run(wanted, threading.Event())
    assert told(wanted)[-1].why_blind == "stalled"


def test_no_socket_but_the_loopback_and_no_picture_on_the_disk(
    data: Path, shop: Path
) -> None:
    lines = traced(data, shop)
    assert len(lines) > 200
    assert told(settings(shop))[-1].state == "seen"
    assert [line for line in lines if reaches_out(line)] == []
    allowed = re.compile(
        rf"{re.escape(str(shop))}/data/outbox\.(db(-wal|-shm|-journal|\.lock)?|reserve)"
        r"|/dev/(null|shm/.*)|.*\.pyc(\.\d+)?|/proc/.*"
    )
    assert [path for path in written(lines) if not allowed.fullmatch(path)] == []


def traced(data: Path, shop: Path) -> list[str]:
    """What one run of the service asked the kernel for: sockets and files."""
    require(STRACE.exists(), "strace (apt-get install -y strace)")
    file, trace = shop / "device.toml", shop / "trace"
    file.write_text(
        f'name = "till-1"\ndata = "{shop}/data"\n[camera]\nsource = "file"\n'
        f'file = "{data}/people/vtest.avi"\nfile_fps = 200\nfps = 30\nevery_s = 5\n'
        f'model = "{data}/people/yolox_nano_416.onnx"\n'
    )
    calls = "trace=network,open,openat,creat,rename,renameat2,memfd_create"
    command: list[str | Path] = [STRACE, "-f", "-qq", "-o", trace, "-e", calls]
    service = [sys.executable, "-m", "provisioning.cli", "camera"]
    subprocess.run([*command, *service, "--settings", file], check=True, timeout=100)
    return trace.read_text(errors="replace").splitlines()


def reaches_out(line: str) -> bool:
    """Is this a socket of a network, other than the loopback's?"""
    if not re.search(r"\b(socket|connect|bind|sendto|sendmsg)\(", line):
        return False
    near = re.search(r"AF_UNIX|127\.0\.0\.1|::1", line)
    return near is None and re.search(r"AF_|sin", line) is not None


def written(lines: list[str]) -> set[str]:
    """Files opened to be written to."""
    return {
        found[1]
        for line in lines
        if re.search(r"O_WRONLY|O_RDWR|O_CREAT|creat\(", line)
        and " = -1 " not in line
        and (found := re.search(r'"([^"]+)"', line))
    }

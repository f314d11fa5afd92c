"""A spoken visit watched from outside: no sound on the disk, no socket but loopback."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uuid_utils

from device.outbox.outbox import Outbox
from device.settings import Device
from tests.device.kiosk.customer import is_listening, stored
from tests.models.speech import tones
from tests.models.speech.conftest import TONES, wait_until
from tests.models.speech.wav import write_wav
from tests.servers import free_port, require

ROOT = Path(__file__).parents[3]
SAID = "friendly queue dirty price"
CALLS = "trace=openat,open,creat,socket,connect,bind,memfd_create,sendto"
WRITES = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", O_(?:WRONLY|RDWR)')
LOOPBACK = re.compile(r'inet_addr\("127\.0\.0\.1"\)|inet_pton\(AF_INET6, "::1"')


@contextmanager
def watched_kiosk(folder: Path, port: int) -> Iterator[Path]:
    """`heed kiosk` under strace with all its children; gives the trace."""
    said = write_wav(folder / "said.wav", tones.sentence(SAID))
    settings = folder / "device.toml"
    settings.write_text(
        f'name = "till-1"\ndata = "{folder}/data"\n'
        f"[kiosk]\nport = {port}\ncomments = true\n"
        f'[listen]\nsource = "wav"\nwav = "{said}"\nmodels = {{ en = "{TONES}" }}\n'
    )
    trace = folder / "trace"
    log = os.open(folder / "log", os.O_CREAT | os.O_WRONLY)
    process = subprocess.Popen(
        [
            *("strace", "-f", "-qq", "-s", "300", "-e", CALLS, "-o", str(trace)),
            *(sys.executable, "-m", "provisioning.cli", "kiosk"),
            *("--settings", str(settings)),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=log,
        stderr=subprocess.STDOUT,
        process_group=0,
    )
    os.close(log)
    try:
        wait_until(lambda: is_listening(port), 60)
        yield trace
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def ask(port: int, path: str, body: Any = None) -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        content: bytes = answer.read()
        return content


def spoken_visit(port: int) -> None:
    """A face, a press, words that are heard, and then thrown away."""
    steps = f"/visits/{uuid_utils.uuid7()}/steps"
    rating = {"kind": "rating", "question": "today", "value": 1, "language": "en"}
    ask(port, f"{steps}/rating-1", rating)
    wait_until(lambda: b'"ready"' in ask(port, "/listening?language=en"), 60)
    number = json.loads(ask(port, "/listening", {"language": "en"}))["id"]
    heard = ask(port, f"/listening/{number}").decode()
    assert SAID in heard
    ask(port, f"{steps}/outcome-2", {"kind": "outcome", "how": "skipped"})


def test_a_spoken_visit_leaves_no_sound_no_words_and_calls_nobody(
    tmp_path: Path,
) -> None:
    require(shutil.which("strace"), "strace (apt-get install -y strace)")
    port = free_port()
    with watched_kiosk(tmp_path, port) as trace:
        spoken_visit(port)
    lines = trace.read_text(errors="replace").splitlines()
    assert any("models.speech" in line or "model.conf" in line for line in lines)
    opened = {match[1] for line in lines if (match := WRITES.search(line))}
    # What stands in the outbox's folder is read below.
    others = {
        path
        for path in opened
        if not path.startswith(("/dev/null", "/dev/tty", "/proc/"))
        and Path(path).parent != tmp_path / "data"
    }
    assert others == set()
    assert not any("memfd_create(" in line for line in lines)
    reached = [line for line in lines if re.search(r"(connect|bind|sendto)\(", line)]
    strangers = [
        line for line in reached if "AF_INET" in line and not LOOPBACK.search(line)
    ]
    assert strangers == []
    check_nothing_is_kept(tmp_path)


def check_nothing_is_kept(folder: Path) -> None:
    """No event of words, and neither words nor sound in any file."""
    box = Outbox(Device(name="till-1", data=str(folder / "data")))
    kinds = [event.type for event in stored(box)]
    box.close()
    assert kinds == ["heed.rating.v1", "heed.outcome.v1"]
    sound = tones.word("queue")[1000:1200].tobytes()
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("said.wav", "trace"):
            content = path.read_bytes()
            assert b"friendly" not in content and sound not in content, path
            assert content[:4] != b"RIFF", path

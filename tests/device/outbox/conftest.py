"""Outboxes, and processes that write into them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from device.outbox.outbox import Outbox
from tests.device.samples import device

WRITER = """
import sys
from pathlib import Path
from device.outbox.outbox import Outbox
from tests.device.samples import device, rating
outbox = Outbox(device(Path(sys.argv[1])))
visit = sys.argv[3] if len(sys.argv) > 3 else None
for number in range(int(sys.argv[2])):
    put = outbox.put(rating(visit=visit, step=f"face-{number}"))
    print(put.id, put.sequence, flush=True)
"""

Write = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """A new outbox of a device whose clock is believed."""
    opened = Outbox(device(tmp_path))
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Starts processes that put ratings into the outbox of `tmp_path`."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), *map(str, arguments)],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()

"""Events, settings and a disk of its own, as tests of the device want them."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uuid_utils

from contract.events import Comment, Help, Queue, Rating, WaitBin
from device.settings import Clock, Device
from tests.servers import require


def new_id() -> str:
    """An id as the kiosk's page makes it."""
    return str(uuid_utils.uuid7())


def device(folder: Path, **more: Any) -> Device:
    """A device's settings with its data in `folder`."""
    facts: dict[str, Any] = {"name": "till-1", "clock": Clock(trusted=True)}
    return Device(data=str(folder / "data"), **(facts | more))


def rating(value: int = 1, *, visit: str | None = None, step: str = "face") -> Rating:
    """A face of four, 1 being the worst."""
    return Rating(
        visit=visit or new_id(),
        step=step,
        survey="first",
        survey_version=1,
        question="today",
        scale=4,
        value=value,
        language="en",
    )


def call(help: str | None = None) -> Help:
    """A customer calls someone."""
    return Help(help=help or new_id(), visit=new_id(), step="call")


def comment(text: str | None = None, *, urgent: str | None = None) -> Comment:
    """A typed comment."""
    return Comment(
        visit=new_id(),
        step="words",
        source="typed",
        language="en",
        text=text,
        urgent=urgent,
    )


def queue(bins: int = 0) -> Queue:
    """A minute of the waiting line; about 30 bytes more for each bin."""
    return Queue(
        zone="tills",
        period_s=60,
        state="seen",
        mean=1.5,
        waits=[WaitBin(up_to_s=float(bin), people=1) for bin in range(bins)],
    )


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own; needs the right to mount one."""
    folder.mkdir()
    size = f"size={megabytes}M"
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    require(mount.returncode == 0, f"the right to mount a tmpfs ({mount.stderr})")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """A file that takes all the room that is left on a disk."""
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(b"x" * size)
            except OSError:
                size //= 2
    return filler

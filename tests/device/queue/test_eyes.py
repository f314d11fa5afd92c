"""Which detector is used, and how frames come: what a camera's process stands on."""

import time
from pathlib import Path

import numpy as np
import pytest

from device.queue.eyes import Cropped, chosen
from device.queue.sources import FileSource, turned
from device.settings import Camera
from models.people.detect import Yolox
from models.people.motion import MovingPeople
from tests.device.queue.test_camera import ZONES
from tests.device.samples import device


def test_a_machine_too_slow_steps_down_and_says_so(data: Path, tmp_path: Path) -> None:
    people = data / "people"
    camera = Camera(
        model=str(people / "yolox_nano_416.onnx"),
        small_model=str(people / "yolox_nano_person_kazuhito.onnx"),
    )
    wanted = device(tmp_path, camera=camera)
    source = FileSource(people / "vtest.avi", 7, paced=False)
    read = source.read()
    source.close()
    assert read is not None
    corners = np.array(ZONES["waiting"]) * [768, 576]
    eyes = chosen(wanted, read[0], corners, least_fps=0.01)
    assert isinstance(eyes.detector, Yolox) and "yolox_nano_416" in eyes.says
    slow = chosen(wanted, read[0], corners, least_fps=100_000)
    assert isinstance(slow.detector, Cropped)
    assert "around the zones" in slow.says and slow.says.endswith("too slow")
    found = slow.detector.find(read[0])
    assert found[0, 4] > 0.5 and found[0, 0] > 200


def test_movement_stands_in_only_where_that_is_allowed(
    data: Path, tmp_path: Path
) -> None:
    frame = np.zeros((90, 120, 3), np.uint8)
    corners = np.array(ZONES["waiting"]) * [120, 90]
    eyes = chosen(device(tmp_path, camera=Camera(allow_rough=True)), frame, corners)
    assert isinstance(eyes.detector, MovingPeople) and eyes.detector.rough
    assert "rough" in eyes.says


def test_a_picture_is_turned_as_the_camera_is_mounted() -> None:
    frame = np.zeros((2, 3, 3), np.uint8)
    frame[0, 0] = 9
    assert turned(frame, 90).shape == (3, 2, 3)
    assert turned(frame, 90)[0, 1, 0] == 9
    assert turned(frame, 180)[1, 2, 0] == 9
    assert turned(frame, 270)[2, 0, 0] == 9


def test_many_frames_leaves_no_more_memory_in_use(data: Path) -> None:
    """Frames as fast as they go; the first ones fill caches and are not counted."""
    from tests.bench.queue import growth

    assert growth(data, 500, 250).growth_mb < 5


def test_time_passes_as_in_the_file(data: Path) -> None:
    source = FileSource(data / "people/vtest.avi", 50)
    began = time.monotonic()
    times = [read[1] for _ in range(25) if (read := source.read()) is not None]
    source.close()
    assert np.diff(times) == pytest.approx([0.02] * 24)
    assert time.monotonic() - began >= 0.45

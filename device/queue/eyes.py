"""Which detector this machine can afford: measured at start, else a smaller one."""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from msgspec import Struct

from contract.errors import SettingsError
from device.queue.tracks import Floats
from device.settings import Device
from models.people.detect import Boxes, Detector, Yolox
from models.people.motion import MovingPeople
from models.people.opencv import Frame
from models.people.quantize import usable

log = logging.getLogger(__name__)

LEAST_FPS: Final = 3.0
"""With fewer frames a second tracks break."""
TRIES: Final = 3
"""Frames by which a detector is timed; the fastest counts."""
MARGIN: Final = 0.25
"""How far around the zones a crop reaches, as a share of their size: people are taller
than the floor they stand on."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


class Eyes(Struct, frozen=True):
    """A detector and what there is to say about it."""

    detector: Detector
    """Finds people."""
    says: str
    """What is in use, for the health event."""
    fps: float
    """Frames a second that it could do."""


class Cropped:
    """Looks only at a part of the picture, so that people are larger in it."""

    def __init__(self, detector: Detector, box: Box) -> None:
        self._detector = detector
        self._box = box
        self.rough = detector.rough

    def turn_to(self, box: Box) -> None:
        """Look at another part from now on."""
        self._box = box

    def find(self, frame: Frame) -> Boxes:
        """All people in the part, in pixels of the whole."""
        left, top, right, bottom = self._box
        boxes = self._detector.find(frame[top:bottom, left:right])
        return boxes + np.array([left, top, left, top, 0], np.float64)


def chosen(
    settings: Device, frame: Frame, corners: Floats, least_fps: float = LEAST_FPS
) -> Eyes:
    """The best that holds `least_fps` on frames like this one, else the fastest.

    `corners` are those of all zones, in pixels. Raises BadModel and SettingsError.
    """
    eyes = None
    for says, make in _steps(settings, frame, corners):
        detector = make()
        fps = 1 / max(timed(detector, frame), 1e-6)
        eyes = Eyes(detector, f"{says}, {fps:.0f} frames a second possible", fps)
        if fps >= least_fps:
            return eyes
        log.warning("%s: fewer than %g are too few", eyes.says, least_fps)
    assert eyes is not None
    return Eyes(eyes.detector, f"{eyes.says}: too slow", eyes.fps)


def timed(detector: Detector, frame: Frame) -> float:
    """Seconds that one frame takes."""
    spent = []
    for _ in range(TRIES):
        began = time.perf_counter()
        detector.find(frame)
        spent.append(time.perf_counter() - began)
    return min(spent)


def around(corners: Floats, size: tuple[int, int]) -> Box:
    """The part around all zones, with room for people's height.

    `size`: width and height of the frame.
    """
    width, height = size
    low, high = corners.min(axis=0), corners.max(axis=0)
    room = (high - low).max() * MARGIN
    left, top = np.maximum(low - [room, 2 * room], 0).astype(int).tolist()
    right, bottom = np.minimum(high + room, [width, height]).astype(int).tolist()
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _steps(
    settings: Device, frame: Frame, corners: Floats
) -> Iterator[tuple[str, Callable[[], Detector]]]:
    """What may be tried, best first: the network, a smaller one on a part."""
    camera = settings.camera
    motion = ("movement (rough)", lambda: MovingPeople(camera.fps))
    if camera.detector == "motion":
        yield motion
        return
    path, small = settings.people_model, settings.small_people_model
    if not path.is_file():
        if not camera.allow_rough:
            raise SettingsError(
                f"{path}: there is no model that finds people. Fetch or copy it there, "
                'name its file with model under [camera], or set detector = "motion"'
            )
        log.warning("%s is missing; movement stands in and is called rough", path)
        yield motion
        return
    threads = camera.threads
    path, small = usable(path), usable(small)
    yield f"{path.stem}, {threads} threads", lambda: Yolox(path, threads)
    if small.is_file():
        box = around(corners, (frame.shape[1], frame.shape[0]))
        yield (
            f"{small.stem} around the zones, {threads} threads",
            lambda: Cropped(Yolox(small, threads), box),
        )

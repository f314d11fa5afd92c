"""OpenCV, and nothing else of it in the house: videos, resizing, moving things.

It decodes in its own threads only where asked; here it may use one.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from contract.errors import HeedError

Frame = NDArray[np.uint8]
"""(height, width, 3), blue green red."""

OPEN_TIMEOUT_MS: Final = 10_000
"""How long a network camera may take to answer."""
READ_TIMEOUT_MS: Final = 5_000
"""How long it may take for one frame."""
LEARNED_OVER_S: Final = 60.0
"""Seconds after which what stands still belongs to the background."""


class NoVideo(HeedError, OSError):
    """A camera or a video file that gives no frames."""


class Video:
    """A video file, a camera's number or a network camera's address, frame by frame."""

    def __init__(self, source: Path | int | str) -> None:
        """Open it; raises NoVideo."""
        import cv2

        self._source = source
        self._cv2 = cv2
        cv2.setNumThreads(1)
        if isinstance(source, Path) and not source.is_file():
            raise NoVideo(f"{source}: there is no such video; name another file")
        with quiet(cv2):
            self._capture = self._opened(source)
        if not self._capture.isOpened():
            self._capture.release()
            raise NoVideo(_cannot(source))

    def _opened(self, source: Path | int | str) -> Any:
        cv2 = self._cv2
        if isinstance(source, int):
            return cv2.VideoCapture(source, cv2.CAP_V4L2)
        if isinstance(source, Path):
            return cv2.VideoCapture(str(source), cv2.CAP_FFMPEG)
        patience = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            OPEN_TIMEOUT_MS,
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            READ_TIMEOUT_MS,
        ]
        return cv2.VideoCapture(source, cv2.CAP_FFMPEG, patience)

    def ask(self, width: int, height: int, fps: float) -> None:
        """Wish for a size and a rate; a camera answers with what it can do."""
        cv2 = self._cv2
        # Uncompressed frames of this size would not fit through USB 2.
        self._capture.set(
            cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc("M", "J", "P", "G")
        )
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._capture.set(cv2.CAP_PROP_FPS, fps)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> Frame | None:
        """The next frame; none at the end or where it cannot be decoded."""
        with quiet(self._cv2):
            ok, frame = self._capture.read()
        if not ok or frame is None:
            return None
        if frame.ndim == 2:
            frame = np.repeat(frame[:, :, None], 3, axis=2)
        return np.asarray(frame, np.uint8)

    def position_s(self) -> float:
        """The last frame's time in the file, in seconds."""
        return float(self._capture.get(self._cv2.CAP_PROP_POS_MSEC)) / 1000

    def claimed_fps(self) -> float:
        """Frames a second, as the file or camera says; 0 where it does not."""
        return float(self._capture.get(self._cv2.CAP_PROP_FPS))

    def close(self) -> None:
        """Let the file or camera go."""
        self._capture.release()


def read_frames(path: Path, count: int, every: int = 5) -> list[Frame]:
    """So many frames of a video at most, each `every` apart; raises NoVideo."""
    video = Video(path)
    frames: list[Frame] = []
    try:
        for number in range(count * every):
            frame = video.read()
            if frame is None:
                break
            if number % every == 0:
                frames.append(frame)
    finally:
        video.close()
    return frames


class Letterbox:
    """Fits frames of any shape into a network's input, the rest being grey."""

    GREY: Final = 114

    def __init__(self, width: int, height: int) -> None:
        import cv2

        self._cv2 = cv2
        cv2.setNumThreads(1)
        self._input = np.full((1, 3, height, width), self.GREY, np.float32)
        self._fitted = (0, 0)
        self._small: Frame = np.empty((0, 0, 3), np.uint8)
        self._planes: list[NDArray[np.uint8]] = []

    def fit(self, frame: Frame) -> tuple[NDArray[np.float32], float]:
        """The input, (1, 3, height, width), and pixels of it in one of the frame's.

        The array is used again for the next frame.
        """
        height, width = self._input.shape[2:]
        scale = min(height / frame.shape[0], width / frame.shape[1])
        rows = max(1, min(height, int(frame.shape[0] * scale)))
        columns = max(1, min(width, int(frame.shape[1] * scale)))
        if (rows, columns) != self._fitted:
            self._input[:] = self.GREY
            self._fitted = (rows, columns)
            self._small = np.empty((rows, columns, 3), np.uint8)
            self._planes = [np.empty((rows, columns), np.uint8) for _ in range(3)]
        cv2 = self._cv2
        cv2.resize(
            frame,
            (columns, rows),
            dst=self._small,
            interpolation=cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR,
        )
        # Plane by plane both the split and the step to floats run along the memory.
        cv2.split(self._small, self._planes)
        for channel, plane in enumerate(self._planes):
            self._input[0, channel, :rows, :columns] = plane
        return self._input, scale


class MovingThings:
    """Background subtraction (Zivkovic 2004): regions that differ from what is usual.

    `work_height` is how many rows it looks at; smaller is faster and rougher.
    """

    def __init__(self, fps: float, work_height: int = 288) -> None:
        import cv2

        self._cv2 = cv2
        cv2.setNumThreads(1)
        self._work_height = work_height
        self._model = cv2.createBackgroundSubtractorMOG2(
            history=max(30, round(LEARNED_OVER_S * fps)),
            varThreshold=16,
            detectShadows=True,
        )
        self._joint = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 13))

    def regions(self, frame: Frame) -> NDArray[np.float64]:
        """(n, 5): left, top, width, height and area in pixels of the frame."""
        cv2 = self._cv2
        scale = min(1.0, self._work_height / frame.shape[0])
        size = (round(frame.shape[1] * scale), round(frame.shape[0] * scale))
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        mask = self._model.apply(small)
        moving = (mask == 255).astype(np.uint8)
        moving = cv2.morphologyEx(moving, cv2.MORPH_CLOSE, self._joint)
        _, _, found, _ = cv2.connectedComponentsWithStats(moving, connectivity=8)
        regions = np.asarray(found[1:], np.float64)
        regions[:, :4] /= scale
        regions[:, 4] /= scale**2
        return regions


def from_yuv(planes: NDArray[np.uint8], width: int, height: int) -> Frame:
    """A frame from YUV 4:2:0 planes, (height * 3 / 2, width)."""
    import cv2

    shaped = planes.reshape(height * 3 // 2, width)
    return np.asarray(cv2.cvtColor(shaped, cv2.COLOR_YUV2BGR_I420), np.uint8)


def shrunk(frame: Frame, width: int, height: int) -> Frame:
    """The frame in a smaller size, each pixel a mean of what it covers."""
    import cv2

    small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


@contextlib.contextmanager
def quiet(cv2: Any) -> Iterator[None]:
    """Errors come as return values here, not as lines of another program's log."""
    before = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(before)


def _cannot(source: Path | int | str) -> str:
    if isinstance(source, int):
        return (
            f"camera {source} (/dev/video{source}) cannot be opened; is it plugged in, "
            "and may this user use it (group video)?"
        )
    if isinstance(source, Path):
        return f"{source}: not a video that can be read; name another file"
    # An address may carry a password.
    return "the network camera does not answer; check its address and its cable"

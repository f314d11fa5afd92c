"""Where frames come from: the port `FrameSource`, real cameras and a file behind it."""

import subprocess
import time
from pathlib import Path
from typing import IO, Final, Protocol

import numpy as np

from device.settings import Camera
from models.people.opencv import Frame, NoVideo, Video, from_yuv

RPICAM: Final = "rpicam-vid"
"""Raspberry Pi OS's own program; its Python library breaks beside numpy 2."""
END_S: Final = 3.0
"""How long that program may take to end."""


class FrameSource(Protocol):
    """Gives one frame after the other."""

    def read(self) -> tuple[Frame, float] | None:
        """The next frame and its time in seconds of a clock that only goes on.

        None at the end of a file; raises NoVideo where a camera gives none.
        """
        ...

    def close(self) -> None:
        """Let the camera or file go."""
        ...


class CameraSource:
    """A USB camera by its number, or a network camera by its address."""

    def __init__(self, source: int | str, settings: Camera) -> None:
        """Open it; raises NoVideo."""
        self._video = Video(source)
        self._name = f"camera {source}" if isinstance(source, int) else "the camera"
        if isinstance(source, int):
            self._video.ask(settings.width, settings.height, max(settings.fps, 10))

    def read(self) -> tuple[Frame, float] | None:
        """The next frame; raises NoVideo where the camera was unplugged."""
        frame = self._video.read()
        if frame is None:
            raise NoVideo(f"{self._name} gives no more frames; is it plugged in?")
        return frame, time.monotonic()

    def close(self) -> None:
        """Let the camera go."""
        self._video.close()


class PiSource:
    """A Pi's own camera, read through a child that pipes YUV."""

    def __init__(self, settings: Camera, program: str = RPICAM) -> None:
        """Start the child; raises NoVideo where there is no such program."""
        # Rows of YUV are padded to 64 pixels unless the width needs no padding.
        self._width, self._height = settings.width // 64 * 64, settings.height // 2 * 2
        words = ["--nopreview", "--timeout", "0", "--codec", "yuv420"]
        words += ["--width", str(self._width), "--height", str(self._height)]
        words += ["--framerate", f"{max(settings.fps, 5):g}", "--output", "-"]
        try:
            self._child = subprocess.Popen(
                [program, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise NoVideo(
                f"{program} cannot be started ({error.strerror}); install Raspberry "
                "Pi OS's rpicam-apps, or set another [camera] source"
            ) from error

    def read(self) -> tuple[Frame, float] | None:
        """The next frame; raises NoVideo where the child has ended."""
        pipe = self._child.stdout
        assert pipe is not None
        planes = _exactly(pipe, self._width * self._height * 3 // 2)
        if planes is None:
            raise NoVideo(
                f"{RPICAM} ended ({self._child.wait(END_S)}); is the camera's ribbon "
                "cable in, and does no other program use the camera?"
            )
        frame = from_yuv(np.frombuffer(planes, np.uint8), self._width, self._height)
        return frame, time.monotonic()

    def close(self) -> None:
        """End the child."""
        self._child.terminate()
        try:
            self._child.wait(END_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._child.stdout is not None:
            self._child.stdout.close()


class FileSource:
    """A video file, played at its own pace by its timestamps or at a rate."""

    def __init__(
        self, path: Path, fps: float | None = None, *, paced: bool = True
    ) -> None:
        """Open it; raises NoVideo. Unpaced, frames come as fast as they are read."""
        self._video = Video(path)
        self._fps = fps
        self._paced = paced
        self._frames = 0
        self._began_s = time.monotonic()

    def read(self) -> tuple[Frame, float] | None:
        """The next frame, once its time has come; none at the end."""
        frame = self._video.read()
        if frame is None:
            return None
        at_s = self._frames / self._fps if self._fps else self._video.position_s()
        self._frames += 1
        due_s = self._began_s + at_s
        if self._paced:
            time.sleep(max(0.0, due_s - time.monotonic()))
        return frame, due_s

    def close(self) -> None:
        """Let the file go."""
        self._video.close()


def opened(settings: Camera) -> FrameSource:
    """The source that the settings name; raises NoVideo."""
    match settings.source:
        case "usb":
            return CameraSource(settings.device, settings)
        case "pi":
            return PiSource(settings)
        case "network":
            return CameraSource(settings.address or "", settings)
        case "file":
            return FileSource(Path(settings.file or ""), settings.file_fps)


def turned(frame: Frame, degrees: int) -> Frame:
    """The frame turned clockwise by 0, 90, 180 or 270 degrees."""
    if degrees == 0:
        return frame
    return np.ascontiguousarray(np.rot90(frame, -degrees // 90))


def _exactly(pipe: IO[bytes], size: int) -> bytes | None:
    """So many bytes; none where the pipe ends before."""
    content = pipe.read(size)
    return content if len(content) == size else None

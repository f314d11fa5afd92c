"""What the camera's service costs and how well a wait is told; `--json` for a line.

python -m tests.bench.queue --json
python -m tests.bench.queue --hours 24   memory alone, over that many hours of frames
"""

import gc
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from msgspec import Struct
from msgspec.structs import asdict
from numpy.typing import NDArray

from device.queue.blind import Sight
from device.queue.counting import Counting
from device.queue.eyes import LEAST_FPS
from device.queue.outlines import Zones
from device.settings import Camera
from models.people.detect import Detector, Yolox
from models.people.motion import MovingPeople
from models.people.opencv import Frame, Video
from provisioning.simulate.queue_wait import score, shops
from tests.bench.report import options, show

ZONES = Zones(
    waiting=[(0.325, 0.39), (0.677, 0.39), (0.781, 0.599), (0.286, 0.599)],
    service=[(0.7, 0.39), (0.9, 0.39), (0.9, 0.6), (0.8, 0.6)],
)
FRAMES = 150
DAY_S = 24 * 3600.0
SAMPLES = 40
"""How often memory is looked at."""


def frames(data: Path, count: int) -> list[Frame]:
    """The first frames of the street."""
    video = Video(data / "people/vtest.avi")
    try:
        return [frame for _ in range(count) if (frame := video.read()) is not None]
    finally:
        video.close()


def counting(detector: Detector) -> tuple[Counting, Sight]:
    """What the service does with a frame, all of it."""
    one = Counting(Camera(), ZONES, (768, 576), 0.0)
    one.begin(detector)
    return one, Sight()


def look(one: Counting, sight: Sight, frame: Frame, at_s: float) -> None:
    """One frame's way through the service."""
    one.frame(frame, at_s, sight.look(frame, at_s))
    one.due(at_s)


def costs(data: Path) -> tuple[float, float]:
    """Service over bare network, and milliseconds a frame beside the network.

    Both are measured in turns on the same frames, so that a busy machine is fair. The
    network's own time within the service is taken off there: it is slower after other
    work has filled the processor's caches than called alone again and again.
    """
    detector = Yolox(data / "people/yolox_nano_416.onnx")
    tensor = np.zeros((1, 3, 416, 416), np.float32)
    network = detector._network
    inside: list[float] = []

    def timed(feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        began = time.perf_counter()
        answer = run(feeds)
        inside.append(time.perf_counter() - began)
        return answer

    run, network.run = network.run, timed  # type: ignore[method-assign]
    one, sight = counting(detector)
    bare, whole = [], []
    for number, frame in enumerate(frames(data, FRAMES)):
        began = time.perf_counter()
        run({"images": tensor})
        between = time.perf_counter()
        look(one, sight, frame, number / 7)
        bare.append(between - began)
        whole.append(time.perf_counter() - between)
    other = np.median(np.array(whole) - np.array(inside))
    return float(np.median(whole) / np.median(bare)), float(other) * 1000


class Grown(Struct, frozen=True):
    """What became of the process's memory."""

    frames: int
    """Frames that were looked at after the warm-up."""
    clock_hours: float
    """How long these were by the frames' clock."""
    growth_mb: float
    """Memory at the end less memory after the warm-up."""
    mb_a_day: float
    """The straight line through all samples, for a day of LEAST_FPS."""


def growth(data: Path, frames_: int = 6000, warm_up: int = 1500) -> Grown:
    """Memory while so many frames are looked at, LEAST_FPS of them a second.

    Movement finds people here, in place of the network: it keeps more from frame to
    frame, and takes a tenth of the time. Everything else is the service's own.
    """
    shown = frames(data, 200)
    one, sight = counting(MovingPeople(LEAST_FPS))
    samples = []
    for number in range(warm_up + frames_ + 1):
        if number >= warm_up and (number - warm_up) % max(1, frames_ // SAMPLES) == 0:
            samples.append((number, _resident_mb()))
        look(one, sight, shown[number % len(shown)], number / LEAST_FPS)
    at, resident = np.array(samples).T
    slope = float(np.polyfit(at, resident, 1)[0])
    return Grown(
        frames=frames_,
        clock_hours=round(frames_ / LEAST_FPS / 3600, 2),
        growth_mb=round(float(resident[-1] - resident[0]), 2),
        mb_a_day=round(slope * DAY_S * LEAST_FPS, 2),
    )


def _resident_mb() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / (1 << 20)


def measure(data: Path) -> dict[str, Any]:
    """All figures."""
    ratio, other_ms = costs(data)
    told = score(shops(), hours=2.0)
    return {
        "service_to_network_ratio": round(ratio, 3),
        "other_ms": round(other_ms, 2),
        "growth_mb": growth(data).growth_mb,
        "wait_error": round(told.wait_error, 3),
        "band_cover": round(told.band_cover, 3),
        "last_wait_error": round(told.last_wait_error, 3),
        "track_mean_error": round(told.track_mean_error, 3),
        "knowing_error": round(told.knowing_error, 3),
    }


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--hours", type=float, help="memory alone, over so many hours")
    chosen = parser.parse_args()
    named = os.environ.get("HEED_DATA")
    if not named:
        raise SystemExit("set HEED_DATA to the folder of recordings")
    found = (
        measure(Path(named))
        if chosen.hours is None
        else asdict(growth(Path(named), round(chosen.hours * 3600 * LEAST_FPS)))
    )
    show(found, chosen.json)


if __name__ == "__main__":
    main()

"""What the camera's service costs and how well a wait is told; `--json` for a line.

python -m tests.bench.queue --json
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from device.queue.blind import Sight
from device.queue.counting import Counting
from device.queue.outlines import Zones
from device.settings import Camera
from models.people.detect import Detector, Yolox
from models.people.motion import MovingPeople
from models.people.opencv import Frame, Video
from provisioning.simulate.queue_wait import score, shops

ZONES = Zones(
    waiting=[(0.325, 0.39), (0.677, 0.39), (0.781, 0.599), (0.286, 0.599)],
    service=[(0.7, 0.39), (0.9, 0.39), (0.9, 0.6), (0.8, 0.6)],
)
FRAMES = 150
DAY_S = 24 * 3600.0


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

    Both are measured in turns on the same frames, so that a busy machine is fair.
    """
    detector = Yolox(data / "people/yolox_nano_416.onnx")
    tensor = np.zeros((1, 3, 416, 416), np.float32)
    network = detector._network
    one, sight = counting(detector)
    bare, whole = [], []
    for number, frame in enumerate(frames(data, FRAMES)):
        began = time.perf_counter()
        network.run({"images": tensor})
        between = time.perf_counter()
        look(one, sight, frame, number / 7)
        bare.append(between - began)
        whole.append(time.perf_counter() - between)
    medians = float(np.median(bare)), float(np.median(whole))
    return medians[1] / medians[0], (medians[1] - medians[0]) * 1000


def growth_mb(data: Path, frames_: int = 6000, warm_up: int = 1500) -> float:
    """Memory after so many frames more than after the warm-up, a day of the clock.

    Movement finds people here: it keeps more from frame to frame than the network.
    """
    shown = frames(data, 200)
    one, sight = counting(MovingPeople(5))
    step_s = DAY_S / (frames_ + warm_up)
    before = 0.0
    for number in range(frames_ + warm_up):
        look(one, sight, shown[number % len(shown)], number * min(step_s, 0.2))
        if number == warm_up:
            before = _resident_mb()
    return _resident_mb() - before


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
        "growth_mb": round(growth_mb(data), 2),
        "wait_error": round(told.wait_error, 3),
        "band_cover": round(told.band_cover, 3),
        "last_wait_error": round(told.last_wait_error, 3),
        "track_mean_error": round(told.track_mean_error, 3),
        "knowing_error": round(told.knowing_error, 3),
    }


def main() -> None:
    """Measure and print."""
    named = os.environ.get("HEED_DATA")
    if not named:
        raise SystemExit("set HEED_DATA to the folder of recordings")
    found = measure(Path(named))
    if "--json" in sys.argv:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:28} {value}")


if __name__ == "__main__":
    main()

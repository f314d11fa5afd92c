"""A video through the camera service's own eyes, compared with what people saw."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import psutil
from msgspec import Struct

from contract.errors import HeedError
from device.queue.hindsight import Moment, Person
from device.queue.stays import ENTER_S, Stays
from device.queue.watch import Glance, Watch
from device.queue.zones import Area, pixel_zone
from models.network import BadModel
from models.people import evaluate
from models.people.detect import Detector, Yolox
from models.people.motion import MovingPeople
from models.people.opencv import Frame, NoVideo, Video
from models.people.truth import Truth, read_truth

YOLOX: Final = "yolox"
MOTION: Final = "motion"
INSTALLED: Final = Path("/var/lib/heed/models/people-416/yolox_nano.onnx")
"""Where a device with standard settings has its model."""
LOWEST_FPS: Final = 0.2
"""A file that claims fewer frames a second does not know its times."""

Draw = Callable[[Frame, Glance, Area], None]


class BadRange(HeedError, ValueError):
    """Frames that the video or the truth does not have."""


class Task(Struct, frozen=True, kw_only=True):
    """What to evaluate."""

    video: Path
    """The video file."""
    truth: Path
    """What people saw in it."""
    zone: Path
    """A JSON list of points in pixels."""
    fps: float | None = None
    """Frames a second in truth; none: the file's own times."""
    frames: tuple[int, int] | None = None
    """First and last frame, from 1; none: all that the truth knows."""
    detector: str = YOLOX
    """`yolox`, `motion`, or a YOLOX model's file."""
    model: Path | None = None
    """The model's file for `yolox`; where a device has it if not said."""
    threads: int = 1
    """Threads of the network."""


class Timing(Struct):
    """Milliseconds a frame, by stage."""

    read: float = 0.0
    detect: float = 0.0
    track: float = 0.0
    line: float = 0.0
    total: float = 0.0


class Result(Struct, kw_only=True):
    """The figures; errors as shares, none where the truth cannot tell."""

    frames: int
    f1: float | None = None
    precision: float | None = None
    recall: float | None = None
    count_mae: float | None = None
    zone_mae: float
    zone_mae_smoothed: float
    within_one: float
    person_seconds_error: float | None
    mean_dwell_error: float | None = None
    id_switches: int | None = None
    ms_per_frame: Timing
    rss_mb: float


class _Run(Struct):
    """What was found so far, by frame number."""

    times: dict[int, float] = {}
    answers: dict[int, evaluate.Answer] = {}
    smoothed: list[int] = []
    stays: list[float] = []
    spent: Timing = msgspec.field(default_factory=Timing)


def run(task: Task, draw: Draw | None = None) -> Result:
    """Evaluate; raises HeedError for files that cannot be used."""
    truth = read_truth(task.truth)
    first, last = _range(task, truth)
    frames = _frames(task, first, last)
    opened = next(frames, None)
    if opened is None:
        raise BadRange(
            f"{task.video}: has no frame {first} that can be read; ask for --frames "
            "that are there"
        )
    height, width = opened[1].shape[:2]
    zone = pixel_zone(_bytes(task.zone), str(task.zone), width, height)
    found = _watch(task, zone, frames, opened, draw)
    missing = last - first + 1 - len(found.times)
    if missing and task.frames is not None:
        raise BadRange(
            f"{task.video}: ends {missing} frames before frame {last}; ask for fewer"
        )
    return _figures(truth, zone, found)


def detector_for(task: Task) -> Detector:
    """The detector that a task names; raises BadModel where its file is of no use."""
    if task.detector == MOTION:
        return MovingPeople(task.fps or _claimed(task))
    path = Path(task.detector)
    if task.detector == YOLOX:
        path = task.model or INSTALLED
        if task.model is None and not path.is_file():
            raise BadModel(
                f"{path}: no model is installed here; name its file with --model, or "
                "say --detector motion"
            )
    return Yolox(path, task.threads)


def _range(task: Task, truth: Truth) -> tuple[int, int]:
    known = truth.frames
    first, last = task.frames or known
    if not known[0] <= first <= last <= known[1]:
        raise BadRange(
            f"frames {first}-{last} are not within {known[0]}-{known[1]}, of which "
            f"{task.truth} tells; ask for frames in there"
        )
    return first, last


def _frames(
    task: Task, first: int, last: int
) -> Iterator[tuple[int, Frame, float, float]]:
    """Number, frame, time in seconds and milliseconds it took to read."""
    video = Video(task.video)
    try:
        for number in range(1, last + 1):
            began = time.perf_counter()
            frame = video.read()
            spent_ms = (time.perf_counter() - began) * 1000
            if frame is None:
                return
            at_s = (number - 1) / task.fps if task.fps else video.position_s()
            if number >= first:
                yield number, frame, at_s, spent_ms
    finally:
        video.close()


def _watch(
    task: Task,
    zone: Area,
    frames: Iterator[tuple[int, Frame, float, float]],
    opened: tuple[int, Frame, float, float],
    draw: Draw | None,
) -> _Run:
    found = _Run()
    watch = Watch(detector_for(task), zone.holds)
    stays = Stays(zone)
    for number, frame, at_s, read_ms in _chain(opened, frames):
        if found.times and at_s <= max(found.times.values()):
            raise NoVideo(
                f"{task.video}: frame {number} is not later than the one before; say "
                "the true rate with --fps"
            )
        glance = watch.frame(frame, at_s)
        began = time.perf_counter()
        seen = glance.seen
        inside = zone.holds(seen.feet)
        shown = seen.people & seen.in_view
        found.times[number] = at_s
        found.answers[number] = evaluate.Answer(
            seen.ids[shown], seen.boxes[shown], int((inside & seen.counted).sum())
        )
        _line(found, zone, stays, glance.moments)
        _spend(found.spent, read_ms, glance, (time.perf_counter() - began) * 1000)
        if draw is not None:
            draw(frame, glance, zone)
    _line(found, zone, stays, watch.rest())
    found.stays += [stay.long_s() for stay in stays.rest()]
    return found


def _chain(
    opened: tuple[int, Frame, float, float],
    frames: Iterator[tuple[int, Frame, float, float]],
) -> Iterator[tuple[int, Frame, float, float]]:
    yield opened
    yield from frames


def _claimed(task: Task) -> float:
    """What the file says of its rate; only the background's memory hangs on it."""
    video = Video(task.video)
    try:
        return max(LOWEST_FPS, video.claimed_fps())
    finally:
        video.close()


def _line(found: _Run, zone: Area, stays: Stays, moments: list[Moment]) -> None:
    for moment in moments:
        found.smoothed.append(_count(zone, moment.people))
        ended = stays.add(moment, moment.people)
        found.stays += [stay.long_s() for stay in ended]


def _count(zone: Area, people: list[Person]) -> int:
    spots = np.array([(one.x, one.y) for one in people], np.float64).reshape(-1, 2)
    return int(zone.holds(spots).sum())


def _spend(spent: Timing, read_ms: float, glance: Glance, line_ms: float) -> None:
    spent.read += read_ms
    spent.detect += glance.detect_ms
    spent.track += glance.track_ms
    spent.line += line_ms
    spent.total += read_ms + glance.detect_ms + glance.track_ms + line_ms


def _figures(truth: Truth, zone: Area, found: _Run) -> Result:
    known = evaluate.true_counts(truth, zone.holds)
    true = [known[number] for number in found.times]
    counts = [found.answers[number].in_zone for number in found.times]
    frames = len(found.times)
    times = list(found.times.values())
    weights = np.diff(times, append=times[-1] + _step(times))
    result = Result(
        frames=frames,
        zone_mae=evaluate.mean_off(counts, true),
        zone_mae_smoothed=evaluate.mean_off(found.smoothed, true),
        within_one=evaluate.within_one(found.smoothed, true),
        person_seconds_error=evaluate.relative(
            float(np.dot(found.smoothed, weights)), float(np.dot(true, weights))
        ),
        ms_per_frame=Timing(
            **{
                name: round(spent / frames, 3)
                for name, spent in msgspec.structs.asdict(found.spent).items()
            }
        ),
        rss_mb=round(peak_mb(), 1),
    )
    if truth.boxes is not None:
        _add_boxes(result, truth, zone, found)
    return result


def _add_boxes(result: Result, truth: Truth, zone: Area, found: _Run) -> None:
    """What only boxes with numbers can tell."""
    assert truth.boxes is not None
    compared = evaluate.compare(truth.boxes, found.answers)
    result.f1 = compared.f1
    result.precision = compared.precision
    result.recall = compared.recall
    result.count_mae = compared.count_off / result.frames
    result.id_switches = compared.switches
    true = evaluate.true_stays(truth.boxes, zone.holds, found.times)
    ours = [stay for stay in found.stays if stay >= max(ENTER_S, evaluate.STAY_S)]
    if true and ours:
        result.mean_dwell_error = evaluate.relative(
            float(np.mean(ours)), float(np.mean(true))
        )


def _step(times: list[float]) -> float:
    return (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 1.0


def peak_mb() -> float:
    """The most memory this process held, in megabytes."""
    if sys.platform == "linux":
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return float(psutil.Process().memory_info().rss) / (1 << 20)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadRange(f"{path}: {error.strerror}; name another file") from error

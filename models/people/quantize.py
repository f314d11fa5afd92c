"""An int8 variant of a network that finds people, used only where it proves itself.

Whole numbers can be quicker, and they can be wrong: weights and activations are fitted
on frames of the shop, and what comes out is judged on other frames, on this machine. It
must find whom the float network finds, and be clearly quicker; else it is not kept.
Needs `onnx`, which only whoever makes the variant installs.
"""

import hashlib
import logging
import platform
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct

from contract.errors import HeedError
from models.network import BadModel, quantize_convolutions, version
from models.people.detect import Boxes, Yolox, iou
from models.people.opencv import Frame, Letterbox

log = logging.getLogger(__name__)

SCORE: Final = 0.25
"""Boxes below it never begin a person (`camera.count_score`)."""
OVERLAP: Final = 0.5
"""Two boxes are the same person from here on (MOTChallenge)."""
LEAST_F1: Final = 0.97
"""Agreement with the float network's boxes that is asked for."""
MOST_OFF: Final = 0.1
"""People that a frame's count may differ from the float network's, on average."""
MOST_TIME: Final = 0.9
"""Share of the float network's time that it may take at most."""
FITTED: Final = 16
"""Frames that ranges are taken from at most, spread over those given; more take
minutes and change little."""
FEWEST: Final = 20
"""Frames below which nothing can be judged."""


class NotQuantized(HeedError, RuntimeError):
    """No variant could be made of this network, or not with what is installed."""


class TooFew(HeedError, ValueError):
    """Too few frames to judge by."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What a variant proved, where, and against which network."""

    f1: float
    """Agreement with the float network's boxes, 0 to 1."""
    count_off: float
    """Mean absolute difference of the counts, in people."""
    time_ratio: float
    """Its time a frame over the float network's; below 1 it is quicker."""
    frames: int
    """Frames that it was judged on."""
    float_sha256: str
    """The float network's file."""
    int8_sha256: str
    """The variant's file."""
    machine: str
    """The machine and engine that it was timed on."""

    @property
    def passes(self) -> bool:
        """Is it as good, and quicker?"""
        return self.is_accurate and self.time_ratio <= MOST_TIME

    @property
    def is_accurate(self) -> bool:
        """Does it find whom the float network finds?"""
        return self.f1 >= LEAST_F1 and self.count_off <= MOST_OFF


def usable(path: Path) -> Path:
    """The variant's file if it proved itself for this network here; else `path`."""
    variant, note = places(path)
    try:
        verdict = msgspec.json.decode(note.read_bytes(), type=Verdict)
        fits = (
            verdict.passes
            and verdict.machine == machine()
            and verdict.float_sha256 == _sha256(path)
            and verdict.int8_sha256 == _sha256(variant)
        )
    except (OSError, msgspec.DecodeError):
        return path
    return variant if fits else path


def quantize(path: Path, frames: Sequence[Frame], threads: int = 1) -> Verdict:
    """Make a variant, judge it, and put it beside `path` only if it passes.

    Every other frame fits it, the others judge it. Raises BadModel for a network that
    is none, TooFew for too few frames, and NotQuantized.
    """
    fitting, judging = frames[0::2], frames[1::2]
    fitting = fitting[:: max(1, len(fitting) // FITTED)]
    if len(judging) < FEWEST:
        raise TooFew(
            f"{len(frames)} frames are too few to judge by; give {2 * FEWEST} or more"
        )
    whole = Yolox(path, threads)
    variant, note = places(path)
    variant.unlink(missing_ok=True)
    note.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".int8-") as folder:
        fresh = Path(folder) / variant.name
        _make(path, fresh, whole, fitting)
        verdict = judge(whole, Yolox(fresh, threads), judging, path, fresh)
        if verdict.passes:
            fresh.replace(variant)
            note.write_bytes(msgspec.json.encode(verdict))
    return verdict


def judge(
    whole: Yolox, variant: Yolox, frames: Sequence[Frame], path: Path, fresh: Path
) -> Verdict:
    """What the variant is worth on these frames; both run in turn."""
    right = ours = theirs = off = 0
    spent: dict[str, list[float]] = {"whole": [], "variant": []}
    for frame in frames:
        expected = _timed(whole, frame, spent["whole"])
        found = _timed(variant, frame, spent["variant"])
        right += same(expected, found)
        ours, theirs = ours + len(found), theirs + len(expected)
        off += abs(len(found) - len(expected))
    return Verdict(
        f1=2 * right / max(ours + theirs, 1),
        count_off=off / len(frames),
        time_ratio=float(np.median(spent["variant"]) / np.median(spent["whole"])),
        frames=len(frames),
        float_sha256=_sha256(path),
        int8_sha256=_sha256(fresh),
        machine=machine(),
    )


def same(expected: Boxes, found: Boxes) -> int:
    """How many boxes of one can be paired with one of the other, best first."""
    overlap = iou(expected[:, :4], found[:, :4])
    pairs = 0
    while overlap.size and overlap.max() >= OVERLAP:
        row, column = np.unravel_index(int(overlap.argmax()), overlap.shape)
        overlap[row, :] = overlap[:, column] = 0
        pairs += 1
    return pairs


def places(path: Path) -> tuple[Path, Path]:
    """Where a network's variant lies, and what it proved."""
    return path.with_suffix(".int8.onnx"), path.with_suffix(".int8.json")


def machine() -> str:
    """What a time holds for: the processor's kind and the engine's version."""
    return f"{platform.machine()} {_processor()} onnxruntime {version()}"


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:
        return platform.processor()
    named = ("model name", "Model", "CPU part")
    found = [line.partition(":")[2].strip() for line in told if line.startswith(named)]
    return " ".join(dict.fromkeys(found))


def _make(path: Path, fresh: Path, whole: Yolox, frames: Sequence[Frame]) -> None:
    width, height = whole.size
    letterbox = Letterbox(width, height)
    inputs = (letterbox.fit(frame)[0].copy() for frame in frames)
    try:
        quantize_convolutions(path, fresh, inputs)
    except BadModel:
        raise
    except ImportError as error:
        raise NotQuantized(
            f"an int8 variant wants the package onnx ({error}); install it"
        ) from error
    except Exception as error:
        # The quantizer's errors share no base of their own.
        raise NotQuantized(f"{path}: no int8 variant of it ({error})") from error


def _timed(detector: Yolox, frame: Frame, spent: list[float]) -> Any:
    began = time.perf_counter()
    boxes = detector.find(frame)
    spent.append(time.perf_counter() - began)
    return boxes[boxes[:, 4] >= SCORE]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

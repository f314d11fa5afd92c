"""An int8 variant is used only where it proved itself, for this network, here."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
import pytest

from models.network import BadModel
from models.people import quantize as ours
from models.people.detect import Yolox
from models.people.opencv import read_frames
from models.people.quantize import Verdict, machine, places, quantize, same, usable
from tests.servers import require

MODEL = "yolox_nano_person_kazuhito.onnx"


@pytest.fixture
def model(data: Path, tmp_path: Path) -> Path:
    path = tmp_path / "model.onnx"
    shutil.copyfile(data / "people" / MODEL, path)
    return path


def verdict(path: Path, variant: Path, **more: object) -> Verdict:
    """One that passes, unless told otherwise."""
    facts: dict[str, object] = {
        "f1": 0.99,
        "count_off": 0.02,
        "time_ratio": 0.6,
        "frames": 40,
        "float_sha256": ours._sha256(path),
        "int8_sha256": ours._sha256(variant),
        "machine": machine(),
    }
    return Verdict(**(facts | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "is_used"),
    [
        ({}, True),
        ({"f1": 0.9}, False),
        ({"count_off": 0.5}, False),
        ({"time_ratio": 0.95}, False),
        ({"machine": "another one"}, False),
        ({"float_sha256": "of another network"}, False),
        ({"int8_sha256": "of another variant"}, False),
    ],
)
def test_only_what_passed_for_this_network_here_is_used(
    tmp_path: Path, more: dict[str, object], is_used: bool
) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"a network")
    variant, note = places(path)
    assert usable(path) == path
    variant.write_bytes(b"its variant")
    assert usable(path) == path
    note.write_bytes(msgspec.json.encode(verdict(path, variant, **more)))
    assert usable(path) == (variant if is_used else path)
    note.write_bytes(b"{")
    assert usable(path) == path


def test_boxes_are_paired_once() -> None:
    expected = np.array([[0, 0, 10, 20, 0.9], [2, 0, 12, 20, 0.8]], float)
    assert same(expected, expected) == 2
    assert same(expected, expected[:1]) == 1
    assert same(expected, expected + 100) == 0
    assert same(expected[:0], expected) == 0


@pytest.mark.timeout(600)
def test_a_variant_is_judged_on_the_street_and_kept_only_if_it_passes(
    data: Path, model: Path
) -> None:
    require(find_spec("onnx"), "onnx (pip install onnx)")
    frames = read_frames(data / "people/vtest.avi", 44)
    found = quantize(model, frames)
    assert found.frames == 22 and found.float_sha256 == ours._sha256(model)
    assert 0 < found.f1 <= 1 and found.time_ratio > 0
    variant, note = places(model)
    assert variant.exists() == note.exists() == found.passes
    assert usable(model) == (variant if found.passes else model)
    left = {path.name for path in model.parent.iterdir()}
    assert left <= {model.name, variant.name, note.name}


def test_a_broken_variant_fails_its_gate(data: Path, model: Path) -> None:
    frames = read_frames(data / "people/vtest.avi", 20)
    whole = Yolox(model)

    class Blind(Yolox):
        def find(self, frame):  # type: ignore[no-untyped-def]
            return super().find(frame)[:0]

    blind = ours.judge(whole, Blind(model), frames, model, model)
    assert blind.f1 == 0 and not blind.is_accurate and not blind.passes
    equal = ours.judge(whole, Yolox(model), frames, model, model)
    assert equal.f1 == 1 and equal.count_off == 0 and equal.is_accurate


def test_too_few_frames_and_other_files_are_refused(data: Path, model: Path) -> None:
    frames = read_frames(data / "people/vtest.avi", 4)
    with pytest.raises(ValueError, match="40 or more"):
        quantize(model, frames)
    model.write_bytes(b"no network")
    with pytest.raises(BadModel, match="not a network"):
        quantize(model, frames * 12)

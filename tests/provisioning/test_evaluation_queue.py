"""`heed eval queue` on a real scene, against its bars, and on files of no use."""

import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from device.queue.hindsight import Hindsight
from device.queue.tracks import Tracker
from device.queue.watch import Glance
from device.queue.zones import Area
from provisioning.queue_view import HEAD, View, bitmap

ZONE = [[250, 225], [520, 225], [600, 345], [220, 345]]
KEYS = [
    "frames",
    "f1",
    "precision",
    "recall",
    "count_mae",
    "zone_mae",
    "zone_mae_smoothed",
    "within_one",
    "person_seconds_error",
    "mean_dwell_error",
    "id_switches",
    "ms_per_frame",
    "rss_mb",
]


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    """The zone in front of the camera."""
    path = tmp_path / "zone.json"
    path.write_text(json.dumps(ZONE))
    return path


def evaluate(data: Path, zone: Path, *options: str) -> subprocess.CompletedProcess[str]:
    people = data / "people"
    words = [str(people / "vtest.avi"), "--zone", str(zone), "--fps", "7"]
    if "--truth" not in options:
        words += ["--truth", str(people / "vtest_people_1-305.txt")]
    command = [sys.executable, "-m", "provisioning.cli", "eval", "queue", *words]
    return subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=110
    )


def figures(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert list(found) == KEYS
    assert list(found["ms_per_frame"]) == ["read", "detect", "track", "line", "total"]
    return found


def test_people_are_counted_as_well_as_promised(data: Path, zone: Path) -> None:
    model = str(data / "people/yolox_nano_416.onnx")
    found = figures(evaluate(data, zone, "--model", model, "--json"))
    assert found["frames"] == 305
    assert found["f1"] >= 0.87
    assert found["zone_mae"] <= 0.36
    assert found["zone_mae_smoothed"] <= 0.30
    assert found["within_one"] >= 0.985
    assert found["person_seconds_error"] <= 0.08
    assert found["mean_dwell_error"] <= 0.20


def test_movement_alone_is_rough_and_within_its_bar(data: Path, zone: Path) -> None:
    found = figures(evaluate(data, zone, "--detector", "motion", "--json"))
    assert found["zone_mae"] <= 1.0


def test_counts_alone_are_truth_enough_for_the_zone(
    data: Path, zone: Path, tmp_path: Path
) -> None:
    truth = tmp_path / "counts.json"
    truth.write_text(json.dumps({"people_in_zone": [1] * 20}))
    words = ("--truth", str(truth), "--detector", "motion", "--json")
    found = figures(evaluate(data, zone, *words))
    assert found["frames"] == 20
    assert found["zone_mae"] is not None and found["person_seconds_error"] is not None
    told_by_boxes = ("f1", "recall", "count_mae", "mean_dwell_error", "id_switches")
    assert [found[key] for key in told_by_boxes] == [None] * 5


def test_a_person_reads_it_without_json(data: Path, zone: Path) -> None:
    done = evaluate(data, zone, "--detector", "motion", "--frames", "1-30")
    assert done.returncode == 0, done.stderr
    assert "people off, zone, a second later" in done.stdout


@pytest.mark.parametrize(
    ("corners", "said"),
    [
        ([[0, 0], [900, 0], [0, 90]], "outside the picture"),
        ([[0, 0], [90, 90], [90, 0], [0, 90]], "sides cross"),
        ([[0, 0], [90, 90]], "three points"),
        ([[5, 5], [5, 5], [5, 5]], "no inside"),
        ({"a": 1}, "not a zone"),
    ],
)
def test_a_zone_that_is_none_is_one_clear_line(
    corners: object, said: str, data: Path, zone: Path
) -> None:
    zone.write_text(json.dumps(corners))
    done = evaluate(data, zone, "--detector", "motion", "--json")
    assert done.returncode == 2 and said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_cannot_be_evaluated_is_one_clear_line(data: Path, zone: Path) -> None:
    for options, said in (
        (("--model", "/none.onnx"), "/none.onnx: No such file"),
        (("--detector", "motion", "--frames", "1-900"), "not within 1-305"),
        (("--detector", "motion", "--truth", "/none"), "/none: cannot be read"),
    ):
        done = evaluate(data, zone, *options)
        assert done.returncode == 2 and said in done.stderr, done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_the_view_waits_for_somebody_and_shows_boxes() -> None:
    frame = np.zeros((40, 61, 3), np.uint8)
    boxes = np.array([[10, 5, 20, 35, 0.9]])
    tracker, hindsight = Tracker(), Hindsight()
    tracker.update(boxes, 0.0)
    seen = tracker.update(boxes, 0.1)
    glance = Glance(seen, hindsight.add(seen), 0.0, 0.0)
    area = Area([(2, 2), (50, 2), (50, 30)])
    with View(fps=None) as view:
        shown = threading.Thread(target=view.show, args=(frame, glance, area))
        shown.start()
        with urllib.request.urlopen(view.address, timeout=10) as page:
            content = page.read(len(HEAD) + len(bitmap(frame)))
        shown.join(timeout=10)
    picture = content[content.index(b"BM") :]
    assert picture[:54] == bitmap(frame)[:54]
    assert bytes((80, 220, 0)) in picture and bytes((0, 220, 255)) in picture
    assert not frame.any()

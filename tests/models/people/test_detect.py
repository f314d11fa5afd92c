"""People are found where they are, and a file of another kind is told from a model."""

from pathlib import Path

import numpy as np
import pytest

from models.network import BadModel
from models.people.detect import FLOOR, Yolox, best, decoded, grid, iou
from models.people.motion import MovingPeople, people
from models.people.opencv import Frame, Letterbox, NoVideo, Video
from models.people.truth import read_truth


def frames(path: Path, count: int) -> list[Frame]:
    """The first frames of a video."""
    video = Video(path)
    try:
        return [frame for _ in range(count) if (frame := video.read()) is not None]
    finally:
        video.close()


@pytest.mark.parametrize(
    ("model", "least"),
    [("yolox_nano_416.onnx", 0.75), ("yolox_nano_person_kazuhito.onnx", 0.5)],
)
def test_a_street_s_people_are_found(data: Path, model: str, least: float) -> None:
    detector = Yolox(data / "people" / model)
    truth = read_truth(data / "people/vtest_people_1-305.txt").boxes
    assert truth is not None
    found = there = 0
    for number, frame in enumerate(frames(data / "people/vtest.avi", 40), start=1):
        boxes = detector.find(frame)
        assert (boxes[:, 4] >= FLOOR).all()
        shared = iou(truth[number].boxes, boxes[boxes[:, 4] >= 0.3])
        found += int((shared.max(axis=1, initial=0) >= 0.5).sum())
        there += len(shared)
    assert found / there >= least


def test_a_picture_is_found_the_same_when_it_is_larger(data: Path) -> None:
    detector = Yolox(data / "people/yolox_nano_416.onnx")
    frame = frames(data / "people/vtest.avi", 1)[0]
    large = np.repeat(np.repeat(frame, 4, axis=0), 4, axis=1)
    one, other = detector.find(frame), detector.find(large)
    sure = one[one[:, 4] > 0.6]
    assert len(sure) >= 2
    assert (iou(sure, other / [4, 4, 4, 4, 1]).max(axis=1) > 0.8).all()


@pytest.mark.parametrize("shape", [(1, 1, 3), (2000, 7, 3), (5, 3000, 3)])
def test_odd_pictures_have_nobody_in_them(
    data: Path, shape: tuple[int, int, int]
) -> None:
    detector = Yolox(data / "people/yolox_nano_person_kazuhito.onnx")
    assert len(detector.find(np.full(shape, 90, np.uint8))) == 0


def test_a_model_for_words_is_refused_with_its_shape(
    data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cut.onnx"
    path.write_bytes((data / "people/yolox_nano_416.onnx").read_bytes()[:9000])
    with pytest.raises(BadModel, match=r"cut\.onnx: not a network"):
        Yolox(path)
    with pytest.raises(BadModel, match=r"none\.onnx: No such file"):
        Yolox(tmp_path / "none.onnx")


@pytest.mark.parametrize(
    ("shape", "answer"),
    [([1, 3, 416, 416], [1, 3, 416, 416]), ([1, 8], [1, 8]), ([1, 1, 64, 64], None)],
)
def test_a_network_of_another_shape_is_refused(
    shape: list[int], answer: list[int] | None, tmp_path: Path
) -> None:
    path = tmp_path / "other.onnx"
    path.write_bytes(identity_network(shape, answer or shape))
    with pytest.raises(BadModel, match="not a YOLOX network for people"):
        Yolox(path)


def identity_network(shape: list[int], answer: list[int]) -> bytes:
    """An ONNX file that passes its input on, written by hand (protobuf, onnx.proto)."""

    def field(number: int, content: bytes | int) -> bytes:
        if isinstance(content, int):
            return varint(number << 3) + varint(content)
        return varint(number << 3 | 2) + varint(len(content)) + content

    def value(name: bytes, sizes: list[int]) -> bytes:
        dims = b"".join(field(1, field(1, size)) for size in sizes)
        tensor = field(1, 1) + field(2, dims)
        return field(1, name) + field(2, field(1, tensor))

    node = field(1, b"x") + field(2, b"y") + field(4, b"Identity")
    graph = field(1, node) + field(2, b"g")
    graph += field(11, value(b"x", shape)) + field(12, value(b"y", answer))
    return field(1, 8) + field(7, graph) + field(8, field(1, b"") + field(2, 13))


def varint(number: int) -> bytes:
    """A whole number in protobuf's way."""
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def test_of_boxes_on_one_person_the_best_stays() -> None:
    boxes = np.array(
        [[0, 0, 10, 20, 0.4], [1, 0, 11, 20, 0.9], [40, 0, 50, 20, 0.3]], float
    )
    assert best(boxes)[:, 4].tolist() == [0.9, 0.3]


def test_a_box_is_decoded_as_its_grid_says() -> None:
    places, strides = grid(64, 32)
    assert len(places) == 8 * 4 + 4 * 2 + 2 * 1
    raw = np.zeros((len(places), 4), np.float32)
    corners = decoded(raw, places, strides)
    assert corners[1].tolist() == [4, -4, 12, 4]
    assert corners[-1].tolist() == [16, -16, 48, 16]


def test_a_picture_keeps_its_shape_in_the_network_s_input() -> None:
    box = Letterbox(64, 64)
    tensor, scale = box.fit(np.zeros((50, 100, 3), np.uint8))
    assert scale == pytest.approx(0.64)
    assert (tensor[0, :, :32] == 0).all()
    assert (tensor[0, :, 32:] == Letterbox.GREY).all()
    tensor, _ = box.fit(np.zeros((100, 50, 3), np.uint8))
    assert (tensor[0, :, :, 32:] == Letterbox.GREY).all()


def test_movement_is_people_and_stillness_is_nobody(data: Path) -> None:
    detector = MovingPeople(fps=7)
    video = frames(data / "people/vtest.avi", 60)
    found = [len(detector.find(frame)) for frame in video]
    assert detector.rough
    assert 2 <= np.mean(found[20:]) <= 12
    still = MovingPeople(fps=7)
    assert [len(still.find(video[0])) for _ in range(20)][1:] == [0] * 19


def test_a_wide_region_is_several_people() -> None:
    assert len(people(np.array([0.0, 0, 30, 80, 1800]))) == 1
    assert len(people(np.array([0.0, 0, 90, 80, 5000]))) == 3


@pytest.mark.parametrize("content", [b"", b"no video at all", b"RIFF" + b"\x00" * 900])
def test_a_file_that_is_no_video_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "some.avi"
    path.write_bytes(content)
    with pytest.raises(NoVideo, match=r"some\.avi: not a video"):
        Video(path)
    with pytest.raises(NoVideo, match="no such video"):
        Video(tmp_path / "none.avi")


def test_a_camera_that_is_not_there_is_named() -> None:
    with pytest.raises(NoVideo, match=r"/dev/video97.*plugged in"):
        Video(97)


def test_a_video_that_was_cut_off_ends_where_it_was_cut(
    data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cut.avi"
    path.write_bytes((data / "people/vtest.avi").read_bytes()[:400_000])
    read = len(frames(path, 795))
    assert 0 < read < 795

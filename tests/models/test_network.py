"""A network's file is checked before it is trusted, and then runs."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.network import BadModel, Network, read_model


def test_a_network_tells_its_inputs_and_runs(data: Path) -> None:
    network = Network(data / "people/yolox_nano_416.onnx")
    assert network.inputs == {"images": [1, 3, 416, 416]}
    (found,) = network.run({"images": np.zeros((1, 3, 416, 416), np.float32)})
    assert found.shape == (1, 3549, 85)
    assert len(network.outputs) == 1


def test_a_network_leaves_no_trace_and_calls_nobody(data: Path, tmp_path: Path) -> None:
    model = str(data / "people/yolox_nano_416.onnx")
    program = (
        "from pathlib import Path; from models.network import Network; "
        f"Network(Path({model!r}))"
    )
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR")}
    environment = {**os.environ, **home}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    assert list(tmp_path.rglob("*")) == []


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=r"words\.onnx: No such file"):
        Network(tmp_path / "words.onnx")


@pytest.mark.parametrize("content", [b"", b"not a network", b"\x08\x07" * 400])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "words.onnx"
    path.write_bytes(content)
    with pytest.raises(BadModel, match=r"words\.onnx: not a network"):
        Network(path)


def test_another_file_than_the_one_asked_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.onnx"
    path.write_bytes(b"cut short")
    with pytest.raises(BadModel, match=r"9 bytes.*was expected"):
        read_model(path, sha256="0" * 64)

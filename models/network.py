"""A neural network from an ONNX file, run on the processor with few threads."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from contract.errors import HeedError

Array = NDArray[Any]

PER_CHANNEL_OPSET = 13
"""ONNX's operators know a scale for each channel from here on."""


class BadModel(HeedError, ValueError):
    """A model's file is missing, damaged or not what it should be."""


class Network:
    """One network, loaded once; `run` may be called from any one thread at a time."""

    def __init__(self, path: Path, threads: int = 1, sha256: str | None = None) -> None:
        """Load it; raises BadModel, also where `sha256` is not the file's."""
        # It keeps usage data below the home folder and sends it to its
        # makers, unless this is said before it is loaded.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        content = read_model(path, sha256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Planning memory ahead costs 5 MB of it and gains no time.
        options.enable_mem_pattern = False
        # Waiting threads sleep: on a kiosk the other cores belong to the screen.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                content, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            # onnxruntime's errors share no base of their own.
            raise BadModel(
                f"{path}: not a network that can be run ({error}); "
                "fetch or copy it anew"
            ) from error
        self.path = path
        self.inputs: dict[str, list[int | str | None]] = {
            one.name: one.shape for one in self._session.get_inputs()
        }
        """Shape of each input by its name; text or None where a size may vary."""
        self.outputs = [one.name for one in self._session.get_outputs()]
        """Names of the outputs, in the order of `run`."""
        self.facts: dict[str, str] = dict(
            self._session.get_modelmeta().custom_metadata_map
        )
        """What whoever exported the file wrote into it."""

    def run(self, feeds: Mapping[str, Array]) -> list[Array]:
        """All outputs for these inputs."""
        return list(self._session.run(None, dict(feeds)))


def read_model(path: Path, sha256: str | None = None) -> bytes:
    """A model's bytes; raises BadModel where they are missing or other than asked."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadModel(
            f"{path}: {error.strerror or error}; the model's file cannot be read"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if sha256 is not None and found != sha256:
        raise BadModel(
            f"{path}: {os.fspath(path.name)} has {len(content)} bytes with SHA-256 "
            f"{found}, and {sha256} was expected; fetch or copy it anew"
        )
    return content


def quantize(source: Path, path: Path) -> None:
    """Write the network of `source` with weights in 8 bits a channel.

    Activations are measured as they come (dynamic quantization). Needs `onnx`.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        path,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )


def version() -> str:
    """The engine's version."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return str(onnxruntime.__version__)


def quantize_convolutions(source: Path, path: Path, inputs: Iterator[Array]) -> None:
    """Write the network of `source` with convolutions in 8 bits, weights by channel.

    Ranges of activations are taken from the inputs, each as the network takes it. The
    last convolutions before the output stay as they are: offsets, sizes and scores
    share one output, and one range for all of them ruins the scores. Needs `onnx`.
    """
    import onnx
    import onnx.version_converter
    from onnxruntime.quantization import (
        CalibrationDataReader,
        QuantFormat,
        QuantType,
        quantize_static,
    )

    model = onnx.load(source)
    if model.opset_import[0].version < PER_CHANNEL_OPSET:
        model = onnx.version_converter.convert_version(model, PER_CHANNEL_OPSET)
    graph = model.graph
    name = graph.input[0].name

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def get_next(self) -> dict[str, Array] | None:
            found = next(inputs, None)
            return None if found is None else {name: found}

    quantize_static(
        model,
        path,
        Reader(),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["Conv"],
        nodes_to_exclude=_last_convolutions(graph),
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )


def _last_convolutions(graph: Any) -> list[str]:
    """Names of the convolutions after which none comes."""
    makers = {out: node for node in graph.node for out in node.output}
    found, seen = [], set()
    wanted = [one.name for one in graph.output]
    while wanted:
        node = makers.get(wanted.pop())
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if node.op_type == "Conv":
            found.append(node.name)
        else:
            wanted += node.input
    return found

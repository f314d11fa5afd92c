"""The weights of a shipped network, to go on learning from where it stands.

Its weights come back from 8 bits, each channel by its own scale; what is lost is as
small as in the shipped network itself. The head for tweets is not shipped: it begins
anew. Needs the `training` extra.
"""

import re
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.words.learning.net import Net

PARTS = (".weight", ".bias")
HEAD = re.compile(r"^(sentiment|feelings|emotions|themes|urgent|foreign)\.")


def load_shipped(net: Net, path: Path) -> None:
    """Give `net` the weights of the ONNX file at `path`.

    Raises ValueError where the file is of another form of network.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {
        name.removeprefix("net."): torch.tensor(array.astype(np.float32))
        for name, array in held.items()
        if name.startswith("net.") and name.endswith(PARTS)
    }
    for node in graph.node:
        quantized = node.input[1] if len(node.input) > 1 else ""
        if node.op_type == "MatMulInteger" and quantized in held:
            found[_name(node.name)] = _whole(held, quantized).T.contiguous()
    found["positions.weight"] = _whole(held, "net.positions.weight_quantized")
    state = net.state_dict()
    fits = {name: found[name] for name in state if name in found}
    missing = [
        name
        for name in state
        if name not in fits and not name.startswith(("words.", "questions.tweet."))
    ]
    if missing:
        raise ValueError(f"{path}: no weights for {', '.join(missing)}")
    net.load_state_dict(fits, strict=False)


def _name(node: str) -> str:
    """`/net/layers.0/query/MatMul_quant` as `layers.0.query.weight`."""
    parts = node.removeprefix("/net/").split("/")[:-1]
    name = ".".join(parts) + ".weight"
    return f"questions.{name}" if HEAD.match(name) else name


def _whole(held: dict[str, np.ndarray], quantized: str) -> Tensor:
    """[rows, columns] in 32 bits; scales and zero points are by column, or one."""
    stem = quantized.removesuffix("_quantized")
    scale, zero = held[f"{stem}_scale"], held[f"{stem}_zero_point"]
    whole = (held[quantized].astype(np.float32) - zero.astype(np.float32)) * scale
    return torch.tensor(whole.astype(np.float32))

"""A trained network as the files that a device reads: int8 ONNX, vocabulary, facts.

`python -m models.words.export --base DIR --checkpoint FILE --data DIR --out DIR
--name NAME`. Scales and thresholds are fitted on the dev passes, which takes a minute.
Needs the `training` extra.
"""

import argparse
import json
import logging
import shutil
from pathlib import Path
from typing import Final

import msgspec
import torch
from torch import Tensor, nn

from models.network import quantize
from models.words.learning.fit import fitted, neutral
from models.words.learning.net import Net, pretrained
from models.words.learning.shipped import load_shipped
from models.words.model import Facts, WordsModel, sha256

log = logging.getLogger(__name__)
OUTPUTS: Final = (
    "sentiment",
    "feelings",
    "emotions",
    "themes",
    "urgent",
    "foreign",
    "details",
    "embedding",
)
"""In this order; the head that reads tweets served the training alone."""


class Shipped(nn.Module):
    """What is read on a device."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        answers = self.net(ids, mask)
        return tuple(answers[name] for name in OUTPUTS)


def trained(base: Path, checkpoint: Path) -> Net:
    """The network of a checkpoint."""
    net = pretrained(base / "model.safetensors", dropout=0.0)
    net.load_state_dict(torch.load(checkpoint)["net"])
    net.eval()
    return net


def blended(net: Net, shipped: Path, share: float) -> Net:
    """`share` of this network's weights and the rest of a shipped one's.

    What a network learnt last it knows well, and forgets some of what it knew: between
    both lies less of either (Wortsman et al. 2022, "Robust fine-tuning").
    """
    other = Net(net.words.num_embeddings, dropout=0.0)
    other.load_state_dict(net.state_dict())
    load_shipped(other, shipped)
    theirs = other.state_dict()
    net.load_state_dict(
        {
            name: weight * share + theirs[name] * (1 - share)
            for name, weight in net.state_dict().items()
        }
    )
    return net


def write_float(net: Net, path: Path) -> None:
    """As fp32 ONNX; inputs `ids` and `mask`, both int64 [batch, length]."""
    ids = torch.ones((2, 9), dtype=torch.int64)
    sizes = {name: {0: "batch"} for name in OUTPUTS}
    for name in ("ids", "mask", "details"):
        sizes[name] = {0: "batch", 1: "length"}
    torch.onnx.export(
        Shipped(net),
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["ids", "mask"],
        output_names=list(OUTPUTS),
        dynamic_axes=sizes,
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "checkpoint", "data", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--name", required=True, help="as in words-en-1")
    parser.add_argument("--blend", type=Path, help="a shipped network to blend with")
    parser.add_argument("--share", type=float, default=0.8, help="of the new one")
    given = parser.parse_args()
    logging.basicConfig(level="INFO", format="%(message)s")
    given.out.mkdir(parents=True, exist_ok=True)
    whole = given.checkpoint.with_name("words-fp32.onnx")
    net = trained(given.base, given.checkpoint)
    if given.blend is not None:
        net = blended(net, given.blend, given.share)
    write_float(net, whole)
    # Static int8 lost up to .035 and was slower.
    quantize(whole, given.out / "words.onnx")
    shutil.copyfile(given.base / "vocab.txt", given.out / "vocab.txt")
    write_facts(given.name, given.out, given.data)
    print(json.dumps({"bytes": (given.out / "words.onnx").stat().st_size}))


def write_facts(name: str, folder: Path, data: Path) -> None:
    """`words.json` beside the network: checksums, and what was fitted on dev passes."""
    files = {one: sha256(folder / one) for one in ("words.onnx", "vocab.txt")}
    path = folder / "words.json"
    path.write_bytes(_written(neutral(name, files)))
    path.write_bytes(_written(fitted(WordsModel(folder), data)))


def _written(facts: Facts) -> bytes:
    return msgspec.json.format(msgspec.json.encode(facts), indent=2) + b"\n"


if __name__ == "__main__":
    main()

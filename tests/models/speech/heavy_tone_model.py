"""The tone model with a network as costly as an official small model's.

It stands in for cost and for nothing else: the tone model's one layer still decides,
and the layers added to it end in weights of zero, so that the library computes them all
and hears the same words. They are random, and say nothing of how well an official model
hears. What is like vosk-model-small-en-us-0.15:

- the form, from Vosk's own recipe (alphacep/vosk-api, training/local/chain/
  run_tdnn.sh): factored layers 512 wide with bottlenecks of 96, the first three for
  every frame, the rest for one frame in three, and 2,192 scores at the end;
- the size: its am/final.mdl has 15,962,575 bytes, so 3.99 million numbers at most,
  which are those of 16 factored layers, where the published recipe has 11.

What is left out makes the official one slower: the search among its words in graphs of
46 MB, its i-vectors and its batch normalisation.

Run by hand: `python -m tests.models.speech.heavy_tone_model FOLDER`; it takes a second.
"""

import shutil
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from msgspec import Struct

from tests.models.speech.make_tone_model import CHANCES, PHONES, Matrix, scores
from tests.models.speech.tones import MEL_BINS

TONES = Path(__file__).parent / "tone-model"
WIDTH, BOTTLENECK, PREFINAL, TARGETS = 512, 96, 192, 2192
EVERY_FRAME, EVERY_THIRD = 3, 13
"""Factored layers for each frame, and for one in three."""
FRAMES_A_S = 100.0
THIRD_A_S = FRAMES_A_S / 3
SEED = 1
BYPASS = 0.75
"""Share of a layer's input that is added to its output, as in the recipe."""
OFFICIAL_BYTES = 15_962_575
"""am/final.mdl in the archive that models/manifest.toml names."""

Layer = tuple[Matrix, Matrix]
"""Weights and offsets."""


class Cost(Struct, frozen=True):
    """What a network takes."""

    parameters: int
    """Numbers in it."""
    products_a_s: int
    """Multiplications with one of them for a second of sound."""


class Network:
    """Kaldi's third kind of network, written layer by layer in its binary form."""

    def __init__(self) -> None:
        self._lines = [f"input-node name=input dim={MEL_BINS}"]
        self._components: list[bytes] = []
        self._parameters = 0
        self._products_a_s = 0.0

    def affine(self, name: str, reads: str, layer: Layer, often: float) -> None:
        """One matrix; `often` says for how many frames a second it is used."""
        weights, offsets = layer
        self._add(
            *(name, reads, "FixedAffineComponent"),
            *(b"<LinearParams> ", _matrix(weights), b"<BiasParams> ", _vector(offsets)),
        )
        self._parameters += weights.size + offsets.size
        self._products_a_s += weights.size * often

    def cut(self, name: str, reads: str) -> None:
        """What is below zero becomes zero."""
        self._add(
            *(name, reads, "RectifiedLinearComponent", b"<Dim> ", _int(WIDTH)),
            *(b"<ValueAvg> ", _vector([]), b"<DerivAvg> ", _vector([])),
            *(b"<Count> ", _float(0.0)),
        )

    def _add(self, name: str, reads: str, kind: str, *content: bytes) -> None:
        self._lines.append(f"component-node name={name} component={name} input={reads}")
        start, end = (f"{text} ".encode() for text in (f"<{kind}>", f"</{kind}>"))
        named = f"<ComponentName> {name} ".encode()
        self._components.append(b"".join([named, start, *content, end]))

    def written(self, output: str) -> bytes:
        """The whole of it, up to its closing word."""
        lines = [*self._lines, f"output-node name=output input={output}", "", ""]
        count = b"<NumComponents> " + _int(len(self._components))
        return (
            b"<Nnet3> \n"
            + "\n".join(lines).encode()
            + count
            + b"".join([*self._components, b"</Nnet3> "])
        )

    @property
    def cost(self) -> Cost:
        """What it takes, but for cutting and adding."""
        return Cost(self._parameters, round(self._products_a_s))


def network(every_third: int = EVERY_THIRD) -> Network:
    """The layers that cost, and the one that decides."""
    random = np.random.default_rng(SEED)

    def drawn(rows: int, columns: int) -> Layer:
        size = columns**-0.5
        return random.normal(0, size, (rows, columns)), np.zeros(rows)

    made = Network()
    made.affine("score", "input", scores(), THIRD_A_S)
    made.affine("first", "input", drawn(WIDTH, MEL_BINS), FRAMES_A_S)
    made.cut("layer0", "first")
    for number in range(1, EVERY_FRAME + every_third + 1):
        stride, down_often, up_often = _often(number)
        before, down = f"layer{number - 1}", f"down{number}"
        narrowed, widened = drawn(BOTTLENECK, 2 * WIDTH), drawn(WIDTH, 2 * BOTTLENECK)
        made.affine(down, _two(before, stride), narrowed, down_often)
        made.affine(f"up{number}", _two(down, stride), widened, up_often)
        made.cut(f"layer{number}", f"Sum(Scale({BYPASS}, {before}), up{number})")
    made.affine("narrow", f"layer{number}", drawn(PREFINAL, WIDTH), THIRD_A_S)
    made.affine("wide", "narrow", drawn(WIDTH, PREFINAL), THIRD_A_S)
    made.cut("last", "wide")
    made.affine("prefinal", "last", drawn(PREFINAL, WIDTH), THIRD_A_S)
    made.affine("targets", "prefinal", drawn(TARGETS, PREFINAL), THIRD_A_S)
    nothing = np.zeros((PHONES, TARGETS)), np.zeros(PHONES)
    made.affine("nothing", "targets", nothing, THIRD_A_S)
    return made


def _often(number: int) -> tuple[int, float, float]:
    """How many frames a layer looks back, and how often its two halves are used."""
    if number > EVERY_FRAME:
        return 3, THIRD_A_S, THIRD_A_S
    if number < EVERY_FRAME:
        return 1, FRAMES_A_S, FRAMES_A_S
    # What comes after it looks at one frame in three only.
    return 1, 2 * THIRD_A_S, THIRD_A_S


def _two(node: str, stride: int) -> str:
    """A frame and one before it; the recipe looks ahead too, which only delays."""
    return f"Append(Offset({node}, -{stride}), {node})"


def acoustic(every_third: int = EVERY_THIRD) -> bytes:
    """am/final.mdl in Kaldi's binary form."""
    looks_back = 2 * (EVERY_FRAME + 3 * every_third)
    written = network(every_third).written("Sum(score, nothing)")
    return b"".join(
        [
            *(b"\0B", _transitions(), written),
            *(b"<LeftContext> ", _int(looks_back), b"<RightContext> ", _int(0)),
            *(b"<Priors> ", _vector([])),
        ]
    )


def _transitions() -> bytes:
    """As the tone model's: one state for each phone, which goes on or ends."""
    phones = range(1, PHONES + 1)
    state = [_int(0), _int(2), _int(0), _float(0.5), _int(1), _float(0.5)]
    end = [_int(-1), _int(0)]
    return b"".join(
        [
            b"<TransitionModel> <Topology> ",
            *(_ints(phones), _ints([-1, *[0] * PHONES])),
            *(_int(1), _int(2), *state, *end),
            *(b"</Topology> <Triples> ", _int(PHONES)),
            *(_int(one) for phone in phones for one in (phone, 0, phone - 1)),
            *(b"</Triples> <LogProbs> ", _vector(CHANCES)),
            b"</LogProbs> </TransitionModel> ",
        ]
    )


def _int(value: int) -> bytes:
    return struct.pack("<bi", 4, value)


def _ints(values: Iterable[int]) -> bytes:
    listed = list(values)
    return struct.pack(f"<bi{len(listed)}i", 4, len(listed), *listed)


def _float(value: float) -> bytes:
    return struct.pack("<bf", 4, value)


def _vector(values: Iterable[float]) -> bytes:
    content = np.array(list(values), "<f4")
    return b"FV " + _int(len(content)) + content.tobytes()


def _matrix(values: Matrix) -> bytes:
    rows, columns = values.shape
    return b"FM " + _int(rows) + _int(columns) + values.astype("<f4").tobytes()


def make(folder: Path, every_third: int = EVERY_THIRD) -> Path:
    """Write the model into a folder that is not there yet."""
    shutil.copytree(TONES, folder)
    (folder / "am" / "final.mdl").write_bytes(acoustic(every_third))
    return folder


if __name__ == "__main__":
    make(Path(sys.argv[1]))
    print(network().cost)

"""Makes a whole, tiny Vosk model without any speech: each word is one pure tone.

Run by hand: `python -m tests.models.speech.make_tone_model FOLDER`. It needs OpenFst's
tools (Debian: libfst-tools, libfst22-plugins-base; LD_LIBRARY_PATH with the plugins'
folder). Nothing is needed to use what it makes.

How it works: the features are all 40 cepstra, so one affine layer can turn them back
into log mel energies. Each word's score is the energy in its own mel bin, against
silence with the score 0. The graph lets words follow each other freely.
"""

import math
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.models.speech.tones import HIGH_HZ, LOW_HZ, MEL_BINS, RATE, WORDS, word_bin

PHONES = len(WORDS) + 1
"""Silence is phone 1; word n is phone n + 2."""
SHARPNESS = 0.6
QUIET = 19.0
"""Log energy of a bin under which a tone counts as not there."""
DISAMBIGUATION = 2 * PHONES + 1
CHANCES = [0.0] + [math.log(0.5)] * (2 * PHONES)
"""Logarithms of how likely each transition is; there is none with the number 0."""

Matrix = NDArray[np.float64]


def cosines() -> Matrix:
    """The orthogonal matrix that turns log mel energies into cepstra."""
    row, column = np.mgrid[0:MEL_BINS, 0:MEL_BINS]
    matrix: Matrix = math.sqrt(2 / MEL_BINS) * np.cos(
        math.pi / MEL_BINS * (column + 0.5) * row
    )
    matrix[0] = math.sqrt(1 / MEL_BINS)
    return matrix


def scores() -> tuple[Matrix, Matrix]:
    """Weights (phones × cepstra) and offsets of the one layer."""
    weights = np.zeros((PHONES, MEL_BINS))
    offsets = np.zeros(PHONES)
    for place, word in enumerate(WORDS):
        weights[place + 1] = SHARPNESS * cosines()[:, word_bin(word)]
        offsets[place + 1] = -SHARPNESS * QUIET
    return weights, offsets


def acoustic() -> str:
    """am/final.mdl in Kaldi's text form: transitions, then the network."""
    phones = range(1, PHONES + 1)
    weights, offsets = scores()
    return "".join(
        [
            "<TransitionModel> \n<Topology> \n<TopologyEntry> \n<ForPhones> \n",
            " ".join(map(str, phones)),
            " \n</ForPhones> \n<State> 0 <PdfClass> 0 <Transition> 0 0.5 ",
            "<Transition> 1 0.5 </State> \n<State> 1 </State> \n</TopologyEntry> \n",
            f"</Topology> \n<Triples> {PHONES} \n",
            *(f"{phone} 0 {phone - 1} \n" for phone in phones),
            f"</Triples> \n<LogProbs> \n{_vector(CHANCES)}</LogProbs> \n",
            "</TransitionModel> \n<Nnet3> \n",
            f"input-node name=input dim={MEL_BINS}\n",
            "component-node name=score component=score input=input\n",
            "output-node name=output input=score objective=linear\n\n",
            "<NumComponents> 1 \n<ComponentName> score <FixedAffineComponent> ",
            f"<LinearParams> {_rows(weights)}<BiasParams> {_vector(offsets)}",
            "</FixedAffineComponent> </Nnet3> ",
            "<LeftContext> 0 <RightContext> 0 <Priors>  [ ]\n",
        ]
    )


def _vector(values: Iterable[float]) -> str:
    return " [ " + " ".join(f"{value:.7g}" for value in values) + " ]\n"


def _rows(matrix: Matrix) -> str:
    lines = (" ".join(f"{value:.7g}" for value in row) for row in matrix)
    return " [\n" + "".join(f"  {line}\n" for line in lines) + " ]\n"


FEATURES = f"""\
--sample-frequency={RATE}
--use-energy=false
--num-mel-bins={MEL_BINS}
--num-ceps={MEL_BINS}
--low-freq={LOW_HZ:g}
--high-freq={HIGH_HZ:g}
--cepstral-lifter=0
--dither=0
--allow-downsample=true
"""

DECODING = """\
--min-active=200
--max-active=3000
--beam=10.0
--lattice-beam=2.0
--acoustic-scale=1.0
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""


def texts() -> dict[str, str]:
    """Every file of the model but its two graphs, by path."""
    boundaries = "".join(f"{phone} singleton\n" for phone in range(2, PHONES + 1))
    return {
        "am/final.mdl": acoustic(),
        "conf/mfcc.conf": FEATURES,
        "conf/model.conf": DECODING,
        "graph/phones/word_boundary.int": f"1 nonword\n{boundaries}",
        "graph/disambig_tid.int": f"{DISAMBIGUATION}\n",
    }


def phones_to_words() -> str:
    """The first graph: each phone loops and says its word on the way in."""
    lines = []
    for phone in range(1, PHONES + 1):
        loop, enter = 2 * phone - 1, 2 * phone
        lines += [f"0 {phone} {enter} {phone - 1}", f"{phone} {phone} {loop} 0"]
        lines += [f"{phone} 0 0 0"]
    lines += [f"0 0 {DISAMBIGUATION} {PHONES}", "0"]
    return "\n".join(lines) + "\n"


def words_in_any_order() -> str:
    """The second graph: every word as likely as any other, after any other."""
    cost = math.log(len(WORDS)) + 1
    lines = [f"0 0 {place} {place} {cost:.4f}" for place in range(1, PHONES)]
    return "\n".join([*lines, "0 0.5"]) + "\n"


GRAPHS = """\
fstcompile phones.txt | fstarcsort --sort_type=olabel > phones.fst
fstconvert --fst_type=olabel_lookahead --save_relabel_opairs=relabel.txt phones.fst \
  > "$OUT/HCLr.fst"
fstcompile words.txt | fstrelabel --relabel_ipairs=relabel.txt \
  | fstsymbols --osymbols=symbols.txt | fstarcsort --sort_type=ilabel \
  | fstconvert --fst_type=const > "$OUT/Gr.fst"
"""


def make(folder: Path) -> None:
    """Write the whole model; raises CalledProcessError where OpenFst fails."""
    for path, text in texts().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    symbols = ["<eps>", *WORDS, "#0"]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "phones.txt").write_text(phones_to_words())
        (work / "words.txt").write_text(words_in_any_order())
        (work / "symbols.txt").write_text(
            "".join(f"{word} {place}\n" for place, word in enumerate(symbols))
        )
        out = f"OUT={(folder / 'graph').resolve()}"
        command = ["env", out, "bash", "-euo", "pipefail", "-c", GRAPHS]
        subprocess.run(command, cwd=work, check=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]))

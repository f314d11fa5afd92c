"""The words' model as it is read on a device: a text in, numbers and places out."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from models.network import BadModel, Network, read_model
from models.words.corpus.passes import Detail
from models.words.labels import (
    DETAIL_KINDS,
    EMOTIONS,
    FEELINGS,
    SENTIMENTS,
    TAGS,
    THEMES,
    URGENTS,
)
from models.words.wordpiece import Pieces, WordPiece

Numbers = NDArray[np.float32]
ENGLISH: Final = Path(__file__).with_name("english")
"""The model that comes along."""
FORM: Final = 1
"""Version of the facts' form and of the network's inputs and outputs."""
WINDOW: Final = 254
"""Pieces read at once beside the two marks; longer texts are read in windows."""
JOINTS: Final = " .,-@/'’&+()#:"
"""What may stand between two pieces of one detail."""
NAMELESS: Final = "[name]"
"""What stands for a name, here as in what is stored and shown."""
HIDDEN: Final = re.compile(re.escape(NAMELESS), re.IGNORECASE)
OVERLAP: Final = 24
"""Pieces that two windows share, so that no detail is cut in two."""


class Facts(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was fitted and measured after training; `words.json` beside the network."""

    form: int
    name: str
    """As in `words-en-1`."""
    files: dict[str, str]
    """SHA-256 of the network and the vocabulary by their file names."""
    sentiments: tuple[str, ...]
    feelings: dict[str, float]
    """From which probability on each feeling is named."""
    themes: dict[str, float]
    """Likewise for themes."""
    emotions: dict[str, float]
    """Likewise for GoEmotions' 28 and, as in `ekman.joy` and `group.positive`, for what
    they are taken together to; fitted on their own development set."""
    urgents: tuple[str, ...]
    urgent_from: float
    """Probability of danger from which a comment is urgent."""
    maybe_urgent_from: float
    """From which the kiosk asks whether somebody should be called."""
    scale: float
    """By which the sentiment's logits are multiplied (temperature scaling)."""
    bias: tuple[float, ...]
    """Added to the scaled logits of the four sentiments (class priors)."""
    sure_from: float
    """Probability of the best sentiment from which a comment counts as scored."""
    foreign_from: float
    """Probability of another language from which nothing is scored."""
    detail_from: float
    """Probability of a personal detail from which a piece is hidden."""


class Answers(Struct, frozen=True):
    """All that the network says of one text."""

    sentiment: Numbers
    """Probabilities in the order of SENTIMENTS, calibrated."""
    feelings: Numbers
    emotions: Numbers
    themes: Numbers
    danger: Numbers
    """Probabilities of no danger, and of each of URGENTS."""
    foreign: float
    embedding: Numbers
    """The sentence's place among others, 384 numbers of length 1."""
    details: list[Detail]
    """Personal details that the network sees."""
    pieces: Pieces
    """What was read."""


class WordsModel:
    """A network with its vocabulary and facts; loaded once, read by one thread."""

    def __init__(self, folder: Path = ENGLISH, threads: int = 1) -> None:
        """Load and check it; raises BadModel that names the file and what to do."""
        self.facts = read_facts(folder / "words.json")
        checked = self.facts.files
        self.words = WordPiece.read(folder / "vocab.txt", checked.get("vocab.txt"))
        path = folder / "words.onnx"
        self.network = Network(path, threads, checked.get("words.onnx"))
        wanted = ["sentiment", "feelings", "emotions", "themes", "urgent", "foreign"]
        if self.network.outputs != [*wanted, "details", "embedding"]:
            raise BadModel(
                f"{path}: answers {self.network.outputs}, which this version of Heed "
                "cannot read; use the model that came with it"
            )
        self.use(self.facts)
        self.answers("warmed up before the first customer")

    def use(self, facts: Facts) -> None:
        """Read by these facts from now on, fitted to this network somewhere else."""
        if facts.files != self.facts.files:
            raise BadModel(
                f"the facts of {facts.name} were fitted to another network than the "
                "one that is installed; fit them again"
            )
        self.facts = facts
        self._scale = np.float32(facts.scale)
        self._bias = np.array(facts.bias, np.float32)

    def answers(self, text: str) -> Answers:
        """Read a text of any length; whose names stand in it says nothing of it.

        Where names are seen the text is read once more with `[name]` for each of them,
        so that nothing but the names themselves hangs on whose they are.
        """
        found = self._read(text)
        unnamed = nameless(text, found.details)
        if unnamed == text:
            return found
        again = self._read(unnamed)
        return structs.replace(again, details=found.details, pieces=found.pieces)

    def _read(self, text: str) -> Answers:
        pieces = self.words.pieces(text, len(text) + 2)
        parts = [self._window(part) for part in windows(pieces)]
        sizes = [len(part.ids) for part in windows(pieces)]
        weights = np.array(sizes, np.float32) / sum(sizes)
        whole = [
            np.tensordot(weights, np.stack([part[at] for part in parts]), 1)
            for at in range(5)
        ]
        most_danger = max((softmax(part[4]) for part in parts), key=lambda p: 1 - p[0])
        embedding = np.tensordot(weights, np.stack([part[7] for part in parts]), 1)
        return Answers(
            sentiment=softmax(whole[0] * self._scale + self._bias),
            feelings=sigmoid(whole[1]),
            emotions=sigmoid(whole[2]),
            themes=sigmoid(whole[3]),
            danger=most_danger,
            foreign=float(softmax(parts[0][5])[1]),
            embedding=embedding / np.linalg.norm(embedding),
            details=self._details(text, pieces, parts),
            pieces=pieces,
        )

    def _window(self, part: Pieces) -> list[Numbers]:
        ids = np.array([part.ids], np.int64)
        found = self.network.run({"ids": ids, "mask": np.ones_like(ids)})
        return [one[0] for one in found]

    def _details(
        self, text: str, pieces: Pieces, parts: list[list[Numbers]]
    ) -> list[Detail]:
        """Pieces that are seen as details; alike neighbours are one."""
        kinds = np.zeros((len(pieces.ids), len(DETAIL_KINDS)), np.float32)
        for start, part in zip(starts(pieces), parts, strict=True):
            seen = softmax(part[6])[1:-1, 1:].reshape(-1, len(DETAIL_KINDS), 2).sum(2)
            rows = slice(start, start + len(seen))
            kinds[rows] = np.maximum(kinds[rows], seen)
        found: list[Detail] = []
        for at in np.flatnonzero(kinds.sum(1) >= self.facts.detail_from):
            start, end = pieces.spans[at]
            kind = DETAIL_KINDS[int(kinds[at].argmax())]
            found = joined(text, found, (kind, start, end))
        return found


def nameless(text: str, details: Iterable[Detail]) -> str:
    """The text with `[name]` in place of each name, out to the ends of its words.

    Where somebody hid names before, as public data sets do with `[NAME]`, it is one.
    """
    hidden = [one.span() for one in HIDDEN.finditer(text)]
    seen = [
        whole_words(text, start, end)
        for kind, start, end in details
        if kind == "name" and text[start:end].strip("[]").lower() != "name"
    ]
    parts, at = [], 0
    for start, end in sorted([*hidden, *seen]):
        if start >= at:
            parts += [text[at:start], NAMELESS]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A place in a text, out to the ends of its words."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def joined(text: str, found: list[Detail], one: Detail) -> list[Detail]:
    """With one more piece, which goes into a neighbour that it continues."""
    kind, start, end = one
    if found:
        last, first, until = found[-1]
        if last == kind and not text[until:start].strip(JOINTS):
            return [*found[:-1], (last, first, end)]
    return [*found, (kind, start, end)]


def starts(pieces: Pieces) -> list[int]:
    """Where each window begins among the pieces, the first mark left out."""
    last = max(len(pieces.ids) - 2 - OVERLAP, 1)
    return list(range(1, last + 1, WINDOW - OVERLAP))


def windows(pieces: Pieces) -> list[Pieces]:
    """The pieces in parts that the network can take, each between the two marks."""
    first, last = pieces.ids[0], pieces.ids[-1]
    inner = len(pieces.ids) - 1
    return [
        Pieces(
            [first, *pieces.ids[at : min(at + WINDOW, inner)], last],
            pieces.spans[at - 1 : at + WINDOW + 1],
        )
        for at in starts(pieces)
    ]


def read_facts(path: Path) -> Facts:
    """The facts beside a network; raises BadModel where they are of another version."""
    try:
        facts = msgspec.json.decode(read_model(path), type=Facts)
    except msgspec.DecodeError as error:
        raise BadModel(f"{path}: {error}; use the file that came along") from error
    ours = (FORM, SENTIMENTS, URGENTS, set(FEELINGS), set(THEMES))
    theirs = (
        facts.form,
        facts.sentiments,
        facts.urgents,
        set(facts.feelings),
        set(facts.themes),
    )
    if ours != theirs or not set(EMOTIONS) <= set(facts.emotions):
        raise BadModel(
            f"{path}: the model's answers are named otherwise than in this version of "
            "Heed; use the model that came with it"
        )
    return facts


def sha256(path: Path) -> str:
    """Of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def softmax(logits: NDArray[Any]) -> Numbers:
    """Probabilities along the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)


def sigmoid(logits: NDArray[Any]) -> Numbers:
    """Probability of each answer by itself."""
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


assert len(TAGS) == 1 + 2 * len(DETAIL_KINDS)

"""The words' network in torch: a small BERT encoder and a head for each question.

Encoder after Devlin et al. (2019) in the size of MiniLM-L6 (Wang et al. 2020): 6
layers, 384 wide, 12 attention heads. Each head of a whole text has a query of its own
that weighs the pieces, so that one word of danger in a long text is not averaged away.
"""

from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.words.labels import EMOTIONS, FEELINGS, SENTIMENTS, TAGS, THEMES, URGENTS

LAYERS: Final = 6
WIDTH: Final = 384
HEADS: Final = 12
INNER: Final = 1536
POSITIONS: Final = 512
EPSILON: Final = 1e-12
TEXT_HEADS: Final = {
    "sentiment": len(SENTIMENTS),
    "tweet": 3,
    "feelings": len(FEELINGS),
    "emotions": len(EMOTIONS),
    "themes": len(THEMES),
    "urgent": len(URGENTS) + 1,
    "foreign": 2,
}
"""Answers about a whole text, and how many numbers each has."""


class Layer(nn.Module):
    """Attention and a feed-forward part, each added to its input and normalised."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (
            nn.Linear(WIDTH, WIDTH) for _ in range(4)
        )
        self.widen = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.output_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, pieces: Tensor, bias: Tensor) -> Tensor:
        """[batch, length, WIDTH] in and out; `bias` shuts out padding."""
        batch, length, _ = pieces.shape
        shape = (batch, length, HEADS, WIDTH // HEADS)
        query, key, value = (
            part(pieces).view(shape).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        weights = query @ key.transpose(2, 3) / (WIDTH // HEADS) ** 0.5 + bias
        seen = (
            (weights.softmax(3) @ value).transpose(1, 2).reshape(batch, length, WIDTH)
        )
        pieces = self.attention_norm(pieces + self.dropout(self.output(seen)))
        inner = self.narrow(functional.gelu(self.widen(pieces)))
        normal: Tensor = self.output_norm(pieces + self.dropout(inner))
        return normal


class Question(nn.Module):
    """A head: a query weighs the pieces, and a line reads what it found."""

    def __init__(self, answers: int, dropout: float) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, 1)
        self.line = nn.Linear(2 * WIDTH, answers)
        self.dropout = nn.Dropout(dropout)

    def forward(self, pieces: Tensor, bias: Tensor) -> Tensor:
        """[batch, answers] from [batch, length, WIDTH]."""
        weights = (self.query(pieces).squeeze(2) + bias).softmax(1)
        found = (weights.unsqueeze(1) @ pieces).squeeze(1)
        line: Tensor = self.line(self.dropout(torch.cat((pieces[:, 0], found), 1)))
        return line


class Net(nn.Module):
    """The whole network; its word vectors stay as they were pretrained."""

    def __init__(self, vocabulary: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.questions = nn.ModuleDict(
            {name: Question(size, dropout) for name, size in TEXT_HEADS.items()}
        )
        self.details = nn.Linear(WIDTH, len(TAGS))
        self.embedding = nn.Linear(WIDTH, WIDTH)
        nn.init.eye_(self.embedding.weight)
        nn.init.zeros_(self.embedding.bias)
        self.words.weight.requires_grad_(False)

    def encode(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """[batch, length, WIDTH], and the bias that shuts out padding."""
        places = torch.arange(ids.shape[1], device=ids.device)
        pieces = self.dropout(self.norm(self.words(ids) + self.positions(places)))
        bias = (1.0 - mask.to(pieces.dtype)) * -1e4
        for layer in self.layers:
            pieces = layer(pieces, bias[:, None, None, :])
        return pieces, bias

    def forward(self, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """All answers for pieces [batch, length]; mask is 1 for a piece, 0 for none."""
        pieces, bias = self.encode(ids, mask)
        answers = {
            name: question(pieces, bias) for name, question in self.questions.items()
        }
        answers["details"] = self.details(pieces)
        answers["embedding"] = self.embedding(mean(pieces, mask))
        return answers


def mean(pieces: Tensor, mask: Tensor) -> Tensor:
    """Mean of the pieces that are there, made one long: [batch, WIDTH]."""
    weights = mask.to(pieces.dtype).unsqueeze(2)
    total = (pieces * weights).sum(1) / weights.sum(1)
    return functional.normalize(total, dim=1)


def pretrained(weights: Path, dropout: float = 0.1) -> Net:
    """A net that begins as MiniLM-L6 from its `model.safetensors`."""
    from safetensors.torch import load_file

    found = load_file(weights)
    vocabulary = found["embeddings.word_embeddings.weight"].shape[0]
    net = Net(vocabulary, dropout)
    net.load_state_dict(_renamed(found), strict=False)
    return net


def _renamed(found: dict[str, Tensor]) -> dict[str, Tensor]:
    """BERT's names of weights as ours; the one token type goes into the positions."""
    names = {
        "attention.self.query": "query",
        "attention.self.key": "key",
        "attention.self.value": "value",
        "attention.output.dense": "output",
        "attention.output.LayerNorm": "attention_norm",
        "intermediate.dense": "widen",
        "output.dense": "narrow",
        "output.LayerNorm": "output_norm",
    }
    kind = found["embeddings.token_type_embeddings.weight"][0]
    out = {
        "words.weight": found["embeddings.word_embeddings.weight"],
        "positions.weight": found["embeddings.position_embeddings.weight"] + kind,
        "norm.weight": found["embeddings.LayerNorm.weight"],
        "norm.bias": found["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        for theirs, ours in names.items():
            for part in ("weight", "bias"):
                name = f"encoder.layer.{layer}.{theirs}.{part}"
                out[f"layers.{layer}.{ours}.{part}"] = found[name]
    return out

"""A larger reader, whose opinions of the corpus the small one learns beside its labels.

MPNet (Song et al. 2020) as all-mpnet-base-v2: 12 layers, 768 wide, more than five times
as slow as what is shipped. It is never shipped; what it thinks of each comment says
more than one label does (Hinton et al. 2015, "Distilling the knowledge in a neural
network").
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from models.words.labels import FEELINGS, SENTIMENTS, THEMES
from models.words.learning.batches import MOST_PIECES
from models.words.learning.checkpoint import quick_bf16
from models.words.learning.opinions import Opinion

WIDTH: Final = 768
PADDING: Final = 1
"""MPNet's piece for nothing."""
READ_AT_ONCE: Final = 64
FROZEN: Final = 3
"""Lowest layers that stay as they were pretrained, which saves a sixth of the time."""
HEADS: Final = {
    "sentiment": len(SENTIMENTS),
    "feelings": len(FEELINGS),
    "themes": len(THEMES),
}


class Larger(nn.Module):
    """MPNet and a line for each question, over the first piece and the mean."""

    def __init__(self, base: Path) -> None:
        """From a folder with `model.safetensors` and `tokenizer.json`."""
        super().__init__()
        from tokenizers import Tokenizer
        from transformers import MPNetModel

        self.encoder = MPNetModel.from_pretrained(base, add_pooling_layer=False)
        self.encoder.embeddings.requires_grad_(False)
        for layer in self.encoder.encoder.layer[:FROZEN]:
            layer.requires_grad_(False)
        self.heads = nn.ModuleDict(
            {name: nn.Linear(2 * WIDTH, size) for name, size in HEADS.items()}
        )
        self.dropout = nn.Dropout(0.1)
        self.quick_bf16 = quick_bf16()
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_PIECES)
        self._tokenizer.no_padding()

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The pieces of each text, with their marks; at most `MOST_PIECES`."""
        found = self._tokenizer.encode_batch(list(texts))
        return [one.ids for one in found]

    def forward(self, rows: Sequence[Sequence[int]]) -> dict[str, Tensor]:
        """Logits by question, [texts, answers], from each text's pieces."""
        length = max(len(row) for row in rows)
        ids = torch.tensor([[*row, *[PADDING] * (length - len(row))] for row in rows])
        mask = (ids != PADDING).long()
        seen = self.encoder(ids, attention_mask=mask).last_hidden_state
        weights = mask.to(seen.dtype).unsqueeze(2)
        mean = (seen * weights).sum(1) / weights.sum(1)
        both = self.dropout(torch.cat((seen[:, 0], mean), 1))
        return {name: head(both) for name, head in self.heads.items()}

    def opinions(self, texts: Sequence[str]) -> Iterator[tuple[str, Opinion]]:
        """Each text and the logits of its sentiments, the shortest first."""
        self.eval()
        rows = list(zip(self.pieces(texts), texts, strict=True))
        rows.sort(key=lambda row: len(row[0]))
        for at in range(0, len(rows), READ_AT_ONCE):
            part = rows[at : at + READ_AT_ONCE]
            with (
                torch.no_grad(),
                torch.autocast("cpu", torch.bfloat16, enabled=self.quick_bf16),
            ):
                found = self([pieces for pieces, _ in part])["sentiment"].float()
            for (_, text), logits in zip(part, found.tolist(), strict=True):
                yield text, tuple(logits)

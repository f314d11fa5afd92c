"""Trains the larger reader, and writes down what it thinks of each text.

`python -m models.words.teach --base FOLDER --data FOLDER --out FOLDER`, where `--base`
holds all-mpnet-base-v2. Start it again after any stop: it goes on from the last
checkpoint. At the end `opinions.jsonl` is in `--out`, for `train --opinions`. Needs the
`training` extra.
"""

import argparse
import json
import logging
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import torch
from torch.nn import functional

from models.words.labels import FEELINGS, THEMES
from models.words.learning import checkpoint, opinions, sources
from models.words.learning.batches import many
from models.words.learning.examples import UNKNOWN, Example
from models.words.learning.larger import Larger
from models.words.learning.losses import any_of
from models.words.learning.mix import Mix, Shares

log = logging.getLogger(__name__)
SHARES: Final = Shares(
    corpus=2,
    known=1.7,
    negation=1,
    dialects=1,
    turns=500,
    fairness=2000,
    details=0,
    public=(("mams", 1_000),),
    speaker=0.05,
)
"""Once as written and mostly once more with other details; danger twice."""
ALL_KNOWN: Final = "~"
"""After every pass's number."""
BATCH: Final = 32
RATE: Final = 5e-5
WARM_UP: Final = 0.06
POOL: Final = 40
ALSO: Final = 0.3
"""Weight of feelings and themes, which are learnt so that the sentiment is."""
SAVE_EVERY: Final = 300
Row = tuple[list[int], Example]


class Teaching:
    """The larger reader being trained, in one epoch, and its checkpoint."""

    def __init__(self, base: Path, data: Path, out: Path, seed: int) -> None:
        torch.manual_seed(seed)
        self.seed = seed
        self.net = Larger(base)
        mix = Mix(data, ["mams"], SHARES, ALL_KNOWN)
        self.examples = [one for one in mix.epoch(seed) if one.sentiment != UNKNOWN]
        self.steps = math.ceil(len(self.examples) / BATCH)
        heads: list[torch.nn.Parameter] = []
        encoder: list[torch.nn.Parameter] = []
        for name, weight in self.net.named_parameters():
            if weight.requires_grad:
                (heads if name.startswith("heads") else encoder).append(weight)
        self.weights = encoder + heads
        self.optimizer = torch.optim.AdamW(
            [{"params": encoder, "lr": RATE}, {"params": heads, "lr": 10 * RATE}],
            weight_decay=0.01,
            fused=True,
        )
        self.scheduler = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self._path = out / "larger.pt"
        parts = (self.net, self.optimizer, self.scheduler)
        self.done = checkpoint.resume(self._path, *parts)

    def _rate(self, step: int) -> float:
        return checkpoint.rate(step, self.steps, WARM_UP)

    def run(self) -> None:
        """Train to the end; writes a checkpoint now and then."""
        self.net.train()
        total, begun, since = 0.0, time.monotonic(), self.done
        for step, part in enumerate(self._batches(), 1):
            if step <= self.done:
                continue
            total += self._learn(part)
            self.done = step
            if step % 50 == 0:
                took = time.monotonic() - begun
                rate = round((step - since) * BATCH / took, 1)
                line = {"step": step, "of": self.steps, "texts_per_s": rate}
                log.info("%s", json.dumps({**line, "loss": round(total / 50, 4)}))
                total, begun, since = 0.0, time.monotonic(), step
            if step % SAVE_EVERY == 0:
                self._save()
        self._save()

    def _batches(self) -> Iterator[list[Row]]:
        """Batches of texts of about one length, the same for the same seed."""
        order = torch.Generator().manual_seed(self.seed)
        for start in range(0, len(self.examples), BATCH * POOL):
            pool = self.examples[start : start + BATCH * POOL]
            pieces = self.net.pieces([one.text for one in pool])
            rows = sorted(zip(pieces, pool, strict=True), key=lambda one: len(one[0]))
            parts = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
            for at in torch.randperm(len(parts), generator=order).tolist():
                yield parts[at]

    def _learn(self, part: Sequence[Row]) -> float:
        with torch.autocast("cpu", torch.bfloat16, enabled=self.net.quick_bf16):
            answers = self.net([pieces for pieces, _ in part])
        answers = {name: answer.float() for name, answer in answers.items()}
        known = torch.tensor([one.sentiment for _, one in part])
        sentiment = functional.cross_entropy(answers["sentiment"], known)
        loss = sentiment
        for name, labels in (("feelings", FEELINGS), ("themes", THEMES)):
            rows = [many(getattr(one, name), len(labels)) for _, one in part]
            also = any_of(answers[name], torch.tensor(rows)) / len(part)
            loss = loss + ALSO * also
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimizer.step()
        self.scheduler.step()
        self.optimizer.zero_grad()
        return float(sentiment.item())

    def _save(self) -> None:
        parts = (self.net, self.optimizer, self.scheduler)
        checkpoint.save(self._path, *parts, self.done)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "data", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument(
        "--emotions", type=int, default=8_000, help="comments of GoEmotions to read"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level="INFO", format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    teaching = Teaching(given.base, given.data, given.out, given.seed)
    teaching.run()
    emotions = sources.go_emotions(given.data, "train")[: given.emotions]
    texts = opinions.corpus_texts() + [one.text for one in emotions]
    log.info("reading %d texts", len(texts))
    opinions.write(teaching.net.opinions(texts), given.out / opinions.FILE)


if __name__ == "__main__":
    main()

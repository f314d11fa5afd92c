"""Trains the words' network, from MiniLM-L6 on, in a folder of checkpoints.

`python -m models.words.train --base FOLDER --data FOLDER --out FOLDER [--sets clear]`.
Start it again after any stop: it goes on from the last checkpoint. Shorter runs go on
from `--begin`, a checkpoint or a shipped network: `--shares more` where passes came
to the corpus, `--shares even` to even out who is named, `--shares taught` to go by
`--opinions` as well. Needs the `training` extra.
What comes out is read by `models.words.export`.
"""

import argparse
import json
import logging
import math
import time
from collections import defaultdict
from pathlib import Path

import torch
from msgspec import Struct

from models.words.learning import checkpoint, opinions
from models.words.learning.batches import Batch, batches
from models.words.learning.losses import likeness, losses, total
from models.words.learning.mix import ALL, CLEAR, SHARES, Mix
from models.words.learning.net import Net, mean, pretrained
from models.words.learning.opinions import Opinions
from models.words.learning.shipped import load_shipped
from models.words.wordpiece import WordPiece

log = logging.getLogger(__name__)


class Plan(Struct, frozen=True):
    """How a training goes."""

    sets: str = "clear"
    """`clear`: public sets with a clear licence; `all`: SST-2 and tweets as well."""
    shares: str = "whole"
    """What an epoch holds, by its name in `mix.SHARES`."""
    since: str = ""
    """The first pass of the corpus that the network to begin with has not seen."""
    epochs: int = 3
    batch: int = 48
    rate: float = 1e-4
    """Highest step of the encoder's weights; the heads' is five times that."""
    warm_up: float = 0.06
    """Share of all steps in which the rate rises; then it falls to nothing."""
    seed: int = 1
    threads: int = 2
    save_every: int = 200
    """Steps between two checkpoints."""


class Training:
    """A network being trained, and what it takes to go on after a stop."""

    def __init__(
        self,
        plan: Plan,
        base: Path,
        data: Path,
        out: Path,
        begin: Path | None = None,
        told: Opinions | None = None,
    ) -> None:
        torch.manual_seed(plan.seed)
        torch.set_num_threads(plan.threads)
        self.plan = plan
        self.words = WordPiece.read(base / "vocab.txt")
        self.net = pretrained(base / "model.safetensors")
        if begin is not None and begin.suffix == ".onnx":
            load_shipped(self.net, begin)
        elif begin is not None:
            self.net.load_state_dict(torch.load(begin)["net"])
        self.teacher = pretrained(base / "model.safetensors").eval()
        names = list(CLEAR if plan.sets == "clear" else ALL)
        self.mix = Mix(data, names, SHARES[plan.shares], plan.since, told)
        size = len(self.mix.epoch(plan.seed))
        self.steps = plan.epochs * math.ceil(size / plan.batch)
        self.optimizer = _optimizer(self.net, plan.rate)
        self.scheduler = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self.quick_bf16 = checkpoint.quick_bf16()
        self._path = out / "checkpoint.pt"
        parts = (self.net, self.optimizer, self.scheduler)
        self.done = checkpoint.resume(self._path, *parts)

    def _rate(self, step: int) -> float:
        return checkpoint.rate(step, self.steps, self.plan.warm_up)

    def run(self) -> None:
        """Train to the end; writes checkpoints and a log on the way."""
        step = 0
        for epoch in range(self.plan.epochs):
            seed = self.plan.seed * 1000 + epoch
            examples = self.mix.epoch(seed)
            for batch in batches(examples, self.words, self.plan.batch, seed):
                step += 1
                if step <= self.done:
                    continue
                self._learn(batch)
                self.done = step
                if step % self.plan.save_every == 0:
                    self._save()
        self._save()

    def _learn(self, batch: Batch) -> None:
        self.net.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=self.quick_bf16):
            answers = self.net(batch["ids"], batch["mask"])
            wanted = self._wanted(batch)
        answers = {name: answer.float() for name, answer in answers.items()}
        found = losses(answers, batch)
        kept = answers["embedding"][: len(wanted)]
        found["embedding"] = likeness(kept, wanted.float()) / len(wanted)
        loss = total(found)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.scheduler.step()
        self.optimizer.zero_grad()
        self._note({name: one.item() for name, one in found.items()})

    def _wanted(self, batch: Batch) -> torch.Tensor:
        """Where the pretrained network puts the batch's first sentences."""
        part = max(1, self.plan.batch // 6)
        ids, mask = batch["ids"][:part], batch["mask"][:part]
        with torch.no_grad():
            return mean(self.teacher.encode(ids, mask)[0], mask)

    def _note(self, found: dict[str, float]) -> None:
        """Log the mean losses since the last checkpoint."""
        if not hasattr(self, "_sums"):
            self._sums: dict[str, float] = defaultdict(float)
            self._since = (self.done, time.monotonic())
        for name, loss in found.items():
            self._sums[name] += loss
        step = self.done + 1
        if step % 50 == 0:
            count = step - self._since[0]
            means = {name: round(s / count, 4) for name, s in self._sums.items()}
            took = time.monotonic() - self._since[1]
            rate = round(count * self.plan.batch / took)
            line = {"step": step, "of": self.steps, "texts_per_s": rate, **means}
            log.info("%s", json.dumps(line))
            del self._sums

    def _save(self) -> None:
        plan = {n: getattr(self.plan, n) for n in Plan.__struct_fields__}
        parts = (self.net, self.optimizer, self.scheduler)
        checkpoint.save(self._path, *parts, self.done, plan=json.dumps(plan))


def _optimizer(net: Net, rate: float) -> torch.optim.Optimizer:
    """AdamW; the heads, which begin from nothing, learn five times as fast."""
    groups: dict[str, list[torch.nn.Parameter]] = {"encoder": [], "heads": []}
    for name, parameter in net.named_parameters():
        if parameter.requires_grad:
            is_head = name.startswith(("questions", "details", "embedding"))
            groups["heads" if is_head else "encoder"].append(parameter)
    return torch.optim.AdamW(
        [
            {"params": groups["encoder"], "lr": rate},
            {"params": groups["heads"], "lr": 5 * rate},
        ],
        weight_decay=0.01,
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "data", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--sets", choices=("clear", "all"), default="clear")
    parser.add_argument("--begin", type=Path)
    parser.add_argument("--opinions", type=Path, help="what `models.words.teach` wrote")
    parser.add_argument("--shares", choices=SHARES, default=Plan().shares)
    parser.add_argument("--since", default="", help="first pass that is new to it")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=Plan().rate)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level="INFO",
        format="%(asctime)s %(message)s",
        handlers=[
            logging.StreamHandler(),
            logging.FileHandler(given.out / "train.log"),
        ],
    )
    named = {name: getattr(given, name, None) for name in Plan.__struct_fields__}
    plan = Plan(**{name: value for name, value in named.items() if value is not None})
    told = opinions.read(given.opinions) if given.opinions else None
    Training(plan, given.base, given.data, given.out, given.begin, told).run()


if __name__ == "__main__":
    main()

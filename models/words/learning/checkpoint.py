"""Where a training stands, so that it goes on after any stop, and its rate."""

import logging
import os
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

log = logging.getLogger(__name__)


def rate(step: int, steps: int, warm_up: float) -> float:
    """Share of the highest rate: up for `warm_up` of all steps, then down to 0."""
    warm = max(1, int(steps * warm_up))
    left = (steps - step) / max(1, steps - warm)
    return min(step / warm, max(left, 0.0))


def quick_bf16() -> bool:
    """Whether the processor knows bfloat16; where not, it is ten times slower."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def save(
    path: Path,
    net: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler,
    step: int,
    **more: object,
) -> None:
    """Write all that `resume` needs, and what else there is to remember."""
    state = {
        "net": net.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "step": step,
        "random": torch.get_rng_state(),
        **more,
    }
    torch.save(state, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)


def resume(
    path: Path, net: nn.Module, optimizer: Optimizer, scheduler: LRScheduler
) -> int:
    """The step after which it goes on; 0 where nothing was saved yet."""
    if not path.exists():
        return 0
    state: dict[str, Any] = torch.load(path)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    torch.set_rng_state(state["random"])
    log.info("going on after step %d", state["step"])
    return int(state["step"])

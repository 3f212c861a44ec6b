"""Processes of one training: the first of them writes, the others agree with it."""

from __future__ import annotations

import os
import sys
from typing import Any, Optional

_RANK_NAMES = ("RANK", "OMPI_COMM_WORLD_RANK")


def process_rank() -> int:
    """The rank of this process, 0 for the one that writes.

    By torch.distributed once it is initialised, else by the variables that torchrun,
    accelerate, Lightning, MPI and Slurm set.
    """
    distributed = _distributed()
    if distributed is not None:
        return int(distributed.get_rank())
    for name in _RANK_NAMES:
        if name in os.environ:
            return _number(name)
    if "LOCAL_RANK" in os.environ:
        return max(_number("LOCAL_RANK"), _number("NODE_RANK"))
    return _number("SLURM_PROCID") if _number("SLURM_NTASKS") > 1 else 0


def process_count() -> int:
    """Number of processes that train together, as far as it is known."""
    distributed = _distributed()
    if distributed is not None:
        return int(distributed.get_world_size())
    return max(1, _number("WORLD_SIZE"))


def agree(answer: bool) -> bool:
    """Whether any process says yes: all of them have to ask at the same place."""
    distributed = _distributed()
    if distributed is None or distributed.get_world_size() == 1:
        return answer
    import torch

    device = "cpu"
    if distributed.get_backend() == "nccl":
        device = f"cuda:{torch.cuda.current_device()}"
    flag = torch.tensor([int(answer)], dtype=torch.int32, device=device)
    distributed.all_reduce(flag, op=distributed.ReduceOp.MAX)
    return bool(flag.item())


def _distributed() -> Optional[Any]:
    """torch.distributed where the script has initialised it; it is never imported."""
    module = sys.modules.get("torch.distributed")
    if module is None or not module.is_available():
        return None
    return module if module.is_initialized() else None


def _number(name: str) -> int:
    try:
        return int(os.environ.get(name, "0"))
    except ValueError:
        return 0

"""Hugging Face: `Trainer(..., callbacks=[DistilleryCallback()])` writes a run.

`DistillationTrainer` is a trainer that distils by an emitted objective; it is loaded
when it is asked for, since it needs PyTorch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .callback import DistilleryCallback

if TYPE_CHECKING:
    from .trainer import DistillationTrainer

__all__ = ["DistillationTrainer", "DistilleryCallback"]


def __getattr__(name: str) -> Any:
    if name != "DistillationTrainer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .trainer import DistillationTrainer

    return DistillationTrainer

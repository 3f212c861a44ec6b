"""Networks, steps and optimizers on PyTorch, driven by the trainer of a run."""

from __future__ import annotations

__all__: list[str] = []

"""A batch of tokens in chunks: the rows that an objective takes together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """The tensors of a batch, and the places of the tokens that count."""

    student: Tensor
    #: Logits of each teacher, kept answers, or None.
    teachers: Any
    labels: Tensor
    weights: Tensor
    rows: tuple[Tensor, ...]

    @property
    def count(self) -> int:
        """Tokens that count."""
        return len(self.rows[0])


@dataclass(frozen=True)
class Chunk:
    """Rows of a batch, and their shares of its means."""

    rows: tuple[Tensor, ...]
    labels: Tensor
    weights: Tensor
    share: Tensor
    label_share: Tensor


class Chunks:
    """The chunks of a batch, of `size` tokens each, and the weights of all of it."""

    def __init__(self, batch: Batch, size: int) -> None:
        self.batch = batch
        double = batch.student.dtype == torch.float64
        self._dtype = torch.float64 if double else torch.float32
        weights = batch.weights[batch.rows].to(self._dtype)
        #: The weight of the tokens that count, and of those with a label.
        self.weight = weights.sum()
        self.label_weight = (weights * (batch.labels[batch.rows] >= 0)).sum()
        self.all = [
            self._chunk(tuple(one[start : start + size] for one in batch.rows))
            for start in range(0, batch.count, size)
        ]

    def _chunk(self, rows: tuple[Tensor, ...]) -> Chunk:
        labels = self.batch.labels[rows]
        weights = self.batch.weights[rows].to(self._dtype)
        of_labels = (weights * (labels >= 0)).sum()
        return Chunk(
            rows,
            labels,
            weights,
            weights.sum() / self.weight,
            of_labels / self.label_weight.clamp(min=1e-12),
        )

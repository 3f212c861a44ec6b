"""A layer as a module of PyTorch, and its weights in the trainer's layout.

Images go in as [rows, height, width, channels]; inside they are [rows, channels,
height, width]. Weights have PyTorch's layout here and the trainer's, [height, width,
inputs, outputs], outside.
"""

from __future__ import annotations

from typing import Any, Callable, Optional, Sequence

import torch
from torch import Tensor, nn

Layer = dict[str, Any]
Masks = Sequence[Tensor]


class Weight:
    """A tensor of a network, and the view of it in the trainer's layout."""

    def __init__(self, tensor: Tensor, view: Callable[[Tensor], Tensor]) -> None:
        self.tensor = tensor
        self.view = view

    def like(self) -> Weight:
        """Zeros of the same layout: a state of an optimizer."""
        return Weight(torch.zeros_like(self.tensor), self.view)


class Block(nn.Module):
    """A layer; its weights stand in the trainer's order."""

    def trained(self) -> list[Weight]:
        """Weights that an optimizer changes."""
        return []

    def moving(self) -> list[Weight]:
        """Moving averages, which follow the batches."""
        return []

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        """The layer's values; `masks` are those of the dropouts of a batch."""
        raise NotImplementedError


def as_it_is(tensor: Optional[Tensor]) -> list[Weight]:
    """The weight of a tensor whose layout is the trainer's already; none of None."""
    return [] if tensor is None else [Weight(tensor, lambda same: same)]


def zero_bias(layer: Layer, size: int) -> Optional[nn.Parameter]:
    """The bias [size] of a layer that has one."""
    return nn.Parameter(torch.zeros(size)) if layer["useBias"] else None


def both(sides: Any) -> tuple[int, int]:
    """Height and width of a size; one number is both."""
    if isinstance(sides, int):
        return sides, sides
    height, width = sides
    return int(height), int(width)


def channels_first(values: Tensor) -> Tensor:
    """[rows, height, width, channels] → [rows, channels, height, width]."""
    return values.permute(0, 3, 1, 2) if values.dim() == 4 else values


def channels_last(values: Tensor) -> Tensor:
    """[rows, channels, height, width] → [rows, height, width, channels]."""
    return values.permute(0, 2, 3, 1) if values.dim() == 4 else values

"""Windows that move over images, with TensorFlow's padding."""

from __future__ import annotations

from typing import Any

import torch.nn.functional as F
from torch import Tensor

from .block import Layer, both


class Window:
    """A window that moves over images; `same` pads more behind than before."""

    def __init__(self, layer: Layer, size: tuple[int, int], strides: Any) -> None:
        self.strides = both(strides)
        self.is_valid = layer["padding"] == "valid"
        sides = zip(layer["input"], size, self.strides)
        self.sums = [0, 0] if self.is_valid else [_padding(*side) for side in sides]

    def pad(self, values: Tensor, number: float) -> tuple[Tensor, tuple[int, int]]:
        """Values, and the padding that is left for their operation on each side."""
        down, right = self.sums
        if down % 2 == 0 and right % 2 == 0:
            return values, (down // 2, right // 2)
        around = [right // 2, right - right // 2, down // 2, down - down // 2]
        return F.pad(values, around, value=number), (0, 0)


def _padding(length: int, window: int, stride: int) -> int:
    windows = -(-length // stride)
    return max((windows - 1) * stride + window - length, 0)

"""Pooling over windows and over whole images."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from .block import Block, Layer, Masks, both
from .window import Window


class MaxPool(Block):
    """The largest pixel of each window."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        size = both(layer["size"])
        self.size = size
        self.window = Window(layer, size, layer.get("strides") or size)

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        padded, padding = self.window.pad(values, -torch.inf)
        return F.max_pool2d(padded, self.size, self.window.strides, padding)


class AveragePool(MaxPool):
    """The mean of the pixels of each window; padding does not count."""

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        if self.window.is_valid:
            return F.avg_pool2d(values, self.size, self.window.strides)
        padded, padding = self.window.pad(values, 0.0)
        ones, _ = self.window.pad(torch.ones_like(values[:1, :1]), 0.0)
        sums, counts = (
            F.avg_pool2d(one, self.size, self.window.strides, padding)
            for one in (padded, ones)
        )
        return sums / counts


class GlobalAveragePool(Block):
    """The mean of each channel over the whole image."""

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        return values.mean(dim=(2, 3))

"""Dense layers, and the dropout and flattening around them."""

from __future__ import annotations

from typing import Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .activation import activation_of
from .block import (
    Block,
    Layer,
    Masks,
    Weight,
    as_it_is,
    channels_first,
    channels_last,
    zero_bias,
)


class Dense(Block):
    """activation(x · W + b) on rows [rows, inputs]."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        units, inputs = layer["units"], layer["input"][0]
        self.weight = nn.Parameter(torch.zeros(units, inputs))
        self.bias = zero_bias(layer, units)
        self.activation = activation_of(layer)

    def trained(self) -> list[Weight]:
        return [Weight(self.weight, torch.t), *as_it_is(self.bias)]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        return self.activation(F.linear(values, self.weight, self.bias))


class Dropout(Block):
    """Multiplies by a mask that the trainer draws."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.mask: Optional[int] = layer.get("mask")

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        if not self.training or self.mask is None:
            return values
        return values * channels_first(masks[self.mask])


class Flatten(Block):
    """Rows of numbers, in the order of the trainer's layout."""

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        return channels_last(values).flatten(1)

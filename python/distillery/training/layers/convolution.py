"""Convolutions and depthwise convolutions."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .activation import activation_of
from .block import Block, Layer, Masks, Weight, as_it_is, both, zero_bias
from .window import Window


class Convolution(Block):
    """A convolution in two dimensions, padded as TensorFlow pads."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        height, width = both(layer["kernel"])
        filters, inputs = layer["filters"], layer["input"][2]
        self.weight = nn.Parameter(torch.zeros(filters, inputs, height, width))
        self.bias = zero_bias(layer, filters)
        self.groups = 1
        self.window = Window(layer, (height, width), layer["strides"])
        self.is_point = height == width == 1
        self.activation = activation_of(layer)

    def trained(self) -> list[Weight]:
        return [Weight(self.weight, self.seen), *as_it_is(self.bias)]

    def seen(self, kernel: Tensor) -> Tensor:
        """The view [height, width, inputs, filters] of a kernel."""
        return kernel.permute(2, 3, 1, 0)

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        padded, padding = self.window.pad(values, 0.0)
        strides = self.window.strides
        if self.is_point:
            # The gradient of PyTorch 2.15 for a 1×1 kernel that strides over few
            # channels writes outside of its memory on some processors.
            padded, strides = padded[:, :, :: strides[0], :: strides[1]], (1, 1)
        sums = F.conv2d(
            padded, self.weight, self.bias, strides, padding, groups=self.groups
        )
        return self.activation(sums)


class Depthwise(Convolution):
    """A convolution of each channel apart, by `multiplier` kernels."""

    def __init__(self, layer: Layer) -> None:
        channels, multiplier = layer["input"][2], layer["multiplier"]
        super().__init__({**layer, "filters": channels * multiplier})
        height, width = both(layer["kernel"])
        shape = (channels * multiplier, 1, height, width)
        self.weight = nn.Parameter(torch.zeros(shape))
        self.groups = channels
        self.multiplier = multiplier

    def seen(self, kernel: Tensor) -> Tensor:
        """The view [height, width, channels, multiplier] of a kernel."""
        apart = kernel.view(self.groups, self.multiplier, *kernel.shape[2:])
        return apart.permute(2, 3, 0, 1)

"""Activations of layers, and the layer that is one alone."""

from __future__ import annotations

from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from .block import Block, Layer, Masks


def activation_of(layer: Layer) -> Callable[[Tensor], Tensor]:
    """The activation of a layer; the slope of `leakyRelu` is 0.2 unless given."""
    slope = layer.get("slope")
    known: dict[str, Callable[[Tensor], Tensor]] = {
        "linear": lambda values: values,
        "relu": F.relu,
        "relu6": F.relu6,
        "leakyRelu": lambda values: F.leaky_relu(
            values, 0.2 if slope is None else slope
        ),
        "elu": F.elu,
        "selu": F.selu,
        "gelu": F.gelu,
        "swish": F.silu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "softplus": F.softplus,
    }
    return known[layer["activation"]]


class Activation(Block):
    """An activation as a layer; `function` or `activation` names it."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.activation = activation_of(
            {**layer, "activation": layer.get("function", layer.get("activation"))}
        )

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        return self.activation(values)

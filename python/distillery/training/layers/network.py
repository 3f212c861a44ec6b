"""Networks of a plan's layers, which compute what the trainer's own compute."""

from __future__ import annotations

from typing import Callable, Sequence

from torch import Tensor, nn

from .activation import Activation, activation_of
from .block import Block, Layer, Masks, Weight, channels_first
from .convolution import Convolution, Depthwise
from .dense import Dense, Dropout, Flatten
from .normalization import BatchNorm, LayerNorm
from .pooling import AveragePool, GlobalAveragePool, MaxPool


class Chain(Block):
    """Layers one after another."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        super().__init__()
        self._listed = [build(layer) for layer in layers]
        self.blocks = nn.ModuleList(self._listed)

    def trained(self) -> list[Weight]:
        return [weight for block in self._listed for weight in block.trained()]

    def moving(self) -> list[Weight]:
        return [weight for block in self._listed for weight in block.moving()]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        for block in self.blocks:
            values = block(values, masks)
        return values


class Residual(Block):
    """x + layers(x), He et al. 2016; a shortcut stands in for x of another shape."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.inner = Chain(layer["layers"])
        shortcut = layer.get("shortcut")
        self.shortcut = Chain([] if shortcut is None else [shortcut])
        self.activation = activation_of(layer)

    def trained(self) -> list[Weight]:
        return [*self.inner.trained(), *self.shortcut.trained()]

    def moving(self) -> list[Weight]:
        return [*self.inner.moving(), *self.shortcut.moving()]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        sums = self.inner(values, masks) + self.shortcut(values, masks)
        return self.activation(sums)


class Network(Chain):
    """Images [rows, …shape], or flat ones, → logits [rows, classes]."""

    def __init__(self, shape: Sequence[int], layers: Sequence[Layer]) -> None:
        super().__init__(layers)
        self.shape = tuple(shape)

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        shaped = values.reshape(-1, *self.shape)
        # With channels last in memory PyTorch 2.15 sums up a batch norm one by one in
        # single precision, which costs three digits. Laid out anew, as the one channel
        # of grey images counts as both orders.
        first = channels_first(shaped)
        return super().forward(first.flatten().view(first.shape), masks)


KINDS: dict[str, Callable[[Layer], Block]] = {
    "dense": Dense,
    "conv2d": Convolution,
    "depthwiseConv2d": Depthwise,
    "maxPool": MaxPool,
    "averagePool": AveragePool,
    "globalAveragePool": lambda layer: GlobalAveragePool(),
    "batchNorm": BatchNorm,
    "layerNorm": LayerNorm,
    "dropout": Dropout,
    "flatten": lambda layer: Flatten(),
    "activation": Activation,
    "residual": Residual,
}


def build(layer: Layer) -> Block:
    """A layer of a plan; `input` is the shape of one example that goes in."""
    return KINDS[layer["type"]](layer)

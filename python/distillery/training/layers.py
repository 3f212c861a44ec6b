"""Networks of a plan's layers, which compute what the trainer's own compute.

Images go in as [rows, height, width, channels]; inside they are [rows, channels,
height, width]. Weights have PyTorch's layout here
and the trainer's, [height, width, inputs, outputs], outside.
"""

from __future__ import annotations

from typing import Any, Callable, Optional, Sequence

import torch
import torch.nn.functional as F
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
        return []

    def moving(self) -> list[Weight]:
        return []

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        raise NotImplementedError


class Dense(Block):
    def __init__(self, layer: Layer) -> None:
        super().__init__()
        units, inputs = layer["units"], layer["input"][0]
        self.weight = nn.Parameter(torch.zeros(units, inputs))
        self.bias = _bias(layer, units)
        self.activation = activation_of(layer)

    def trained(self) -> list[Weight]:
        return [Weight(self.weight, torch.t), *_as_it_is(self.bias)]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        return self.activation(F.linear(values, self.weight, self.bias))


class Convolution(Block):
    def __init__(self, layer: Layer) -> None:
        super().__init__()
        height, width = _both(layer["kernel"])
        filters, inputs = layer["filters"], layer["input"][2]
        self.weight = nn.Parameter(torch.zeros(filters, inputs, height, width))
        self.bias = _bias(layer, filters)
        self.groups = 1
        self.window = Window(layer, (height, width), layer["strides"])
        self.is_point = height == width == 1
        self.activation = activation_of(layer)

    def trained(self) -> list[Weight]:
        return [Weight(self.weight, self.seen), *_as_it_is(self.bias)]

    def seen(self, kernel: Tensor) -> Tensor:
        """[height, width, inputs, filters]."""
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
    def __init__(self, layer: Layer) -> None:
        channels, multiplier = layer["input"][2], layer["multiplier"]
        super().__init__({**layer, "filters": channels * multiplier})
        height, width = _both(layer["kernel"])
        shape = (channels * multiplier, 1, height, width)
        self.weight = nn.Parameter(torch.zeros(shape))
        self.groups = channels
        self.multiplier = multiplier

    def seen(self, kernel: Tensor) -> Tensor:
        """[height, width, channels, multiplier]."""
        apart = kernel.view(self.groups, self.multiplier, *kernel.shape[2:])
        return apart.permute(2, 3, 0, 1)


class BatchNorm(Block):
    """Ioffe and Szegedy 2015. Moving averages follow the biased variance."""

    moving_mean: Tensor
    moving_variance: Tensor

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        channels = layer["input"][-1]
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))
        self.register_buffer("moving_mean", torch.zeros(channels))
        self.register_buffer("moving_variance", torch.ones(channels))
        self.epsilon = float(layer["epsilon"])
        self.kept = float(layer["momentum"])

    def trained(self) -> list[Weight]:
        return [*_as_it_is(self.gamma), *_as_it_is(self.beta)]

    def moving(self) -> list[Weight]:
        return [*_as_it_is(self.moving_mean), *_as_it_is(self.moving_variance)]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        gamma, beta, epsilon = self.gamma, self.beta, self.epsilon
        mean, variance = self.moving_mean, self.moving_variance
        if not self.training:
            return F.batch_norm(values, mean, variance, gamma, beta, False, 0, epsilon)
        count = values.numel() // gamma.shape[0]
        if count == 1:
            # PyTorch refuses; the one value is its own mean.
            mean.lerp_(values.detach().flatten(), 1 - self.kept)
            variance.mul_(self.kept)
            return values * 0 * gamma + beta
        # Copies: the gradient needs them as they are afterwards.
        means, variances = mean.clone(), variance.clone()
        normalized = F.batch_norm(
            values, means, variances, gamma, beta, True, 1 - self.kept, epsilon
        )
        # PyTorch follows the unbiased variance.
        before = self.kept * variance
        mean.copy_(means)
        variance.copy_(before + (variances - before) * ((count - 1) / count))
        return normalized


class LayerNorm(Block):
    """Ba et al. 2016, over the last axis of the trainer's layout."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        channels = layer["input"][-1]
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))
        self.epsilon = float(layer["epsilon"])

    def trained(self) -> list[Weight]:
        return [*_as_it_is(self.gamma), *_as_it_is(self.beta)]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        size = (self.gamma.shape[0],)
        last = channels_last(values)
        return channels_first(
            F.layer_norm(last, size, self.gamma, self.beta, self.epsilon)
        )


class Dropout(Block):
    """Multiplies by a mask that the trainer draws."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.mask: Optional[int] = layer.get("mask")

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        if not self.training or self.mask is None:
            return values
        return values * channels_first(masks[self.mask])


class MaxPool(Block):
    def __init__(self, layer: Layer) -> None:
        super().__init__()
        size = _both(layer["size"])
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
    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        return values.mean(dim=(2, 3))


class Flatten(Block):
    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        return channels_last(values).flatten(1)


class Activation(Block):
    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.activation = activation_of(
            {**layer, "activation": layer.get("function", layer.get("activation"))}
        )

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        return self.activation(values)


class Chain(Block):
    """Layers one after another."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(build(layer) for layer in layers)

    def trained(self) -> list[Weight]:
        return [weight for block in self.blocks for weight in block.trained()]  # type: ignore[operator]

    def moving(self) -> list[Weight]:
        return [weight for block in self.blocks for weight in block.moving()]  # type: ignore[operator]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        for block in self.blocks:
            values = block(values, masks)
        return values


class Residual(Block):
    """He et al. 2016: what goes in is added to what comes out."""

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


class Window:
    """A window that moves over images; `same` pads more behind than before."""

    def __init__(self, layer: Layer, size: tuple[int, int], strides: Any) -> None:
        self.strides = _both(strides)
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


def channels_first(values: Tensor) -> Tensor:
    """[rows, height, width, channels] → [rows, channels, height, width]."""
    return values.permute(0, 3, 1, 2) if values.dim() == 4 else values


def channels_last(values: Tensor) -> Tensor:
    """[rows, channels, height, width] → [rows, height, width, channels]."""
    return values.permute(0, 2, 3, 1) if values.dim() == 4 else values


def _bias(layer: Layer, size: int) -> Optional[nn.Parameter]:
    return nn.Parameter(torch.zeros(size)) if layer["useBias"] else None


def _as_it_is(tensor: Optional[Tensor]) -> list[Weight]:
    return [] if tensor is None else [Weight(tensor, lambda same: same)]


def _both(sides: Any) -> tuple[int, int]:
    if isinstance(sides, int):
        return sides, sides
    height, width = sides
    return int(height), int(width)

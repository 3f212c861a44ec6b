"""Normalization over a batch and over channels."""

from __future__ import annotations

from typing import Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..processes.group import Group, Summed
from .block import Block, Layer, Masks, Weight, as_it_is, channels_first, channels_last


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
        #: Processes whose rows count as one batch.
        self.group: Optional[Group] = None

    def trained(self) -> list[Weight]:
        return [*as_it_is(self.gamma), *as_it_is(self.beta)]

    def moving(self) -> list[Weight]:
        return [*as_it_is(self.moving_mean), *as_it_is(self.moving_variance)]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        gamma, beta, epsilon = self.gamma, self.beta, self.epsilon
        mean, variance = self.moving_mean, self.moving_variance
        if not self.training:
            return F.batch_norm(values, mean, variance, gamma, beta, False, 0, epsilon)
        if self.group is not None:
            return self._together(values, self.group)
        count = values.numel() // gamma.shape[0]
        if count == 1:
            # PyTorch refuses; the one value is its own mean.
            mean.lerp_(values.detach().flatten().to(mean), 1 - self.kept)
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

    def _together(self, values: Tensor, group: Group) -> Tensor:
        """By the mean and variance of the rows of all processes, on any device."""
        numbers = values.float()
        axes = [axis for axis in range(numbers.dim()) if axis != 1]
        shape = [-1 if axis == 1 else 1 for axis in range(numbers.dim())]
        size = numbers.new_tensor([numbers.numel() // numbers.shape[1]])
        sums = Summed.apply(torch.cat([numbers.sum(axes), size]), group)
        count = sums[-1].detach()
        mean = sums[:-1] / count
        centred = numbers - mean.view(shape)
        variance = Summed.apply((centred**2).sum(axes), group) / count
        with torch.no_grad():
            self.moving_mean.lerp_(mean, 1 - self.kept)
            self.moving_variance.lerp_(variance, 1 - self.kept)
        scale = self.gamma * torch.rsqrt(variance + self.epsilon)
        normalized: Tensor = centred * scale.view(shape) + self.beta.view(shape)
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
        return [*as_it_is(self.gamma), *as_it_is(self.beta)]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        size = (self.gamma.shape[0],)
        last = channels_last(values)
        return channels_first(
            F.layer_norm(last, size, self.gamma, self.beta, self.epsilon)
        )

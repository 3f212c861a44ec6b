"""The process that computes for a trainer, with images laid out channels last.

The same PyTorch sums up batch norms in another order then: a measure of what rounding
alone changes in a training.
"""

import sys

import torch
from distillery.training.layers import network
from distillery.training.layers.block import Masks, channels_first
from distillery.training.worker import main
from torch import Tensor


def forward(self: network.Network, values: Tensor, masks: Masks) -> Tensor:
    first = channels_first(values.reshape(-1, *self.shape))
    laid = first.contiguous(memory_format=torch.channels_last)
    return network.Chain.forward(self, laid, masks)


network.Network.forward = forward
sys.exit(main(sys.argv[1:]))

"""Batch norms of a user's model over the rows of several processes."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from ..faults import ModelFault


def share_batch_norms(network: nn.Module, device: torch.device) -> nn.Module:
    """A user's model whose batch norms see the rows of all processes."""
    has_norm = any(
        isinstance(one, nn.modules.batchnorm._BatchNorm) for one in network.modules()
    )
    if not has_norm:
        return network
    if device.type != "cuda":
        raise ModelFault(
            "PyTorch's SyncBatchNorm has no version for"
            f" {'the CPU' if device.type == 'cpu' else device.type}",
            "leave train.syncBatchNorm out, train on a graphics card, or write the"
            " model as layers of the config, whose batch norms can",
        )
    convert: Any = nn.SyncBatchNorm.convert_sync_batchnorm
    shared: nn.Module = convert(network)
    return shared

"""Batch norms of a user's model whose rows lie in several processes."""

import pytest
import torch
from distillery.training.faults import ModelFault
from distillery.training.processes.shared_norms import share_batch_norms
from torch import nn


def test_a_cpu_has_no_batch_norm_that_sees_other_processes() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    with pytest.raises(
        ModelFault, match="SyncBatchNorm has no version for the CPU"
    ) as told:
        share_batch_norms(model, torch.device("cpu"))
    assert "leave train.syncBatchNorm out" in told.value.hint


def test_graphics_cards_have_one_and_its_state_keeps_its_names() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    names = list(model.state_dict())
    shared = share_batch_norms(model, torch.device("cuda"))
    assert any(isinstance(one, nn.SyncBatchNorm) for one in shared.modules())
    assert list(shared.state_dict()) == names


def test_a_model_without_batch_norms_stays_as_it_is() -> None:
    model = nn.Linear(2, 3)
    assert share_batch_norms(model, torch.device("cpu")) is model

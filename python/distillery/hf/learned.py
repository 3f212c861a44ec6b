"""Numbers of an objective that are trained with the student: a learned temperature."""

from __future__ import annotations

import os
from typing import Any

import torch
from torch import nn

from ..errors import DistilleryError
from ..tokens.objective import TokenObjective

_FILE = "distillery_objective.pt"


def learned_numbers(objective: TokenObjective) -> list[nn.Parameter]:
    """The numbers of an objective that are trained with the student."""
    return [one for one in objective.parameters() if one.requires_grad]


def add_learned(optimizer: Any, objective: TokenObjective) -> None:
    """Lets an optimizer move them too, without weight decay."""
    known = {id(one) for group in optimizer.param_groups for one in group["params"]}
    learned = [one for one in learned_numbers(objective) if id(one) not in known]
    if learned:
        optimizer.add_param_group({"params": learned, "weight_decay": 0.0})


def save_learned(objective: TokenObjective, folder: str) -> None:
    """Keeps them beside a checkpoint, where there are some."""
    if learned_numbers(objective):
        torch.save(objective.state_dict(), os.path.join(folder, _FILE))


def load_learned(objective: TokenObjective, folder: str, device: Any) -> None:
    """Puts them back. Raises DistilleryError where a checkpoint has none."""
    if not learned_numbers(objective):
        return
    path = os.path.join(folder, _FILE)
    if not os.path.isfile(path):
        raise DistilleryError(
            f"{path} is missing, which holds the learned temperature; resume from an"
            " earlier checkpoint"
        )
    objective.load_state_dict(torch.load(path, map_location=device, weights_only=True))

"""The trainer's optimizers on lists of tensors, with the same states.

All that changes from step to step comes as numbers: the learning rate, and of Adam its
bias corrections.
"""

from __future__ import annotations

from typing import Any, Mapping, Sequence

import torch
from torch import Tensor
from torch.optim.sgd import sgd

from .layers import Weight

Numbers = Mapping[str, float]

#: States that an optimizer keeps for each weight.
ROLES = {"sgd": 0, "momentum": 1, "nesterov": 1, "adam": 2, "adamw": 2, "rmsprop": 1}


class Optimizer:
    """One of the optimizers of a config, for some weights."""

    def __init__(self, settings: Mapping[str, Any], weights: Sequence[Weight]) -> None:
        self.settings = settings
        self.weights = list(weights)
        self.parameters = [weight.tensor for weight in weights]
        #: All states of one role stand together.
        self.states = [
            [weight.like() for weight in weights]
            for _ in range(ROLES[settings["name"]])
        ]
        self._is_fused = settings["name"] in ("momentum", "nesterov") and _has_fused(
            self.parameters
        )

    def state(self) -> list[Weight]:
        """Its states in the trainer's order."""
        return [weight for states in self.states for weight in states]

    @torch.no_grad()
    def apply(self, numbers: Numbers) -> None:
        """Moves the weights by their gradients, which are then gone."""
        gradients = [_gradient_of(parameter) for parameter in self.parameters]
        if not gradients:
            return
        settings, rate = self.settings, numbers["learningRate"]
        if "clipNorm" in settings:
            _clip(gradients, float(settings["clipNorm"]))
        decay = float(settings["weightDecay"])
        if decay > 0 and settings["name"] == "adamw":
            torch._foreach_mul_(self.parameters, 1 - rate * decay)
        elif decay > 0:
            torch._foreach_add_(gradients, self.parameters, alpha=decay)
        self._move(gradients, numbers)
        if "maxNorm" in settings:
            for weight in self.weights:
                _limit(weight, float(settings["maxNorm"]))

    def _move(self, gradients: list[Tensor], numbers: Numbers) -> None:
        settings, rate = self.settings, numbers["learningRate"]
        name = settings["name"]
        states = [[weight.tensor for weight in role] for role in self.states]
        if name == "sgd":
            torch._foreach_add_(self.parameters, gradients, alpha=-rate)
        elif self._is_fused:
            _move_fused(self.parameters, gradients, states[0], settings, rate)
        elif name in ("momentum", "nesterov"):
            (velocity,) = states
            kept = float(settings["momentum"])
            torch._foreach_mul_(velocity, kept)
            torch._foreach_add_(velocity, gradients)
            if name == "nesterov":
                torch._foreach_add_(self.parameters, gradients, alpha=-rate)
                torch._foreach_add_(self.parameters, velocity, alpha=-rate * kept)
            else:
                torch._foreach_add_(self.parameters, velocity, alpha=-rate)
        elif name in ("adam", "adamw"):
            # The states are m / (1 − β₁) and v / (1 − β₂), as the trainer's are.
            first, second = states
            torch._foreach_mul_(first, float(settings["beta1"]))
            torch._foreach_add_(first, gradients)
            torch._foreach_mul_(second, float(settings["beta2"]))
            torch._foreach_addcmul_(second, gradients, gradients)
            root = torch._foreach_sqrt(second)
            torch._foreach_add_(root, numbers["momentEpsilon"])
            size = -rate * numbers["momentFactor"]
            torch._foreach_addcdiv_(self.parameters, first, root, size)
        else:
            (square,) = states
            kept = float(settings["smoothing"])
            torch._foreach_mul_(square, kept)
            torch._foreach_addcmul_(square, gradients, gradients, 1 - kept)
            root = torch._foreach_sqrt(square)
            torch._foreach_add_(root, float(settings["epsilon"]))
            torch._foreach_addcdiv_(self.parameters, gradients, root, -rate)


def _move_fused(
    parameters: list[Tensor],
    gradients: list[Tensor],
    velocity: list[Tensor],
    settings: Mapping[str, Any],
    rate: float,
) -> None:
    """Momentum in one pass over the memory of weights, in place of three."""
    sgd(
        parameters,
        gradients,
        list(velocity),
        has_sparse_grad=False,
        foreach=False,
        fused=True,
        weight_decay=0.0,
        momentum=float(settings["momentum"]),
        lr=rate,
        dampening=0.0,
        nesterov=settings["name"] == "nesterov",
        maximize=False,
    )


@torch.no_grad()
def _has_fused(parameters: Sequence[Tensor]) -> bool:
    """Whether this PyTorch has that pass for these weights."""
    if any(one.dtype != torch.float32 for one in parameters):
        return False
    try:
        for device in {one.device for one in parameters}:
            number = torch.zeros(1, device=device)
            settings = {"name": "momentum", "momentum": 0.5}
            _move_fused([number], [number.clone()], [number.clone()], settings, 0.1)
    except Exception:  # noqa: BLE001
        # Those before 2.4 have none for a CPU.
        return False
    return True


def _gradient_of(parameter: Tensor) -> Tensor:
    gradient, parameter.grad = parameter.grad, None
    return torch.zeros_like(parameter) if gradient is None else gradient


def _clip(gradients: list[Tensor], limit: float) -> None:
    """All gradients × min(1, limit / ‖all gradients‖), Pascanu et al. 2013."""
    norms = torch._foreach_norm(gradients)
    norm = torch.linalg.vector_norm(torch.stack([one.float() for one in norms]))
    torch._foreach_mul_(gradients, limit / norm.clamp(min=limit))


def _limit(weight: Weight, limit: float) -> None:
    """Each unit's incoming norm at most the limit (Srivastava et al. 2014)."""
    kernel = weight.view(weight.tensor.detach())
    if kernel.dim() < 2:
        return
    axes = tuple(range(kernel.dim() - 1))
    norm = torch.linalg.vector_norm(kernel, dim=axes, keepdim=True)
    kernel.mul_(limit / norm.clamp(min=limit))

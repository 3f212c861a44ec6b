"""The scale of the loss where gradients of half precision would be 0."""

from __future__ import annotations

from typing import Sequence

import torch
from torch import Tensor

from .layers import Weight

#: As those of torch.amp.GradScaler.
_FIRST, _GROWTH, _BACKOFF, _INTERVAL = 65536.0, 2.0, 0.5, 2000


class LossScale:
    """Dynamic loss scaling, Micikevicius et al. 2018, arXiv:1710.03740.

    Its numbers are a state of the training, so that a stopped one goes on bit for bit.
    """

    def __init__(self, device: torch.device) -> None:
        #: The scale, and the steps since it changed.
        self.numbers = torch.tensor([_FIRST, 0.0], device=device)

    @property
    def factor(self) -> Tensor:
        return self.numbers[0]

    def state(self) -> list[Weight]:
        return [Weight(self.numbers, lambda same: same)]

    @torch.no_grad()
    def unscale(self, gradients: Sequence[Tensor]) -> bool:
        """Brings gradients to their size, and follows them with the scale.

        Gives whether all are finite numbers: a step by others is left out.
        """
        torch._foreach_mul_(list(gradients), 1 / self.factor)
        norms = torch.stack(
            [one.float() for one in torch._foreach_norm(list(gradients))]
        )
        is_finite = bool(torch.isfinite(norms).all())
        if not is_finite:
            self.numbers[0] *= _BACKOFF
            self.numbers[1] = 0
        elif int(self.numbers[1].item()) + 1 == _INTERVAL:
            self.numbers[0] *= _GROWTH
            self.numbers[1] = 0
        else:
            self.numbers[1] += 1
        return is_finite

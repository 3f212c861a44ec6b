"""The loss of a batch of tokens and its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from torch import Tensor


@dataclass
class TokenTerms:
    """The loss of a batch of tokens and its parts; only the loss has a gradient."""

    loss: Tensor
    hard: Tensor
    #: T² included; None without a teacher.
    soft: Optional[Tensor]
    #: Tokens that count.
    tokens: int
    #: The weight of the tokens that count, and of those with a label.
    weight: Tensor
    label_weight: Tensor
    #: Other measures of the objective, by name.
    measures: dict[str, Tensor] = field(default_factory=dict)
    #: Weight of the tokens chosen as labelled, and as the teacher; with `has_choices`.
    right: Optional[Tensor] = None
    agreeing: Optional[Tensor] = None

    def numbers(self) -> dict[str, Any]:
        """The numbers of a step as `run.log` takes them."""
        own = {"loss": self.loss.detach(), "hard": self.hard}
        soft = {} if self.soft is None else {"soft": self.soft}
        return {**own, **soft, **self.measures}

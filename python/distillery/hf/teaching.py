"""A teacher of a trainer: a model beside the student, or answers that were kept."""

from __future__ import annotations

import inspect
from typing import Any, Optional

import torch
from torch import nn

from ..errors import DistilleryError
from ..tokens.answers import KeptAnswers
from ..tokens.loading import progress_of
from ..tokens.objective import TokenObjective
from .checks import logits_of, width_of

#: Moments of a training at which the temperature is looked at before it begins.
_MOMENTS = 101


class Teaching:
    """One of a teacher and kept answers; a teacher is frozen and moved to `device`.

    Raises DistilleryError where there is none, or both.
    """

    def __init__(
        self, teacher: Optional[nn.Module], answers: Optional[KeptAnswers], device: Any
    ) -> None:
        if (teacher is None) == (answers is None):
            raise DistilleryError(
                "DistillationTrainer needs a teacher, or answers that were kept of one:"
                " give one of both"
            )
        self.teacher = teacher
        self.answers = answers
        self._inputs: set[str] = set()
        if teacher is not None:
            teacher.requires_grad_(False).eval().to(device)
            self._inputs = set(inspect.signature(teacher.forward).parameters)

    @property
    def width(self) -> Optional[int]:
        """The number of its logits, as far as it is known."""
        if self.answers is not None:
            return self.answers.vocabulary
        return width_of(self.teacher)

    def check_temperatures(self, objective: TokenObjective, epochs: float) -> None:
        """Checks that kept answers serve each temperature of a training.

        Raises DistilleryError where one was not kept.
        """
        if self.answers is None:
            return
        moments = [place / (_MOMENTS - 1) for place in range(_MOMENTS)]
        inner = objective.objective
        found = {
            objective.temperature(
                progress_of(inner, 1e4 * one, 1e4, epochs * one, epochs)
            )
            for one in moments
        }
        self.answers.check_temperatures(sorted(found))

    @torch.no_grad()
    def answers_to(self, inputs: Any, temperature: Any) -> Any:
        """Logits or kept answers for a batch; `temperature` gives the one of now."""
        if self.answers is not None:
            mask = inputs.get("attention_mask")
            return self.answers.find(inputs["input_ids"], temperature(), mask=mask)
        assert self.teacher is not None
        self.teacher.eval()
        own = {name: value for name, value in inputs.items() if name in self._inputs}
        return logits_of(self.teacher(**own))

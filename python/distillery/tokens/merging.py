"""Answers whose small probabilities are given as their sum, at one temperature.

The largest k tokens of a teacher stay tokens; all others become one. In logits z at a
temperature T, the sum of the others' probabilities is that of one token with the logit
T·log Σ exp(z/T). The student's logits are merged alike at the same tokens, so that an
objective sees k + 1 classes. A divergence between them is at most the one between all
tokens, and the same where k is the whole vocabulary.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, Optional

import torch
from torch import Tensor

from ..errors import DistilleryError


class MergedRows(NamedTuple):
    """Merged answers of some tokens."""

    #: The largest tokens, [rows, k], the largest of all first.
    classes: Tensor
    #: Their logits and that of the rest, [rows, k + 1]; k where nothing is left.
    logits: Tensor

    @property
    def chosen(self) -> Tensor:
        """The largest token of each row."""
        return self.classes[:, 0]


@dataclass(frozen=True)
class MergedAnswers:
    """A teacher's answers to a batch, [batch, length], merged at a temperature."""

    #: The largest tokens, [batch, length, k], the largest of all first.
    classes: Tensor
    #: Their logits, [batch, length, k].
    logits: Tensor
    #: The logit of the rest, [batch, length]; None where k is the whole vocabulary.
    rest: Optional[Tensor]
    temperature: float
    vocabulary: int
    #: The places that have answers, [batch, length]; None where all have.
    known: Optional[Tensor] = None

    def rows(self, places: tuple[Tensor, ...]) -> MergedRows:
        """Answers at the places of some tokens."""
        classes, logits = self.classes[places].long(), self.logits[places]
        wide = logits if logits.dtype == torch.float64 else logits.float()
        if self.rest is not None:
            wide = torch.cat([wide, self.rest[places].to(wide).unsqueeze(1)], dim=1)
        return MergedRows(classes, wide)

    def check_shape(self, student: Tensor) -> None:
        """Raises ValueError where the student's logits are of other tokens."""
        if student.shape[-1] != self.vocabulary:
            raise ValueError(
                f"the teacher's answers were kept for {self.vocabulary} tokens, and the"
                f" student's logits have {student.shape[-1]}: their vocabularies differ"
            )
        if student.shape[:-1] != self.classes.shape[:-1]:
            raise ValueError(
                f"the kept answers are of {list(self.classes.shape[:-1])} tokens, and"
                f" the student's logits of {list(student.shape[:-1])}"
            )

    def check_places(self, places: tuple[Tensor, ...]) -> None:
        """Raises ValueError where a token that counts has no answers."""
        if self.known is None or bool(self.known[places].all()):
            return
        missing = int((~self.known[places]).sum())
        raise ValueError(
            f"{missing} of {len(places[0])} tokens that count have no kept answers:"
            " they were masked when the answers were looked up; leave them out by -100"
        )

    def check_temperature(self, temperature: float) -> None:
        """Raises DistilleryError where the answers are of another temperature."""
        if not math.isclose(temperature, self.temperature, rel_tol=1e-6):
            raise DistilleryError(
                f"these answers were merged at T = {self.temperature:g} and the"
                f" objective compares at T = {temperature:g}: the rest's probability at"
                " another temperature cannot be had from them; take those of that"
                " temperature"
            )


def merge_student(logits: Tensor, rows: MergedRows, temperature: float) -> Tensor:
    """The student's logits at the tokens of merged answers, and that of the rest."""
    wide = logits if logits.dtype == torch.float64 else logits.float()
    largest = wide.gather(1, rows.classes)
    if rows.logits.shape[1] == rows.classes.shape[1]:
        return largest
    return torch.cat([largest, rest_of(wide, rows.classes, temperature)], dim=1)


def rest_of(logits: Tensor, classes: Tensor, temperature: float) -> Tensor:
    """The logit of all tokens but some at a temperature, [rows, 1]."""
    others = (logits / temperature).scatter(1, classes, -math.inf)
    return temperature * torch.logsumexp(others, dim=1, keepdim=True)


def merge_teacher(
    logits: Tensor, top: int, temperature: float
) -> tuple[Tensor, Tensor, Optional[Tensor]]:
    """The largest tokens of rows, their logits, and that of the rest, [rows]."""
    found = logits.topk(top, dim=1)
    if top == logits.shape[1]:
        return found.indices, found.values, None
    return (
        found.indices,
        found.values,
        rest_of(logits, found.indices, temperature)[:, 0],
    )

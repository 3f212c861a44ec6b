"""The objective of language-model.distill.yaml, for PyTorch.

    0.1·CE + 0.9·4·KL(teacher at T=2 ‖ student at T=2)

Loss kl: T²·KL(p(zt; T) ‖ p(zs; T)). Hinton, Vinyals, Dean 2015, arXiv:1503.02531.
Temperature constant: Hinton, Vinyals, Dean 2015, arXiv:1503.02531.

    objective = Objective()
    terms = objective(student_logits, teacher_logits, labels)
    terms.loss.backward()
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HARD_WEIGHT = 0.1
SOFT_WEIGHT = 0.9
TEMPERATURE = 2.0


class Progress:
    """A moment of the run: `step` counts from 0 to `steps`, `epoch` has a fraction.

    Its numbers are tensors: a compiled objective takes them as inputs and is compiled
    once, not for each step.
    """

    def __init__(self, step: float, steps: float, epoch: float, epochs: float) -> None:
        self.step = torch.tensor(step, dtype=torch.float64)
        self.steps = torch.tensor(steps, dtype=torch.float64)
        self.epoch = torch.tensor(epoch, dtype=torch.float64)
        self.epochs = torch.tensor(epochs, dtype=torch.float64)


class Spread(NamedTuple):
    """The temperatures of a batch."""

    mean: Tensor
    min: Tensor
    max: Tensor


class Terms(NamedTuple):
    """The loss of a batch and its parts."""

    loss: Tensor  # minimise this
    hard: Tensor  # cross-entropy with the labels
    soft: Tensor  # comparison with the teacher, T² included
    temperature: Spread  # of the rows
    guarded: Tensor  # rows whose temperature its limits held
    kl_at_one: Tensor  # KL(teacher ‖ student) at T = 1
    teacher_entropy: Tensor  # mean entropy of the softened teacher, in nats


class Objective(nn.Module):
    """Computes the loss of a batch of logits, [rows, classes]."""

    #: Only probabilities at T count: small ones may be given as their sum.
    merges_classes = True

    def forward(
        self,
        student_logits: Tensor,
        teacher_logits: Tensor,
        labels: Tensor,
        *,
        weights: Tensor | None = None,
        progress: Progress | None = None,
    ) -> Terms:
        """Labels are classes, [rows]; -100 stands for none, as in `F.cross_entropy`.

        `weights`, [rows], say how much each row counts; a mask of 0 and 1 will do.
        `progress` is taken, and not needed here.
        """
        student_logits = full_precision(student_logits)
        teacher_logits = full_precision(teacher_logits.detach())
        weights = torch.ones_like(labels) if weights is None else weights
        label_weights = normalized((weights * (labels >= 0)).to(student_logits))
        weights = normalized(weights.to(student_logits))

        hard = (label_weights * cross_entropy(student_logits, labels)).sum()
        teacher_log_probs = F.log_softmax(teacher_logits / TEMPERATURE, dim=1)
        student_log_probs = F.log_softmax(student_logits / TEMPERATURE, dim=1)
        kl_per_row = kl_divergence(teacher_log_probs, student_log_probs)
        soft_per_row = TEMPERATURE**2 * kl_per_row
        soft = (weights * soft_per_row).sum()
        loss = HARD_WEIGHT * hard + SOFT_WEIGHT * soft

        # Measures: nothing is learnt from them.
        with torch.no_grad():
            student_log_probs_at_one = F.log_softmax(student_logits, dim=1)
            teacher_log_probs_at_one = F.log_softmax(teacher_logits, dim=1)
            teacher_probs_at_one = teacher_log_probs_at_one.exp()
            log_target_at_one = teacher_probs_at_one.clamp(min=1e-38).log()
            kl_at_one_per_row = kl_divergence(
                log_target_at_one, student_log_probs_at_one
            )
            kl_at_one = (weights * kl_at_one_per_row).sum()
            entropy_per_row = entropy(teacher_log_probs)
            teacher_entropy = (weights * entropy_per_row).sum()

        return Terms(
            loss=loss,
            hard=hard,
            soft=soft,
            temperature=spread(TEMPERATURE, weights),
            guarded=torch.zeros_like(loss),
            kl_at_one=kl_at_one,
            teacher_entropy=teacher_entropy,
        )


def kl_divergence(log_p: Tensor, log_q: Tensor) -> Tensor:
    """KL(p ‖ q) of each row, from log-probabilities."""
    return (log_p.exp() * (log_p - log_q)).sum(dim=1, keepdim=True)


def entropy(log_p: Tensor) -> Tensor:
    """The entropy of each row in nats, from log-probabilities."""
    return -(log_p.exp() * log_p).sum(dim=1, keepdim=True)


def full_precision(logits: Tensor) -> Tensor:
    """Half precision is too coarse for softened probabilities."""
    return logits if logits.dtype == torch.float64 else logits.float()


def normalized(weights: Tensor) -> Tensor:
    """As a column that sums to 1; all 0 where no row counts."""
    return (weights / weights.sum().clamp(min=1e-12)).unsqueeze(1)


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """The cross-entropy of each row, [rows, 1]; 0 where a row has no label."""
    return F.cross_entropy(logits, labels, reduction="none").unsqueeze(1)


def spread(temperature: Tensor | float, weights: Tensor) -> Spread:
    """The temperatures of the rows that count."""
    values = torch.as_tensor(temperature).detach().to(weights).expand_as(weights)
    low = values.masked_fill(weights == 0, math.inf)
    high = values.masked_fill(weights == 0, -math.inf)
    return Spread((weights * values).sum(), low.min(), high.max())

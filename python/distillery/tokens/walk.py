"""A batch of tokens, walked in chunks through an objective that takes rows."""

from __future__ import annotations

from typing import Any, Optional, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .batch_means import means_of_batch
from .chunks import Chunk, Chunks
from .loading import inner_objective
from .measures import Measures
from .merging import MergedAnswers, merge_student
from .terms import TokenTerms


class Walk:
    """The chunks of a batch, one after the other."""

    def __init__(
        self, objective: nn.Module, chunks: Chunks, progress: Any, has_choices: bool
    ) -> None:
        self._objective, self._chunks, self._batch = objective, chunks, chunks.batch
        self._progress, self._has_choices = progress, has_choices
        self._label_factor: Optional[Tensor] = None
        self._measures = Measures(chunks)

    def _find_label_factor(self) -> Optional[Tensor]:
        """The weight of labels, where their rows are not those of the comparison."""
        teachers = self._batch.teachers
        is_merged = isinstance(teachers, MergedAnswers)
        if not is_merged and bool((self._batch.labels[self._batch.rows] >= 0).all()):
            return None
        count = 1 if is_merged else len(teachers or ())
        row = torch.zeros_like(self._batch.student[(0,) * len(self._batch.rows)])
        return _weight_of_labels(
            inner_objective(self._objective), row[None].float(), count, self._progress
        )

    def go(
        self, student: Tensor, learned: Sequence[Tensor], needs_gradient: bool
    ) -> tuple[Tensor, Optional[Tensor], list[Tensor]]:
        """The loss, and the gradients of the student's logits and learned numbers.

        Raises ValueError where a logit that counts is no finite number.
        """
        needs_student = needs_gradient and student.requires_grad
        gradient = torch.zeros_like(student) if needs_student else None
        sums = [torch.zeros_like(one) for one in learned]
        total: Any = 0.0
        self._label_factor = self._find_label_factor()
        inner = inner_objective(self._objective)
        with means_of_batch(inner, self._chunks.all, self._compute_means) as has_means:
            objective = inner if has_means else self._objective
            for chunk in self._chunks.all:
                with torch.set_grad_enabled(needs_gradient):
                    own = student.detach()[chunk.rows].requires_grad_(needs_student)
                    loss = self._loss_of(objective, chunk, own)
                total = total + loss.detach()
                wanted = [*([own] if needs_student else []), *learned]
                if not needs_gradient or not wanted:
                    continue
                found = torch.autograd.grad(loss, wanted, allow_unused=True)
                if gradient is not None and found[0] is not None:
                    gradient[chunk.rows] = found[0]
                for place, one in enumerate(found[len(found) - len(sums) :]):
                    if one is not None:
                        sums[place] += one
        if not bool(torch.isfinite(total)):
            self._say_where()
        return total, gradient, sums

    def terms(self, loss: Tensor) -> TokenTerms:
        """The loss, and the measures of all chunks together."""
        return self._measures.terms(loss)

    def _loss_of(self, objective: nn.Module, chunk: Chunk, own: Tensor) -> Tensor:
        """The share of a chunk in the loss of the batch."""
        teachers, labels = self._batch.teachers, chunk.labels
        if isinstance(teachers, MergedAnswers):
            theirs = teachers.rows(chunk.rows)
            compared: Tensor = merge_student(own, theirs, teachers.temperature)
            given: Any = theirs.logits
            labels = torch.full_like(labels, -100)
        else:
            compared = own
            given = _given([one[chunk.rows] for one in teachers or ()])
        terms = objective(
            compared, given, labels, weights=chunk.weights, progress=self._progress
        )
        hard = terms.hard
        if isinstance(teachers, MergedAnswers):
            hard = _cross_entropy(own, chunk)
        self._measures.add(chunk, terms, hard)
        if self._has_choices:
            self._measures.add_choices(chunk, own, given)
        loss: Tensor = chunk.share * terms.loss
        if self._label_factor is None:
            return loss
        # The rows with a label are others than the rows: their shares differ.
        apart = chunk.label_share * hard - chunk.share * terms.hard
        of_labels: Tensor = self._label_factor.to(apart) * apart
        return loss + of_labels

    def _compute_means(self, chunk: Chunk) -> None:
        """Calls the bare objective, whose means alone are of interest."""
        inner_objective(self._objective)(
            self._batch.student.detach()[chunk.rows],
            _given([one[chunk.rows] for one in self._batch.teachers or ()]),
            chunk.labels,
            weights=chunk.weights,
            progress=self._progress,
        )

    def _say_where(self) -> None:
        """Names the first token whose logits are to blame. Raises ValueError."""
        teachers = self._batch.teachers
        listed = [] if isinstance(teachers, MergedAnswers) else list(teachers or ())
        named = [("student", self._batch.student.detach())]
        named += [
            ("teacher" if len(listed) == 1 else f"teacher {number}", one)
            for number, one in enumerate(listed, 1)
        ]
        for whose, logits in named:
            for chunk in self._chunks.all:
                bad = (~torch.isfinite(logits[chunk.rows])).any(dim=1).nonzero()
                if len(bad) == 0:
                    continue
                place = [int(one[bad[0, 0]]) for one in chunk.rows]
                row = logits[tuple(place)]
                value = float(row[~torch.isfinite(row)][0])
                raise ValueError(
                    f"the {whose}'s logits hold {value} at place {place} of"
                    f" {list(logits.shape[:-1])}: lower the learning rate, clip"
                    " gradients, or leave half precision"
                )
        raise ValueError(
            "the loss is no number, though all logits are; lower the weights or raise"
            " the temperature of the objective"
        )


def _given(listed: list[Tensor]) -> Any:
    """Logits of teachers as an objective takes them: one alone, a list, or None."""
    return listed[0] if len(listed) == 1 else listed or None


def _cross_entropy(own: Tensor, chunk: Chunk) -> Tensor:
    """The cross-entropy with the labels, a mean over the rows that have one."""
    wide = own if own.dtype == torch.float64 else own.float()
    weights = chunk.weights * (chunk.labels >= 0)
    each = F.cross_entropy(wide, chunk.labels, reduction="none")
    return (weights * each).sum() / weights.sum().clamp(min=1e-12)


def _weight_of_labels(
    objective: nn.Module, row: Tensor, teachers: int, progress: Any
) -> Tensor:
    """The weight of `hard` in the loss at a moment: its derivative by it.

    `row` are any logits, [1, vocabulary].
    """
    with torch.enable_grad():
        given = _given([row] * teachers)
        labels = torch.zeros(1, dtype=torch.long, device=row.device)
        own = row.detach().requires_grad_()
        terms = objective(own, given, labels, progress=progress)
        (weight,) = torch.autograd.grad(terms.loss, [terms.hard])
    return weight.detach()

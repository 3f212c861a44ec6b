"""The objective of a config on the tokens of sequences, in memory of a few rows.

The emitted objective takes rows of logits, [rows, classes]. Each token that counts is
a row, and rows come to it in chunks: what it computes on the way is never as large as
the logits of a batch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional, Sequence, Union

import torch
from torch import Tensor, nn

from ..errors import DistilleryError
from .chunks import Batch, Chunks
from .loading import inner_objective, load_objective, needs_progress
from .merging import MergedAnswers
from .terms import TokenTerms
from .walk import Walk

#: Numbers of a chunk where a batch is small.
_MIN_NUMBERS = 2**19
#: Chunks of a large batch. An objective holds 15 to 17 tensors of a chunk at once, and
#: the memory that a CPU's allocator keeps is up to 2.5 times that.
_MAX_CHUNKS = 80
_MAX_CHUNKS_OF_CPU = 256

Teacher = Union[Tensor, Sequence[Tensor], MergedAnswers, None]


class TokenObjective(nn.Module):
    """Computes an emitted objective on the tokens that count.

    `objective` is an `Objective()` of the file that `distillery emit` writes, or the
    path of that file. `chunk` is the number of tokens that are computed together.
    """

    def __init__(
        self, objective: Union[nn.Module, str, Path], *, chunk: Optional[int] = None
    ) -> None:
        super().__init__()
        if chunk is not None and chunk < 1:
            raise ValueError(f"chunk is {chunk}; at least one token is computed")
        self.objective = (
            objective
            if isinstance(objective, nn.Module)
            else load_objective(Path(objective))
        )
        self._chunk = chunk

    def forward(
        self,
        student_logits: Tensor,
        teacher_logits: Teacher,
        labels: Optional[Tensor] = None,
        *,
        mask: Optional[Tensor] = None,
        progress: Any = None,
        has_choices: bool = False,
    ) -> TokenTerms:
        """The loss of a batch of logits, [batch, length, vocabulary], and its parts.

        `labels`, [batch, length], are the tokens to predict at the same places; -100
        stands for none. `mask`, [batch, length], says which tokens count; without it
        those with a label do, and without labels all do. `teacher_logits` are a tensor,
        a list of one for each teacher, or kept answers. `has_choices` counts the tokens
        that student and teacher choose, too.

        The loss can be differentiated once. Its gradient is computed together with its
        value and takes the memory of the student's logits.

        Raises ValueError where shapes differ, no token counts or a logit that counts is
        no number, and DistilleryError where the objective cannot come in chunks, or
        changes with time and `progress` is not given.
        """
        batch = read_batch(student_logits, teacher_logits, labels, mask)
        chunk = self.chunk_of(student_logits)
        self._check_objective(chunk, batch.count)
        if isinstance(teacher_logits, MergedAnswers):
            teacher_logits.check_temperature(self.temperature(progress))
            teacher_logits.check_places(batch.rows)
        self._check_progress(progress)
        walk = Walk(self.objective, Chunks(batch, chunk), progress, has_choices)
        learned = [one for one in self.objective.parameters() if one.requires_grad]
        is_learning = torch.is_grad_enabled()
        loss = _loss(walk, is_learning, student_logits, *learned)
        return walk.terms(loss)

    def chunk_of(self, logits: Tensor) -> int:
        """The number of tokens that are computed together."""
        if self._chunk is not None:
            return self._chunk
        is_cpu = logits.device.type == "cpu"
        chunks = _MAX_CHUNKS_OF_CPU if is_cpu else _MAX_CHUNKS
        numbers = max(_MIN_NUMBERS, logits.numel() // chunks)
        return max(1, numbers // logits.shape[-1])

    def temperature(self, progress: Any = None) -> float:
        """The temperature of a moment, where time alone decides it."""
        inner = inner_objective(self.objective)
        if not getattr(inner, "merges_classes", False):
            raise DistilleryError(
                "this objective has no temperature that time alone decides; kept"
                " answers need one, and the loss kl, reverse-kl or jsd without"
                " clampLogits and with one teacher"
            )
        self._check_progress(progress)
        row = torch.zeros(1, 2, dtype=torch.float64)
        with torch.no_grad():
            terms = inner(row, row, torch.tensor([-100]), progress=progress)
        spread = getattr(terms, "temperature", None)
        if spread is None:
            raise DistilleryError(
                "this objective was emitted without measures and does not say its"
                " temperature; emit it with them"
            )
        return float(spread.mean)

    def _check_progress(self, progress: Any) -> None:
        if progress is None and needs_progress(self.objective):
            raise DistilleryError(
                "this objective changes with time, and was not told it; give"
                " progress=Progress(step, steps, epoch, epochs), of the objective's"
                " file"
            )

    def _check_objective(self, chunk: int, tokens: int) -> None:
        compares = getattr(inner_objective(self.objective), "compares_rows", False)
        if compares and chunk < tokens:
            raise DistilleryError(
                f"this loss compares each class over all {tokens} tokens of a batch"
                f" (dist), and they come in chunks of {chunk}; take another loss, or"
                f" give chunk={tokens} or more where the memory allows it"
            )


def read_batch(
    student: Tensor, teacher: Teacher, labels: Optional[Tensor], mask: Optional[Tensor]
) -> Batch:
    """Checks the parts of a batch. Raises ValueError where they do not fit."""
    if student.dim() < 2 or student.shape[-1] < 2:
        raise ValueError(
            f"the student's logits have shape {_shape(student)}; give"
            " [batch, length, vocabulary]"
        )
    places = student.shape[:-1]
    for name, one in (("labels", labels), ("mask", mask)):
        if one is not None and one.shape != places:
            raise ValueError(
                f"{name} have shape {_shape(one)}, and the student's logits"
                f" {_shape(student)}: give {list(places)}"
            )
    if labels is None:
        labels = torch.full(places, -100, device=student.device)
        weights = torch.ones(places, device=student.device) if mask is None else mask
    else:
        _check_labels(labels, student.shape[-1])
        weights = (labels >= 0) if mask is None else mask
    weights = weights.to(student.device)
    rows = (weights > 0).nonzero(as_tuple=True)
    if len(rows[0]) == 0:
        why = "labels are -100" if mask is None else "mask is 0"
        raise ValueError(
            f"no token of the batch counts: the {why} at all {weights.numel()} places;"
            " leave such a batch out"
        )
    return Batch(
        student, _teachers(teacher, student), labels.to(student.device), weights, rows
    )


def _check_labels(labels: Tensor, vocabulary: int) -> None:
    if labels.is_floating_point():
        raise ValueError(f"labels are {labels.dtype}; give tokens as whole numbers")
    low, high = int(labels.min()), int(labels.max())
    if high >= vocabulary or (labels[labels != -100] < 0).any():
        raise ValueError(
            f"labels lie between {low} and {high}, and the logits have {vocabulary}"
            f" tokens: labels are 0 to {vocabulary - 1}, or -100 for none"
        )


def _teachers(teacher: Teacher, student: Tensor) -> Any:
    if teacher is None or isinstance(teacher, MergedAnswers):
        if teacher is not None:
            teacher.check_shape(student)
        return teacher
    listed = [teacher] if isinstance(teacher, Tensor) else list(teacher)
    for number, one in enumerate(listed, 1):
        whose = "teacher" if len(listed) == 1 else f"teacher {number}"
        if one.shape[-1] != student.shape[-1]:
            raise ValueError(
                f"the {whose}'s logits have {one.shape[-1]} tokens and the student's"
                f" {student.shape[-1]}: their vocabularies differ, and so do the tokens"
                " that the numbers stand for; take a teacher with the student's"
                " tokenizer, and cut padding of either off"
            )
        if one.shape != student.shape:
            raise ValueError(
                f"the {whose}'s logits have shape {_shape(one)}, and the student's"
                f" {_shape(student)}; both need the same batch and length"
            )
    return [one.detach() for one in listed]


def _shape(one: Tensor) -> str:
    return str(list(one.shape))


def _loss(walk: Walk, is_learning: bool, *tensors: Tensor) -> Tensor:
    loss: Tensor = _Once.apply(walk, is_learning, *tensors)
    return loss


class _Once(torch.autograd.Function):
    """The loss of a walk; its gradients are there when its value is."""

    @staticmethod
    def forward(
        ctx: Any, walk: Walk, is_learning: bool, student: Tensor, *learned: Tensor
    ) -> Tensor:
        needs = is_learning and any(ctx.needs_input_grad)
        loss, gradient, of_learned = walk.go(student, learned if needs else (), needs)
        ctx.gradients = (gradient, of_learned) if needs else None
        return loss

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> Any:
        if ctx.gradients is None:
            raise RuntimeError(
                "the loss of tokens can be differentiated once; compute it again"
                " instead of retain_graph"
            )
        gradient, of_learned = ctx.gradients
        ctx.gradients = None
        (factor,) = outer
        # In place: a second one would be as large as the logits.
        own = gradient.mul_(factor) if gradient is not None else None
        return (None, None, own, *(one * factor for one in of_learned))

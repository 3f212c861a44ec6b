"""A batch of tokens, walked in chunks through an objective that takes rows."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Optional, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .loading import inner_objective
from .merging import MergedAnswers, merge_student
from .terms import TokenTerms

#: Measures that count rows; the others are means over them.
_COUNTS = frozenset(("guarded", "floored", "clipped"))


@dataclass(frozen=True)
class Batch:
    """The tensors of a batch, and the places of the tokens that count."""

    student: Tensor
    #: Logits of each teacher, kept answers, or None.
    teachers: Any
    labels: Tensor
    weights: Tensor
    rows: tuple[Tensor, ...]

    @property
    def count(self) -> int:
        """Tokens that count."""
        return len(self.rows[0])


@dataclass(frozen=True)
class _Chunk:
    """Rows of a batch, and their shares of its means."""

    rows: tuple[Tensor, ...]
    labels: Tensor
    weights: Tensor
    share: Tensor
    label_share: Tensor


class Walk:
    """The chunks of a batch, one after the other."""

    def __init__(
        self,
        objective: nn.Module,
        batch: Batch,
        chunk: int,
        progress: Any,
        has_choices: bool,
    ) -> None:
        self._objective, self._batch = objective, batch
        self._progress, self._has_choices = progress, has_choices
        double = batch.student.dtype == torch.float64
        self._dtype = torch.float64 if double else torch.float32
        weights = batch.weights[batch.rows].to(self._dtype)
        labels = batch.labels[batch.rows]
        self._weight = weights.sum()
        self._label_weight = (weights * (labels >= 0)).sum()
        self._chunks = [
            self._chunk(tuple(one[start : start + chunk] for one in batch.rows))
            for start in range(0, batch.count, chunk)
        ]
        self._label_factor: Optional[Tensor] = None
        self._sums: dict[str, Tensor] = {}
        self._spreads: dict[str, tuple[Tensor, Tensor]] = {}
        self._hard: Any = 0.0
        self._soft: Any = None
        self._right: Any = None
        self._agreeing: Any = None

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

    def _chunk(self, rows: tuple[Tensor, ...]) -> _Chunk:
        labels = self._batch.labels[rows]
        weights = self._batch.weights[rows].to(self._dtype)
        of_labels = (weights * (labels >= 0)).sum()
        return _Chunk(
            rows,
            labels,
            weights,
            weights.sum() / self._weight,
            of_labels / self._label_weight.clamp(min=1e-12),
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
        with self._means_of_the_batch():
            for chunk in self._chunks:
                with torch.set_grad_enabled(needs_gradient):
                    own = student.detach()[chunk.rows].requires_grad_(needs_student)
                    loss = self._loss_of(chunk, own)
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
        spreads = {
            f"{name}_{end}": value
            for name, pair in self._spreads.items()
            for end, value in zip(("min", "max"), pair)
        }
        return TokenTerms(
            loss,
            self._hard,
            self._soft,
            self._batch.count,
            self._weight,
            self._label_weight,
            {**self._sums, **spreads},
            self._right,
            self._agreeing,
        )

    def _loss_of(self, chunk: _Chunk, own: Tensor) -> Tensor:
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
        terms = self._objective(
            compared, given, labels, weights=chunk.weights, progress=self._progress
        )
        hard = terms.hard
        if isinstance(teachers, MergedAnswers):
            hard = _cross_entropy(own, chunk)
        self._measure(chunk, terms, hard)
        if self._has_choices:
            self._choose(chunk, own, given)
        loss: Tensor = chunk.share * terms.loss
        if self._label_factor is None:
            return loss
        # The rows with a label are others than the rows: their shares differ.
        apart = chunk.label_share * hard - chunk.share * terms.hard
        of_labels: Tensor = self._label_factor.to(apart) * apart
        return loss + of_labels

    def _measure(self, chunk: _Chunk, terms: Any, hard: Tensor) -> None:
        self._hard = self._hard + chunk.label_share * hard.detach()
        for name, value in terms._asdict().items():
            if (
                name in ("loss", "hard")
                or isinstance(value, tuple)
                and not hasattr(value, "mean")
            ):
                continue
            if name == "soft":
                shared = chunk.share * value.detach()
                self._soft = shared if self._soft is None else self._soft + shared
            elif hasattr(value, "_fields"):
                self._spread(name, chunk, value)
            elif name != "kl_at_one" or self._is_known_at_one():
                factor = 1 if name in _COUNTS else chunk.share
                self._sums[name] = self._sums.get(name, 0) + factor * value.detach()

    def _is_known_at_one(self) -> bool:
        """Whether the answers tell of T = 1: merged ones are of one temperature."""
        teachers = self._batch.teachers
        return not isinstance(teachers, MergedAnswers) or teachers.temperature == 1

    def _spread(self, name: str, chunk: _Chunk, value: Any) -> None:
        shared = chunk.share * value.mean.detach()
        self._sums[name] = self._sums.get(name, 0) + shared
        low, high = self._spreads.get(name, (value.min, value.max))
        self._spreads[name] = (
            torch.minimum(low, value.min),
            torch.maximum(high, value.max),
        )

    def _choose(self, chunk: _Chunk, own: Tensor, given: Any) -> None:
        chosen = own.detach().argmax(dim=1)
        right = (chunk.weights * (chosen == chunk.labels)).sum()
        self._right = right if self._right is None else self._right + right
        teachers = self._batch.teachers
        if isinstance(teachers, MergedAnswers):
            theirs = teachers.rows(chunk.rows).chosen
        elif isinstance(given, Tensor):
            theirs = given.argmax(dim=1)
        else:
            return
        alike = (chunk.weights * (chosen == theirs)).sum()
        self._agreeing = alike if self._agreeing is None else self._agreeing + alike

    @contextmanager
    def _means_of_the_batch(self) -> Iterator[None]:
        """Lets rows of a chunk see the means of the whole batch, where they want them.

        Such means have no gradient: a walk ahead finds them.
        """
        inner = inner_objective(self._objective)
        if not hasattr(inner, "mean_of_batch") or len(self._chunks) == 1:
            yield
            return
        means: list[Tensor] = []
        objective, self._objective = self._objective, inner
        try:
            with torch.no_grad():
                for chunk in self._chunks:
                    inner.mean_of_batch = _adding(means, chunk.share)
                    self._ask(chunk)
            inner.mean_of_batch = _telling(means)
            yield
        finally:
            self._objective = objective
            inner.__dict__.pop("mean_of_batch", None)

    def _ask(self, chunk: _Chunk) -> None:
        self._objective(
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
            for chunk in self._chunks:
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


def _adding(means: list[Tensor], share: Tensor) -> Callable[[Tensor, Tensor], Tensor]:
    """Adds up the means of chunks, each call of the formula apart."""
    calls = iter(range(1_000))

    def mean_of_batch(weights: Tensor, values: Tensor) -> Tensor:
        own, place = (weights * values).sum(), next(calls)
        if place == len(means):
            means.append(share * own)
        else:
            means[place] = means[place] + share * own
        return own

    return mean_of_batch


def _telling(means: Sequence[Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    """Gives the means of the batch, in the order of the formula's calls."""
    calls = 0

    def mean_of_batch(weights: Tensor, values: Tensor) -> Tensor:
        nonlocal calls
        calls += 1
        return means[(calls - 1) % len(means)]

    return mean_of_batch


def _cross_entropy(own: Tensor, chunk: _Chunk) -> Tensor:
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

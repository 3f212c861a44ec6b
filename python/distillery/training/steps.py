"""The steps of a session's training."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Mapping, NamedTuple, Optional, Sequence

import torch
from torch import Tensor

from ..memory import is_out_of_memory
from .exchange import Exchange
from .faults import MemoryFault
from .fitting import largest_that_fits
from .layers import Weight
from .loss_scale import LossScale
from .objective_module import module_of
from .optimizers import Optimizer
from .processes.group import Group
from .step_results import StepResults
from .tables import Tables

if TYPE_CHECKING:
    from .session import Session

Plan = Mapping[str, Any]


class _Batch(NamedTuple):
    """A step's batch, whole, and the rows of it that this process computes."""

    numbers: Mapping[str, float]
    size: int
    tensors: Mapping[str, Tensor]
    own: slice
    #: Whether the sums of this process count: those of others are the same.
    counts: bool
    #: Parts that are taken one after another, at most.
    limit: int

    def parts(self) -> list[slice]:
        """The own rows in parts of at least two."""
        first, last = self.own.start, self.own.stop
        number = max(1, min(self.limit, (last - first) // 2))
        bounds = [first + (last - first) * part // number for part in range(number + 1)]
        return [slice(start, end) for start, end in zip(bounds, bounds[1:])]

    def first(self, rows: int) -> _Batch:
        """A batch of the first rows alone, in one part."""
        tensors = {name: one[:rows] for name, one in self.tensors.items()}
        return _Batch(self.numbers, rows, tensors, slice(0, rows), True, 1)


class Training:
    """Steps of a network: objective, gradients and optimizers."""

    def __init__(
        self, session: Session, plan: Plan, sessions: Sequence[Session], tables: Tables
    ) -> None:
        part: Plan = plan["training"]
        self._session = session
        self._group: Optional[Group] = session.group
        # A user's code draws from PyTorch's generator, and must draw the same after a
        # stop: each step has a seed of its own.
        self._seed: Optional[int] = part.get("seed")
        self._exchange = Exchange(part["exchange"], self._group)
        # Inputs whose rows are gathered here, by the places that a step is given.
        self._gathered = [
            (one["input"], tables.on(one["table"], session.device), one["shape"])
            for one in part["gathered"]
        ]
        self._masks: list[str] = part["masks"]
        self._teachers: list[tuple[str, Optional[Session]]] = [
            (one["input"], sessions[one["session"]] if "session" in one else None)
            for one in part["teachers"]
        ]
        self._parts: int = part["accumulate"]
        is_cut = self._parts > 1 or self._group is not None
        self._is_cut = is_cut
        self._must_be_whole: bool = part["comparesRows"] and is_cut
        # Of several processes none tries alone; compiled code is made for one size.
        self._can_try = self._group is None and not plan["compile"]
        self._results = StepResults(part["results"], session.device)
        self._module = module_of(part["objective"])
        objective = self._module.Objective().to(session.device)
        self._objective = (
            torch.compile(objective, dynamic=False) if plan["compile"] else objective
        )
        progress = inspect.signature(objective.forward).parameters["progress"]
        self._has_progress = progress.default is inspect.Parameter.empty
        self._optimizer = Optimizer(part["optimizer"], session.trained())
        learned = [Weight(one, lambda same: same) for one in objective.parameters()]
        self._learned = [
            Optimizer(settings, [weight])
            for settings, weight in zip(part["learned"], learned)
        ]
        self.state = self._optimizer.state()
        for weight, optimizer in zip(learned, self._learned):
            self.state += [weight, *optimizer.state()]
        self._scale = LossScale(session.device) if part["hasLossScale"] else None
        if self._scale is not None:
            self.state += self._scale.state()

    def steps(self, slots: Sequence[int]) -> None:
        """Takes a step for the batch of each slot."""
        results = [(slot, self._step(slot)) for slot in slots]
        # After all steps: an accelerator works while they are only asked for.
        for slot, values in results:
            if self._is_leading:
                self._exchange.give(slot, values)

    @property
    def _is_leading(self) -> bool:
        """Whether this process answers the trainer."""
        return self._group is None or self._group.is_leading

    def _step(self, slot: int) -> Tensor:
        batch = self._take(slot)
        self._seed_generator(batch)
        try:
            results = self._computed(batch)
        except Exception as error:
            if self._can_try and is_out_of_memory(error):
                raise MemoryFault(error, self._fitting(batch, error)) from error
            raise
        if self._group is not None:
            results = self._join(self._group, batch, results)
        if self._scale is None or self._scale.unscale(self._gradients()):
            for optimizer in (self._optimizer, *self._learned):
                optimizer.apply(batch.numbers)
        else:
            for parameter in self._parameters():
                parameter.grad = None
        return results

    def _computed(self, batch: _Batch) -> Tensor:
        """Gradients and results of a batch, as far as this process computes them."""
        return self._whole(batch) if self._must_be_whole else self._apart(batch)

    def _fitting(self, batch: _Batch, error: Exception) -> dict[str, int]:
        """Rows that fit where a step ran out of memory, found by trying."""
        parts = batch.parts()
        found = largest_that_fits(
            max(part.stop - part.start for part in parts),
            lambda rows: self._computed(batch.first(rows)),
            self._let_go,
            error,
        )
        return {"rows": found, "size": batch.size, "parts": len(parts)}

    def _let_go(self) -> None:
        """Gives the memory of a step that failed back."""
        for parameter in self._parameters():
            parameter.grad = None
        if self._session.device.type == "cuda":
            torch.cuda.empty_cache()

    def _take(self, slot: int) -> _Batch:
        device, exchange, group = self._session.device, self._exchange, self._group
        numbers = exchange.take(slot)
        count = int(numbers["count"])
        tensors = exchange.first(count, device)
        if self._gathered:
            tensors = {**tensors, **self._gather_rows(count)}
        own, counts = slice(0, count), True
        if group is not None:
            rows = group.rows(count)
            own, counts = (own, group.is_leading) if rows is None else (rows, True)
            self._session.share_norms(rows is not None)
        return _Batch(numbers, count, tensors, own, counts, self._parts)

    def _gather_rows(self, count: int) -> dict[str, Tensor]:
        places = self._exchange.tensors["rows"][:count]
        return {
            name: table.rows(places, shape) for name, table, shape in self._gathered
        }

    def _seed_generator(self, batch: _Batch) -> None:
        if self._seed is None:
            return
        seed = (self._seed << 32) + int(batch.numbers["step"])
        if self._group is not None and batch.own.stop - batch.own.start < batch.size:
            seed += self._group.rank << 28
        torch.manual_seed(seed)

    def _apart(self, batch: _Batch) -> Tensor:
        """Sums of rows that know nothing of one another, part by part."""
        parts = batch.parts()
        found: list[Tensor] = []
        for rows in parts:
            logits = self._logits(batch, rows)
            terms = self._terms(batch, rows, logits, self._taught(batch, rows))
            torch.autograd.backward([self._loss(terms)])
            if not self._is_cut:
                return self._results.of_batch(terms, batch.size)
            found = self._results.add(found, rows, terms, batch.size, self._is_leading)
        return torch.cat(found)

    def _whole(self, batch: _Batch) -> Tensor:
        """The loss of all rows together, and then the gradients of each part.

        Gao et al. 2021, arXiv:2101.06983: where there are parts, the networks answer
        twice, and no more than one part's values are kept.
        """
        parts = batch.parts()
        is_one = len(parts) == 1
        before = [] if is_one else [one.clone() for one in self._session.moving()]
        with torch.set_grad_enabled(is_one):
            own = torch.cat([self._logits(batch, rows) for rows in parts])
        taught = torch.cat(
            [torch.stack(self._taught(batch, rows)) for rows in parts], 1
        )
        logits, taught = (
            self._gather(batch, own.detach()),
            self._gather_taught(batch, taught),
        )
        logits.requires_grad_()
        everything = slice(0, batch.size)
        terms = self._terms(batch, everything, logits, list(taught))
        torch.autograd.backward([self._loss(terms)])
        if logits.grad is None:
            raise ValueError("the objective has no gradient")
        gradient = logits.grad
        if is_one:
            torch.autograd.backward([own], [gradient[batch.own].to(own.dtype)])
        else:
            for tensor, value in zip(self._session.moving(), before):
                tensor.copy_(value)
            self._seed_generator(batch)
            for rows in parts:
                part = self._logits(batch, rows)
                torch.autograd.backward([part], [gradient[rows].to(part.dtype)])
        for optimizer in () if self._is_leading else self._learned:
            for parameter in optimizer.parameters:
                parameter.grad = None
        found = self._results.add([], everything, terms, batch.size, self._is_leading)
        whole = torch.cat(found)
        return whole if self._is_leading else torch.zeros_like(whole)

    def _gather(self, batch: _Batch, own: Tensor) -> Tensor:
        if self._group is None or batch.own.stop - batch.own.start == batch.size:
            return own
        return self._group.gather(own.float(), batch.own, batch.size)

    def _gather_taught(self, batch: _Batch, taught: Tensor) -> Tensor:
        return self._gather(batch, taught.transpose(0, 1)).transpose(0, 1)

    def _logits(self, batch: _Batch, rows: slice) -> Tensor:
        session, tensors = self._session, batch.tensors
        masks = [tensors[name][rows] for name in self._masks]
        with session.casting():
            return session.logits(tensors["images"][rows], masks)

    @torch.no_grad()
    def _taught(self, batch: _Batch, rows: slice) -> list[Tensor]:
        images = batch.tensors["images"]
        return [
            batch.tensors[name][rows]
            if network is None
            else network.answers(images[rows])
            for name, network in self._teachers
        ]

    def _terms(
        self, batch: _Batch, rows: slice, logits: Tensor, taught: Sequence[Tensor]
    ) -> Any:
        tensors, numbers = batch.tensors, batch.numbers
        labels = tensors["labels"][rows]
        given = {
            "weights": tensors["weights"][rows],
            "label_weights": tensors["labelWeights"][rows],
        }
        if self._has_progress:
            given["progress"] = self._module.Progress(
                *(numbers[name] for name in ("step", "steps", "epoch", "epochs"))
            )
        return self._objective(
            logits,
            taught if len(taught) != 1 else taught[0],
            labels.long() if labels.dtype == torch.int32 else labels,
            **given,
        )

    def _loss(self, terms: Any) -> Tensor:
        loss: Tensor = terms.loss
        return loss if self._scale is None else loss * self._scale.factor

    def _join(self, group: Group, batch: _Batch, results: Tensor) -> Tensor:
        """Adds gradients and results up over the processes.

        Moving averages become those of the leading process, as with
        DistributedDataParallel.
        """
        parameters = self._parameters()
        moving = self._session.moving()
        gradients = [
            torch.zeros_like(one) if one.grad is None or not batch.counts else one.grad
            for one in parameters
        ]
        averages = (
            moving if group.is_leading else [torch.zeros_like(one) for one in moving]
        )
        if not batch.counts:
            results = torch.zeros_like(results)
        whole = [*gradients, *averages, results]
        flat = group.sum(torch.cat([one.detach().reshape(-1) for one in whole]))
        pieces = torch.split(flat, [one.numel() for one in whole])
        for parameter, piece in zip(parameters, pieces):
            parameter.grad = piece.view_as(parameter)
        with torch.no_grad():
            for tensor, piece in zip(moving, pieces[len(parameters) :]):
                tensor.copy_(piece.view_as(tensor))
        summed: Tensor = pieces[-1]
        return summed

    def _parameters(self) -> list[Tensor]:
        optimizers = (self._optimizer, *self._learned)
        return [one for optimizer in optimizers for one in optimizer.parameters]

    def _gradients(self) -> list[Tensor]:
        return [one.grad for one in self._parameters() if one.grad is not None]

"""Processes that train one network together."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any, Iterable, Mapping, Optional

import torch
import torch.distributed as dist
from torch import Tensor

from ..faults import ModelFault
from .rendezvous import Rendezvous

#: A training waits for its trainer as long as that takes, such as for an evaluation.
_PATIENCE = timedelta(days=365)

#: The place in torchrun's store of the first fault.
_FAULT = "distillery/fault"


class Group:
    """Processes with the same weights, each with some rows of every batch.

    The leading one is the trainer's: it passes each command on to the others.
    """

    def __init__(self, rendezvous: Rendezvous) -> None:
        _choose_interface(rendezvous)
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        has_cards = count >= rendezvous.processes
        backend = "cpu:gloo,cuda:nccl" if has_cards else "gloo"
        dist.init_process_group(backend, timeout=_PATIENCE)
        self.rank = dist.get_rank()
        self.size = dist.get_world_size()
        self.place = int(os.environ["LOCAL_RANK"])
        self.is_leading = rendezvous.leads and self.place == 0
        self._store = dist.TCPStore(  # type: ignore[attr-defined]
            os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]), is_master=False
        )
        leader = torch.tensor([self.rank + 1 if self.is_leading else 0])
        dist.all_reduce(leader, op=dist.ReduceOp.MAX)
        self._leader = int(leader.item()) - 1

    def tell(self, command: Mapping[str, Any]) -> None:
        """Tells the others what to do."""
        data = torch.frombuffer(
            bytearray(json.dumps(command).encode()), dtype=torch.uint8
        )
        self._share(torch.tensor([len(data)]))
        self._share(data)

    def listen(self) -> dict[str, Any]:
        """The leading process's next command."""
        length = torch.zeros(1, dtype=torch.int64)
        self._share(length)
        data = torch.zeros(int(length.item()), dtype=torch.uint8)
        self._share(data)
        command: dict[str, Any] = json.loads(data.numpy().tobytes())
        return command

    def share(self, tensors: Iterable[Tensor]) -> None:
        """Gives tensors the leading process's numbers."""
        for tensor in tensors:
            whole = tensor.detach().contiguous()
            self._share(whole)
            if whole.data_ptr() != tensor.data_ptr():
                tensor.detach().copy_(whole)

    def sum(self, tensor: Tensor) -> Tensor:
        """Adds a tensor up over all processes, in its place."""
        try:
            dist.all_reduce(tensor)
        except RuntimeError as error:
            raise _lost() from error
        return tensor

    def gather(self, own: Tensor, rows: slice, count: int) -> Tensor:
        """The rows of all processes, [count, …], of which these are some."""
        whole = own.new_zeros(count, *own.shape[1:])
        whole[rows] = own
        return self.sum(whole)

    def agree(self, answer: bool) -> bool:
        """Whether all processes say yes."""
        noes = self.sum(torch.tensor([0 if answer else 1]))
        return int(noes.item()) == 0

    def rows(self, count: int) -> Optional[slice]:
        """This process's rows of a batch; None where it is too small to be shared."""
        if count < 2 * self.size:
            return None
        bounds = [count * rank // self.size for rank in (self.rank, self.rank + 1)]
        return slice(*bounds)

    def note_fault(self, told: Mapping[str, Any]) -> None:
        """Leaves a fault for the leading process, which says it."""
        self._store.set(_FAULT, json.dumps(told))

    def fault(self) -> Optional[dict[str, Any]]:
        """The fault of another process; None where none has one."""
        try:
            if not self._store.check([_FAULT]):
                return None
            told: dict[str, Any] = json.loads(self._store.get(_FAULT))
            return told
        except (RuntimeError, ConnectionError):
            return None

    def _share(self, tensor: Tensor) -> None:
        try:
            dist.broadcast(tensor, src=self._leader)
        except RuntimeError as error:
            raise _lost() from error


class Summed(torch.autograd.Function):
    """The sum of a tensor over all processes, with its gradient."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, group: Group) -> Tensor:
        ctx.group = group
        return group.sum(values.clone())

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        group: Group = ctx.group
        return group.sum(gradients[0].clone()), None


def _lost() -> ModelFault:
    return ModelFault(
        "another process of this training has ended",
        "the last lines of the output say why; where they do not, memory may have run"
        " out: lower batchSize",
    )


def _choose_interface(rendezvous: Rendezvous) -> None:
    """Keeps what stays on one machine off its network."""
    name = {"linux": "lo", "darwin": "lo0"}.get(sys.platform)
    if rendezvous.is_local and name is not None:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", name)

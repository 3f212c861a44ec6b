"""One network, with its training where it has one: the computing half of a trainer."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, Mapping, Optional, Sequence

import torch
from torch import Tensor

from .exchange import Exchange, bytes_of
from .export import write_student
from .faults import ModelFault
from .fitting import in_halves
from .layers import Network, Weight
from .layers.block import Block
from .layers.normalization import BatchNorm
from .processes.group import Group
from .processes.shared_norms import share_batch_norms
from .steps import Training
from .tables import Tables
from .user.model import UserNetwork

Plan = Mapping[str, Any]

#: Numbers that networks are multiplied in, where they are not those of float32.
_HALF = {"bfloat16": torch.bfloat16, "float16": torch.float16}


class Session:
    """A network of a plan, or one of the user's `models`.

    `sessions` may teach it, and `tables` have the rows of its steps.
    """

    def __init__(
        self,
        plan: Plan,
        sessions: Sequence[Session],
        models: Sequence[UserNetwork],
        tables: Tables,
        group: Optional[Group] = None,
    ) -> None:
        self.group = group
        self.device = device_of(plan["device"], 0 if group is None else group.place)
        self.precision: str = plan["precision"]
        network: Block = (
            models[plan["model"]]
            if "model" in plan
            else Network(plan["input"], plan["layers"])
        )
        self.network = network.to(self.device)
        self._norms: list[BatchNorm] = []
        if group is not None and plan.get("training", {}).get("syncBatchNorm"):
            self._sync_batch_norms(group)
        self._network: Any = (
            torch.compile(self.network) if plan["compile"] else self.network
        )
        is_asked = group is None or group.is_leading
        self._forward = Exchange(plan["forward"]) if is_asked else None
        self._training: Optional[Training] = None
        if "training" in plan:
            self._training = Training(self, plan, sessions, tables)
        if group is not None:
            group.share(weight.tensor for weight in self.state())

    def trained(self) -> list[Weight]:
        return self.network.trained()

    def moving(self) -> list[Tensor]:
        """Moving averages, which steps change."""
        found = [one.tensor for one in self.network.moving()]
        return [
            one
            for one in found
            if one.is_floating_point() and not isinstance(one, torch.nn.Parameter)
        ]

    def state(self) -> list[Weight]:
        """All that a training goes on from, in the trainer's order."""
        weights = [*self.network.trained(), *self.network.moving()]
        return weights if self._training is None else [*weights, *self._training.state]

    def steps(self, slots: Sequence[int]) -> None:
        """Takes a step for the batch of each slot."""
        if self._training is None:
            raise ValueError("this network is not trained")
        self._training.steps(slots)

    @torch.inference_mode()
    def forward(self) -> None:
        """Answers for the images of the exchange."""
        if self._forward is None:
            raise ValueError("the leading process alone is asked for answers")
        count = int(self._forward.take(0)["count"])
        images = self._forward.tensors["images"]
        found: list[Tensor] = []

        def ask(start: int, end: int) -> None:
            found.append(self.answers(images[start:end].to(self.device)))

        in_halves(ask, 0, count)
        self._forward.give(0, torch.cat(found))

    def answers(self, images: Tensor) -> Tensor:
        """The logits of a network in use."""
        self.set_training(False)
        with self.casting():
            return logits_of(self._network(images, ()))

    def logits(self, images: Tensor, masks: Sequence[Tensor]) -> Tensor:
        """The logits of a network in training."""
        self.set_training(True)
        return logits_of(self._network(images, masks))

    def set_training(self, is_training: bool) -> None:
        # A walk over all modules, which takes as long as a small layer.
        if self.network.training != is_training:
            self.network.train(is_training)

    def casting(self) -> AbstractContextManager[Any]:
        half = _HALF.get(self.precision)
        if half is None:
            return nullcontext()
        return torch.autocast(self.device.type, dtype=half)

    def share_norms(self, is_divided: bool) -> None:
        """Lets batch norms see the rows of all processes where those have some each."""
        for norm in self._norms:
            norm.group = self.group if is_divided else None

    def _sync_batch_norms(self, group: Group) -> None:
        if isinstance(self.network, UserNetwork):
            own = self.network.model
            self.network.model = share_batch_norms(own, self.device)
        self._norms = [
            one for one in self.network.modules() if isinstance(one, BatchNorm)
        ]

    def export(self, safetensors: str, onnx: str) -> Optional[str]:
        """Writes a user's model as files; gives why there is no ONNX one."""
        self.set_training(False)
        if not isinstance(self.network, UserNetwork):
            raise ValueError("the trainer exports networks of its own layers")
        return write_student(self.network, self.device, safetensors, onnx)

    @torch.no_grad()
    def read(self, file: str) -> None:
        """Writes all numbers that a training goes on from, in the trainer's order."""
        with open(file, "wb") as target:
            for weight in self.state():
                target.write(bytes_of(weight.view(weight.tensor.detach())))

    @torch.no_grad()
    def write(self, file: str) -> None:
        """Takes such numbers, of which all processes have the same then."""
        if self.group is None or self.group.is_leading:
            self._read_in(file)
        if self.group is not None:
            self.group.share(weight.tensor for weight in self.state())

    def _read_in(self, file: str) -> None:
        with open(file, "rb") as source:
            for weight in self.state():
                numbers = bytearray(source.read(4 * weight.tensor.numel()))
                view = weight.view(weight.tensor.detach())
                given = torch.frombuffer(numbers, dtype=torch.float32)
                view.copy_(given.view(view.shape))


def device_of(name: str, place: int = 0) -> torch.device:
    """The device of a name; `auto` takes an accelerator where there is one.

    Of several graphics cards each process of a machine has the one of its place.
    """
    there = devices()
    kind = there[0] if name == "auto" else name
    if kind == "cuda" and kind in there:
        return torch.device(kind, place % torch.cuda.device_count())
    if kind in there:
        return torch.device(kind)
    raise ModelFault(
        f"`device: {name}` is not there: this PyTorch has {', '.join(there)}",
        "write `device: auto`, or let all machines have such a device",
    )


def devices() -> list[str]:
    """The kinds of devices that are there, the fastest first."""
    cuda = ["cuda"] if torch.cuda.is_available() else []
    mps = ["mps"] if torch.backends.mps.is_available() else []
    return [*cuda, *mps, "cpu"]


def logits_of(answer: Any) -> Tensor:
    """The logits of a model's answer: a tensor, or what it calls `logits`."""
    logits: Tensor = answer if isinstance(answer, Tensor) else answer.logits
    return logits

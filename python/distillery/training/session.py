"""One network with its objective and optimizers: the computing half of a training."""

from __future__ import annotations

import importlib.util
import inspect
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any, Mapping, Optional, Sequence

import torch
from torch import Tensor

from .exchange import Exchange, bytes_of
from .export import write_student
from .layers import Network, Weight
from .layers.block import Block
from .optimizers import Optimizer
from .user_model import UserNetwork

Plan = Mapping[str, Any]


class Session:
    """A network of a plan, or one of the user's `models`; `sessions` may teach it."""

    def __init__(
        self, plan: Plan, sessions: Sequence[Session], models: Sequence[UserNetwork]
    ) -> None:
        self.device = device_of(plan["device"])
        self.precision: str = plan["precision"]
        network: Block = (
            models[plan["model"]]
            if "model" in plan
            else Network(plan["input"], plan["layers"])
        )
        self.network = network.to(self.device)
        self._network: Any = (
            torch.compile(self.network) if plan["compile"] else self.network
        )
        self._forward = Exchange(plan["forward"])
        self._training: Optional[_Training] = None
        if "training" in plan:
            self._training = _Training(self, plan["training"], sessions, plan)

    def trained(self) -> list[Weight]:
        return self.network.trained()

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
        count = int(self._forward.take(0)["count"])
        images = self._forward.tensors["images"][:count].to(self.device)
        self._forward.give(0, self.answers(images))

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
        if self.precision == "float32":
            return nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

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
        """Takes such numbers."""
        with open(file, "rb") as source:
            for weight in self.state():
                numbers = bytearray(source.read(4 * weight.tensor.numel()))
                view = weight.view(weight.tensor.detach())
                given = torch.frombuffer(numbers, dtype=torch.float32)
                view.copy_(given.view(view.shape))


class _Training:
    """The steps of a session."""

    def __init__(
        self, session: Session, part: Plan, sessions: Sequence[Session], plan: Plan
    ) -> None:
        self._session = session
        # A user's code draws from PyTorch's generator, and must draw the same after a
        # stop: each step has a seed of its own.
        self._seed: Optional[int] = part.get("seed")
        self._exchange = Exchange(part["exchange"])
        self._masks: list[str] = part["masks"]
        self._teachers: list[tuple[str, Optional[Session]]] = [
            (one["input"], sessions[one["session"]] if "session" in one else None)
            for one in part["teachers"]
        ]
        self._results: list[dict[str, Any]] = part["results"]
        self._module = load(part["objective"])
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

    def steps(self, slots: Sequence[int]) -> None:
        results = [(slot, self._step(slot)) for slot in slots]
        # After all steps: an accelerator works while they are only asked for.
        for slot, values in results:
            self._exchange.give(slot, values)

    def _step(self, slot: int) -> Tensor:
        session, exchange = self._session, self._exchange
        numbers = exchange.take(slot)
        count = int(numbers["count"])
        given = {
            name: tensor[:count].to(session.device)
            for name, tensor in exchange.tensors.items()
        }
        images = given["images"]
        if self._seed is not None:
            torch.manual_seed((self._seed << 32) + int(numbers["step"]))
        with torch.no_grad():
            teachers = [
                given[name] if network is None else network.answers(images)
                for name, network in self._teachers
            ]
        with session.casting():
            logits = session.logits(images, [given[name] for name in self._masks])
        terms = self._terms(logits, teachers, given["labels"].long(), numbers)
        terms.loss.backward()
        for optimizer in (self._optimizer, *self._learned):
            optimizer.apply(numbers)
        return torch.cat([_numbers(terms, one, count) for one in self._results])

    def _terms(
        self,
        logits: Tensor,
        teachers: Sequence[Tensor],
        labels: Tensor,
        numbers: Mapping[str, float],
    ) -> Any:
        taught: Any = teachers if len(teachers) != 1 else teachers[0]
        if not self._has_progress:
            return self._objective(logits, taught, labels)
        progress = self._module.Progress(
            *(numbers[name] for name in ("step", "steps", "epoch", "epochs"))
        )
        return self._objective(logits, taught, labels, progress=progress)


def _numbers(terms: Any, result: Mapping[str, Any], count: int) -> Tensor:
    """A term's numbers: one, or one for each row."""
    value = torch.as_tensor(getattr(terms, result["name"]), dtype=torch.float32)
    return value.detach().reshape(-1).expand(count if result["hasRows"] else 1)


def device_of(name: str) -> torch.device:
    """The device of a name; `auto` takes an accelerator where there is one."""
    there = devices()
    if name == "auto":
        return torch.device(there[0])
    if name in there:
        return torch.device(name)
    raise ValueError(
        f"`device: {name}` is not there: this PyTorch has {', '.join(there)}"
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


def load(file: str) -> ModuleType:
    """The module of a file."""
    spec = importlib.util.spec_from_file_location("distillery_objective", file)
    if spec is None or spec.loader is None:
        raise ValueError(f"{file} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

"""Models out of a user's own Python: found, made, given weights, and tried."""

from __future__ import annotations

import hashlib
import os
from typing import Any, Mapping, Sequence

import torch
from torch import Tensor, nn

from ..faults import ModelFault, kind_of
from ..layers.block import Block, Masks, Weight, channels_first
from .callables import call, described_files, find, loaded_files
from .weights import take_weights

Asked = Mapping[str, Any]

_GIVEN = "a torch.nn.Module"


class UserNetwork(Block):
    """A user's model, which takes [rows, channels, height, width] or flat rows."""

    def __init__(
        self, model: nn.Module, name: str, shape: Sequence[int], classes: int
    ) -> None:
        super().__init__()
        self.model = model
        self.name = name
        self.shape = tuple(shape)
        self.classes = classes

    def trained(self) -> list[Weight]:
        return [_weight(one) for one in self.model.parameters() if one.requires_grad]

    def moving(self) -> list[Weight]:
        frozen = [one for one in self.model.parameters() if not one.requires_grad]
        return [_weight(one) for one in (*frozen, *self.model.buffers())]

    def forward(self, values: Tensor, masks: Masks) -> Tensor:
        images = channels_first(values.reshape(-1, *self.shape)).contiguous()
        return self.logits_in(self.model(images), images.shape[0])

    def logits_in(self, answer: Any, rows: int) -> Tensor:
        """The logits [rows, classes] of an answer. Raises ModelFault otherwise."""
        logits = answer if isinstance(answer, Tensor) else _field(answer)
        if not isinstance(logits, Tensor):
            raise ModelFault(
                f"{self.name} answers with {kind_of(answer)}",
                "return the logits as a tensor, or something that has them as .logits",
            )
        if tuple(logits.shape) == (rows, self.classes):
            return logits
        given = "×".join(str(side) for side in logits.shape)
        raise ModelFault(
            f"{self.name} answers {rows} examples with {given} numbers, and the data"
            f" has {self.classes} classes",
            "let it give one logit for each class of the data, by its args",
        )


def make(asked: Asked) -> UserNetwork:
    """The network of a config's model, with its weights. Raises ModelFault."""
    name: str = asked["name"]
    # Weights that its code draws follow from the run's seed.
    torch.manual_seed(asked["seed"])
    model = _call(name, find(asked, _GIVEN), asked["args"])
    network = UserNetwork(model, name, asked["input"], asked["classes"])
    if asked["isTrained"]:
        _assert_trainable(network)
    _try(network)
    if asked.get("weights") is not None:
        take_weights(model, name, asked["weights"])
    return network


def describe(network: UserNetwork, asked: Asked) -> dict[str, Any]:
    """Shapes of its tensors, a hash of their values, and the files it was made of."""
    digest = hashlib.sha256()
    for name, tensor in network.model.state_dict().items():
        digest.update(name.encode())
        digest.update(_bytes(tensor))
    return {
        "trained": [_shape(weight) for weight in network.trained()],
        "moving": [_shape(weight) for weight in network.moving()],
        "state": digest.hexdigest(),
        "files": described_files(_files(asked)),
    }


def _call(name: str, made_by: Any, args: Mapping[str, Any]) -> nn.Module:
    model = call(name, made_by, args)
    if isinstance(model, nn.Module):
        return model
    raise ModelFault(
        f"{name} gives {kind_of(model)}, and no torch.nn.Module",
        "return the model itself",
    )


def _try(network: UserNetwork) -> None:
    """Asks for two examples of zeros, which makes lazy layers too."""
    network.eval()
    images = torch.zeros(2, *network.shape)
    with torch.no_grad():
        network(images, ())


def _assert_trainable(network: UserNetwork) -> None:
    parameters = list(network.model.named_parameters())
    if not any(one.requires_grad for _, one in parameters):
        raise ModelFault(
            f"{network.name} has no parameter to train",
            "leave requires_grad of those that are to be trained",
        )
    for name, one in parameters:
        if one.dtype != torch.float32:
            raise ModelFault(
                f"{network.name}: {name} is of {str(one.dtype).split('.')[-1]}, and a"
                " student is trained in float32",
                "make it in float32; `precision: bfloat16` multiplies in half the size",
            )


def _weight(tensor: Tensor) -> Weight:
    """Units stand last outside, as those of the trainer's own layers."""
    if tensor.dim() < 2:
        return Weight(tensor, lambda same: same)
    return Weight(tensor, lambda same: same.movedim(0, -1))


def _shape(weight: Weight) -> list[int]:
    return list(weight.view(weight.tensor.detach()).shape)


def _field(answer: Any) -> Any:
    if isinstance(answer, Mapping):
        return answer.get("logits")
    return getattr(answer, "logits", None)


def _bytes(tensor: Tensor) -> Any:
    whole = tensor.detach().cpu().contiguous().view(-1)
    return whole.view(torch.uint8).numpy().data if whole.numel() > 0 else b""


def _files(asked: Asked) -> list[str]:
    """The model's own file, the user's modules, and the weights."""
    weights = asked.get("weights")
    last = [] if weights is None else [os.path.realpath(weights["file"])]
    return [*loaded_files(asked), *last]

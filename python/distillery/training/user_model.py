"""Models out of a user's own Python: found, made, given weights, and tried."""

from __future__ import annotations

import difflib
import hashlib
import importlib
import importlib.util
import inspect
import os
import sys
from types import ModuleType
from typing import Any, Mapping, Optional, Sequence

import torch
from torch import Tensor, nn

from .faults import ModelFault, is_users, kind_of, listed, note_file
from .layers.block import Block, Masks, Weight, channels_first
from .user_weights import take_weights

Asked = Mapping[str, Any]


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
    model = _call(name, _find(asked), asked["args"])
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
        "files": [{"path": file, "sha256": _hash_file(file)} for file in _files(asked)],
    }


def _find(asked: Asked) -> Any:
    module = _module(asked)
    attribute: str = asked["callable"]
    found: Any = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, _callables(found), 3, 0.5)
            raise ModelFault(
                f"{asked['place']} has no '{attribute}'",
                f"did you mean {' or '.join(repr(one) for one in near)}?"
                if near
                else f"it has {listed(_callables(found), 8) or 'nothing to call'}",
            )
        found = getattr(found, part)
    if not callable(found):
        raise ModelFault(
            f"{asked['name']} cannot be called: it is {kind_of(found)}",
            "name a function or a class that gives a torch.nn.Module",
        )
    return found


def _callables(holder: Any) -> list[str]:
    own = getattr(holder, "__name__", None)
    names = [one for one in vars(holder) if not one.startswith("_")]
    called = [one for one in names if callable(getattr(holder, one, None))]
    # Definitions of the module itself stand before its imports.
    return sorted(
        called,
        key=lambda one: getattr(getattr(holder, one), "__module__", None) != own,
    )


def _module(asked: Asked) -> ModuleType:
    file: Optional[str] = asked.get("file")
    if file is not None:
        return _module_of_file(file, asked["place"])
    name: str = asked["place"]
    # As for a script, what lies beside the config can be imported.
    _add_path(os.getcwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        raise ModelFault(
            f"this Python has no module '{error.name}'",
            f"install it in {sys.executable}, or name a file, such as models.py:make",
        ) from error


_loaded: dict[str, ModuleType] = {}


def _module_of_file(file: str, written: str) -> ModuleType:
    if file in _loaded:
        return _loaded[file]
    note_file(file, written)
    _add_path(os.path.dirname(file))
    stem = os.path.splitext(os.path.basename(file))[0]
    name = stem if stem not in sys.modules else f"distillery_user_{len(_loaded)}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ModelFault(f"{file} is no Python file", "name a .py file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    _loaded[file] = module
    return module


def _add_path(folder: str) -> None:
    if folder not in sys.path:
        sys.path.insert(0, folder)


def _call(name: str, made_by: Any, args: Mapping[str, Any]) -> nn.Module:
    try:
        inspect.signature(made_by).bind(**args)
    except TypeError as error:
        taken = list(inspect.signature(made_by).parameters)
        raise ModelFault(
            f"{name} does not take the args of the config: {error}",
            f"it takes {listed(taken, 12) or 'no arguments'}",
        ) from error
    except ValueError:
        # Code that is not Python's may have no signature.
        pass
    model = made_by(**args)
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
    file: Optional[str] = asked.get("file")
    own = [] if file is None else [os.path.realpath(file)]
    loaded = [getattr(one, "__file__", None) for one in list(sys.modules.values())]
    # Some modules of PyTorch name files that are none.
    found = [one for one in loaded if one and os.path.isabs(one) and is_users(one)]
    users = {os.path.realpath(one) for one in found if os.path.isfile(one)}
    weights = asked.get("weights")
    last = [] if weights is None else [os.path.realpath(weights["file"])]
    return [*own, *sorted(users - set(own)), *last]


def _hash_file(file: str) -> str:
    digest = hashlib.sha256()
    with open(file, "rb") as source:
        while part := source.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()

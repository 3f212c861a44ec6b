"""Files of weights for a user's model: a `state_dict` or safetensors."""

from __future__ import annotations

import re
from typing import Any, Mapping

import torch
from torch import Tensor, nn

from ..faults import ModelFault, kind_of, listed
from ..safetensors import read_safetensors


def take_weights(model: nn.Module, name: str, weights: Mapping[str, str]) -> None:
    """Gives a model the weights of a file. Raises ModelFault where they do not fit."""
    written = weights["name"]
    given = _without_prefix(_read_weights(weights["file"], written))
    own = model.state_dict()
    sizes = [
        f"{key} {_sides(given[key])}, where the model has {_sides(tensor)}"
        for key, tensor in own.items()
        if key in given and given[key].shape != tensor.shape
    ]
    fitting = {key: one for key, one in given.items() if key in own}
    if not sizes:
        result = model.load_state_dict(fitting, strict=False)
        missing = list(result.missing_keys)
    else:
        missing = [key for key in own if key not in given]
    unexpected = [key for key in given if key not in own]
    faults = [
        f"{word} {listed(names)}"
        for word, names in (
            ("missing", missing),
            ("unexpected", unexpected),
            ("of another size", sizes),
        )
        if names
    ]
    if faults:
        raise ModelFault(
            f"{written} does not hold the weights of {name}: {'; '.join(faults)}",
            "take the weights of this architecture, or make the one that they are of"
            " by its args",
        )


def _read_weights(file: str, written: str) -> dict[str, Tensor]:
    try:
        if file.lower().endswith(".safetensors"):
            return read_safetensors(file)
        loaded = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # noqa: BLE001
        # The reader's own words, of which some are an advice to execute the file.
        found = re.search(r"GLOBAL (\S+)", str(error))
        if "weights_only" in str(error) or "Weights only" in str(error):
            reason = (
                f"reading it could execute code: it asks for {found[1]}"
                if found
                else "it is no state_dict that torch.save wrote, and reading it "
                "otherwise could execute code"
            )
            raise ModelFault(
                f"{written} is refused: {reason}",
                "save model.state_dict() alone with torch.save, or a .safetensors file",
            ) from error
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelFault(
            f"{written} cannot be read: {reason}",
            "save model.state_dict() again with torch.save, or a .safetensors file",
        ) from error
    return _tensors_in(loaded, written)


def _tensors_in(loaded: Any, written: str) -> dict[str, Tensor]:
    for key in ("state_dict", "model_state_dict", "model"):
        if isinstance(loaded, Mapping) and isinstance(loaded.get(key), Mapping):
            loaded = loaded[key]
    if isinstance(loaded, Mapping) and loaded:
        tensors = {str(name): one for name, one in loaded.items()}
        if all(isinstance(one, Tensor) for one in tensors.values()):
            return tensors
    raise ModelFault(
        f"{written} holds {kind_of(loaded)}, and no tensors by name",
        "save model.state_dict() with torch.save, or a .safetensors file",
    )


def _without_prefix(given: dict[str, Tensor]) -> dict[str, Tensor]:
    """Names as they are without DistributedDataParallel around the model."""
    if not all(name.startswith("module.") for name in given):
        return given
    return {name[len("module.") :]: one for name, one in given.items()}


def _sides(tensor: Tensor) -> str:
    return f"[{', '.join(str(side) for side in tensor.shape)}]"

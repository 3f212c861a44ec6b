"""Examples of a user's data sets: what an item holds, as a row and a label."""

from __future__ import annotations

from typing import Any, NamedTuple, Union

import torch
from torch import Tensor

from ..faults import ModelFault, kind_of

Label = Union[int, str]

#: Modes of Pillow's pictures whose numbers are gray or red, green and blue.
_PLAIN_MODES = ("L", "RGB")
#: Numbers of channels that a picture usually has.
_CHANNELS = (1, 3, 4)


class Example(NamedTuple):
    """An example: its row, bytes or float32 with channels last, and its label."""

    row: Tensor
    label: Label


def example_of(item: Any, place: str) -> Example:
    """The row and the label of an item `(input, label)`. Raises ModelFault.

    `place` names it in messages: `example 3 of train`.
    """
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        raise ModelFault(
            f"{place} is {kind_of(item)}",
            "let __getitem__ return (input, label)",
        )
    return Example(row_of(item[0], place), label_of(item[1], place))


def row_of(value: Any, place: str) -> Tensor:
    """The numbers of an input, [height, width, channels] or [columns].

    Raises ModelFault for what has no such numbers.
    """
    tensor, is_channels_last = _tensor_of(value, place)
    if tensor.dim() == 1:
        row = tensor
    elif tensor.dim() == 2:
        row = tensor.unsqueeze(-1)
    elif tensor.dim() == 3 and is_channels_last:
        row = tensor
    elif tensor.dim() == 3:
        _assert_channels_first(tensor, place)
        row = tensor.permute(1, 2, 0)
    else:
        raise ModelFault(
            f"the input of {place} has {tensor.dim()} axes ({sides(tensor)})",
            "give [channels, height, width] of a picture, or [columns]",
        )
    if row.numel() == 0:
        raise ModelFault(f"the input of {place} is empty", "leave it out")
    return row.contiguous()


def label_of(value: Any, place: str) -> Label:
    """The label of an example: a whole number or a text. Raises ModelFault."""
    if isinstance(value, str):
        return value
    if isinstance(value, Tensor) or hasattr(value, "tolist"):
        # One number of NumPy's or PyTorch's, perhaps in an array of its own.
        is_one = getattr(value, "size", None) == 1
        is_single = value.numel() == 1 if isinstance(value, Tensor) else is_one
        value = value.reshape(-1).tolist()[0] if is_single else value.tolist()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        raise ModelFault(
            f"the label of {place} is {value}, which is no class",
            "give the index of its class as a whole number; measurements are not"
            " distilled",
        )
    raise ModelFault(
        f"the label of {place} is {kind_of(value)}",
        "give the index of its class as a whole number, or its name",
    )


def sides(tensor: Tensor) -> str:
    """The shape of a tensor in a sentence."""
    return "×".join(str(side) for side in tensor.shape) or "one number"


def _tensor_of(value: Any, place: str) -> tuple[Tensor, bool]:
    """The numbers of a value as bytes or float32; whether channels stand last."""
    if isinstance(value, Tensor):
        return _plain(value.detach().cpu(), place), False
    mode = getattr(value, "mode", None)
    if isinstance(mode, str) and hasattr(value, "getbands"):
        if mode not in _PLAIN_MODES:
            raise ModelFault(
                f"{place} is a picture of mode {mode}",
                "convert it with .convert('RGB') or .convert('L')",
            )
        return torch.tensor(_array_of(value)), True
    if hasattr(value, "__array__") and not isinstance(value, (str, bytes)):
        array = _array_of(value)
        if array.dtype.kind in "biuf":
            return _plain(torch.tensor(array), place), False
    elif isinstance(value, (list, tuple)) and all(
        isinstance(one, (int, float)) for one in value
    ):
        return torch.tensor(value, dtype=torch.float32), False
    raise ModelFault(
        f"the input of {place} is {kind_of(value)}",
        "give a tensor: transforms.ToTensor() makes one of a picture",
    )


def _array_of(value: Any) -> Any:
    import numpy

    return numpy.array(value, order="C")


def _plain(tensor: Tensor, place: str) -> Tensor:
    if tensor.layout is not torch.strided or tensor.is_complex():
        raise ModelFault(
            f"the input of {place} is a tensor of {tensor.dtype}, {tensor.layout}",
            "give real numbers in a dense tensor",
        )
    # Without the class of torchvision's own tensors.
    plain = tensor.as_subclass(Tensor)
    return plain if plain.dtype == torch.uint8 else plain.to(torch.float32)


def _assert_channels_first(tensor: Tensor, place: str) -> None:
    first, _, last = tensor.shape
    if first in _CHANNELS or last not in _CHANNELS:
        return
    raise ModelFault(
        f"the input of {place} is {sides(tensor)}, with its channels last",
        "PyTorch has them first: .permute(2, 0, 1), or transforms.ToTensor()",
    )

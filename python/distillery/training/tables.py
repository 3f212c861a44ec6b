"""Rows that the trainer hands over once, for all steps to gather theirs from.

A step's message then has the places of its rows alone. The processes of a machine share
the memory of a table, which lies in a file that each of them maps.
"""

from __future__ import annotations

from math import prod
from typing import Any, Mapping, Optional, Sequence

import torch
from torch import Tensor

from .processes.group import Group

_TYPES = {"float32": torch.float32, "uint8": torch.uint8}

#: A table lies on a graphics card that has at least this many times its size free: the
#: memory of steps comes first.
_TIMES_FREE = 16


class Table:
    """Rows [count, width] in memory or on a device: numbers, or bytes as 0…1."""

    def __init__(self, values: Tensor, device: torch.device) -> None:
        self._values = _placed(values, device)
        self._device = device
        self._unit = torch.tensor(255.0, device=device)

    def rows(self, places: Tensor, shape: Sequence[int]) -> Tensor:
        """The rows at places, [places, *shape] in float32, on the device."""
        found = self._values.index_select(0, places.to(self._values.device))
        found = found.to(self._device)
        if found.dtype == torch.uint8:
            # By a tensor: CUDA multiplies by the inverse of a plain number, which is a
            # rounding apart from the numbers that the trainer makes of bytes.
            found = found.float().div_(self._unit)
        return found.view(-1, *shape)


class Tables:
    """The tables of this process, by the order in which they were handed over."""

    def __init__(self, group: Optional[Group]) -> None:
        self._group = group
        self._values: list[Tensor] = []
        self._tables: dict[tuple[int, torch.device], Table] = {}

    def add(self, asked: Mapping[str, Any]) -> int:
        """Takes a table from a file; gives its number.

        `asked` has the file, its shape and its type. The file may be removed then.
        """
        shape: Sequence[int] = asked["shape"]
        values = self._read(asked["file"], prod(shape), _TYPES[asked["dtype"]])
        self._values.append(values.view(*shape))
        return len(self._values) - 1

    def on(self, number: int, device: torch.device) -> Table:
        """A table for the steps of a device; all of them have it once."""
        key = (number, device)
        if key not in self._tables:
            self._tables[key] = Table(self._values[number], device)
        return self._tables[key]

    def _read(self, file: str, size: int, dtype: torch.dtype) -> Tensor:
        group = self._group
        if group is None or group.is_leading:
            values, is_there = _mapped(file, size, dtype), True
        else:
            values, is_there = _mapped_or_empty(file, size, dtype)
        if group is not None and not group.agree(is_there):
            # Some are on another machine than the file.
            group.share([values])
        return values


def _mapped(file: str, size: int, dtype: torch.dtype) -> Tensor:
    return torch.from_file(file, shared=False, size=size, dtype=dtype)


def _mapped_or_empty(file: str, size: int, dtype: torch.dtype) -> tuple[Tensor, bool]:
    """A file's values, and whether it is there; else memory for them."""
    try:
        return _mapped(file, size, dtype), True
    except (OSError, RuntimeError):
        return torch.empty(size, dtype=dtype), False


def _placed(values: Tensor, device: torch.device) -> Tensor:
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        if _TIMES_FREE * values.numel() * values.element_size() > free:
            return values
    return values.to(device)

"""Files by which the trainer hands batches over and takes results.

The trainer makes batches ahead of the steps, as the workers of a `DataLoader` do. Files
in memory hold them, which both processes read and write on every system.
"""

from __future__ import annotations

import struct
from math import prod
from typing import Any, Mapping, Union

import torch
from torch import Tensor

_TYPES = {"float32": torch.float32, "int32": torch.int32}


class Exchange:
    """Slots of one layout in a file: tensors, then numbers, then results."""

    def __init__(self, layout: Mapping[str, Any]) -> None:
        self._file = open(layout["file"], "r+b", buffering=0)  # noqa: SIM115
        self._slot_bytes: int = layout["slotBytes"]
        self._results: int = layout["results"]
        # Read anew for each slot: what rests on its tensors is computed before.
        self._buffer = bytearray(self._results)
        self.tensors = {
            name: _view(self._buffer, tensor)
            for name, tensor in layout["tensors"].items()
        }
        self._names: list[str] = layout["numbers"]["names"]
        self._numbers = struct.Struct(f"<{len(self._names)}d")
        self._numbers_at: int = layout["numbers"]["offset"]

    def take(self, slot: int) -> dict[str, float]:
        """Fills the tensors from a slot; gives its numbers."""
        self._file.seek(slot * self._slot_bytes)
        self._file.readinto(self._buffer)
        values = self._numbers.unpack_from(self._buffer, self._numbers_at)
        return dict(zip(self._names, values))

    def give(self, slot: int, results: Tensor) -> None:
        """Writes a slot's results, as float32."""
        self._file.seek(slot * self._slot_bytes + self._results)
        self._file.write(bytes_of(results))

    def close(self) -> None:
        self._file.close()


def bytes_of(tensor: Tensor) -> Union[bytes, memoryview]:
    """The numbers of a tensor as float32, row-major."""
    return tensor.detach().float().cpu().contiguous().view(-1).numpy().data


def _view(buffer: bytearray, tensor: Mapping[str, Any]) -> Tensor:
    shape, offset = tensor["shape"], tensor["offset"]
    flat = torch.frombuffer(
        buffer, dtype=_TYPES[tensor["dtype"]], count=prod(shape), offset=offset
    )
    return flat.view(shape)

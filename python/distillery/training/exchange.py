"""Files by which the trainer hands batches over and takes results.

The trainer makes batches ahead of the steps, as the workers of a `DataLoader` do. Files
in memory hold them, which both processes read and write on every system.
"""

from __future__ import annotations

import struct
from io import FileIO
from math import prod
from typing import Any, Mapping, Optional, Union

import torch
from torch import Tensor

from .processes.group import Group

_TYPES = {"float32": torch.float32, "int32": torch.int32}


class Exchange:
    """Slots of one layout in a file: tensors, then numbers, then results.

    The processes of a `group` read it all; what is on another machine than the file is
    sent the slots.
    """

    def __init__(
        self, layout: Mapping[str, Any], group: Optional[Group] = None
    ) -> None:
        self._file = _open(layout["file"], group)
        self._slot_bytes: int = layout["slotBytes"]
        self._results: int = layout["results"]
        # Read anew for each slot: what rests on its tensors is computed before.
        self._buffer = bytearray(self._results)
        is_sent = group is not None and not group.agree(self._file is not None)
        self._group = group if is_sent else None
        self._whole = torch.frombuffer(self._buffer, dtype=torch.uint8)
        self.tensors = {
            name: _view(self._buffer, tensor)
            for name, tensor in layout["tensors"].items()
        }
        self._names: list[str] = layout["numbers"]["names"]
        self._numbers = struct.Struct(f"<{len(self._names)}d")
        self._numbers_at: int = layout["numbers"]["offset"]

    def take(self, slot: int) -> dict[str, float]:
        """Fills the tensors from a slot; gives its numbers."""
        if self._group is None or self._group.is_leading:
            file = self._there()
            file.seek(slot * self._slot_bytes)
            file.readinto(self._buffer)
        if self._group is not None:
            self._group.share([self._whole])
        values = self._numbers.unpack_from(self._buffer, self._numbers_at)
        return dict(zip(self._names, values))

    def first(self, count: int, device: torch.device) -> Mapping[str, Tensor]:
        """The first rows of the tensors, on a device."""
        if device.type == "cpu" and all(
            len(one) == count for one in self.tensors.values()
        ):
            return self.tensors
        return {name: one[:count].to(device) for name, one in self.tensors.items()}

    def give(self, slot: int, results: Tensor) -> None:
        """Writes a slot's results, as float32."""
        file = self._there()
        file.seek(slot * self._slot_bytes + self._results)
        file.write(bytes_of(results))

    def _there(self) -> FileIO:
        if self._file is None:
            raise ValueError("the file of this exchange is on another machine")
        return self._file


def _open(file: str, group: Optional[Group]) -> Optional[FileIO]:
    try:
        return FileIO(file, "r+b")
    except OSError:
        if group is None:
            raise
        return None


def bytes_of(tensor: Tensor) -> Union[bytes, memoryview]:
    """The numbers of a tensor as float32, row-major."""
    return tensor.detach().float().cpu().contiguous().view(-1).numpy().data


def _view(buffer: bytearray, tensor: Mapping[str, Any]) -> Tensor:
    shape, offset = tensor["shape"], tensor["offset"]
    flat = torch.frombuffer(
        buffer, dtype=_TYPES[tensor["dtype"]], count=prod(shape), offset=offset
    )
    return flat.view(shape)

"""Files of tensors in the safetensors format, without its package.

The format: the length of a header as a little-endian 64-bit number, the header as JSON
with type, shape and place of each tensor, then their bytes.
"""

from __future__ import annotations

import json
from math import prod
from typing import Any, Mapping

import torch
from torch import Tensor

_TYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
_NAMES = {dtype: name for name, dtype in _TYPES.items()}

#: Bytes of a header at most, as the format's own readers allow.
_MAX_HEADER = 100_000_000


def read_safetensors(file: str) -> dict[str, Tensor]:
    """The tensors of a file by name. Raises ValueError where it is none, or damaged."""
    with open(file, "rb") as source:
        content = bytearray(source.read())
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(_MAX_HEADER, len(content) - 8):
        raise ValueError("its header is longer than the file")
    header = _header(bytes(content[8 : 8 + length]))
    return {
        name: _tensor(content, 8 + length, name, entry)
        for name, entry in header.items()
        if name != "__metadata__"
    }


def write_safetensors(file: str, tensors: Mapping[str, Tensor]) -> None:
    """Writes tensors by name, each row-major. Raises ValueError for complex ones."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    parts: list[bytes] = []
    offset = 0
    for name, tensor in tensors.items():
        if tensor.dtype not in _NAMES:
            raise ValueError(f"{name} is of {tensor.dtype}, which the format has not")
        whole = tensor.detach().cpu().contiguous()
        part = whole.view(-1).view(torch.uint8).numpy().tobytes()
        header[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(part)],
        }
        parts.append(part)
        offset += len(part)
    text = json.dumps(header, separators=(",", ":")).encode()
    # Tensors begin at a multiple of 8.
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as target:
        target.write(len(text).to_bytes(8, "little") + text)
        target.writelines(parts)


def _header(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except ValueError as error:
        raise ValueError(f"its header is no JSON: {error}") from error
    if not isinstance(header, dict):
        raise ValueError("its header is no map of tensors")
    return header


def _tensor(content: bytearray, start: int, name: str, entry: Any) -> Tensor:
    try:
        dtype, shape = _TYPES[entry["dtype"]], [int(side) for side in entry["shape"]]
        begin, end = (int(offset) for offset in entry["data_offsets"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the header's entry of {name} cannot be read") from error
    count = prod(shape)
    size = count * torch.empty((), dtype=dtype).element_size()
    is_inside = 0 <= begin <= end <= len(content) - start
    if any(side < 0 for side in shape) or end - begin != size or not is_inside:
        raise ValueError(f"{name} does not have the bytes that its header says")
    if count == 0:
        return torch.empty(shape, dtype=dtype)
    place = start + begin
    flat = torch.frombuffer(content, dtype=dtype, count=count, offset=place)
    return flat.view(shape).clone()

"""NumPy's .npy format, version 1.0, written without NumPy.

https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

from __future__ import annotations

import struct
from typing import Sequence

_MAGIC = b"\x93NUMPY\x01\x00"
_ALIGNMENT = 64
#: Kinds of numbers of a run folder, as NumPy names them.
FLOAT32, INT32, UINT8 = "<f4", "<i4", "|u1"


def npy_header(kind: str, shape: Sequence[int]) -> bytes:
    """The bytes before the numbers, in row-major order and little-endian."""
    sizes = f"{shape[0]}," if len(shape) == 1 else ", ".join(map(str, shape))
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({sizes}), }}"
    fixed = len(_MAGIC) + 2
    whole = -(-(fixed + len(text) + 1) // _ALIGNMENT) * _ALIGNMENT
    padded = text.ljust(whole - fixed - 1) + "\n"
    return _MAGIC + struct.pack("<H", len(padded)) + padded.encode("latin1")


def encode_npy(kind: str, shape: Sequence[int], numbers: bytes) -> bytes:
    """The bytes of a .npy file; `numbers` are little-endian, in row-major order."""
    return npy_header(kind, shape) + numbers

"""Errors by which PyTorch and Python say that memory has run out."""

from __future__ import annotations

#: Words of errors of other classes: those of the CPU, and of Apple's and NVIDIA's code.
_SIGNS = (
    "out of memory",
    "can't allocate memory",
    "cannot allocate memory",
    "_status_alloc_failed",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory has run out: that of a graphics card, or of the machine."""
    # By its name: PyTorch has had the class in several places.
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error).lower()
    return any(sign in text for sign in _SIGNS)

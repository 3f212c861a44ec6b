"""Means over a whole batch, for objectives that see its rows in chunks."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Callable, Iterator, Sequence

import torch
from torch import Tensor

from .chunks import Chunk

_Mean = Callable[[Tensor, Tensor], Tensor]


@contextmanager
def means_of_batch(
    inner: Any, chunks: Sequence[Chunk], compute: Callable[[Chunk], object]
) -> Iterator[bool]:
    """Lets rows of a chunk see the means of the whole batch, where they want them.

    Such means have no gradient: a walk ahead finds them, in which `compute` calls the
    objective `inner` for a chunk. Gives whether there are any, which `inner` alone
    sees: a compiled form of it does not.
    """
    if not hasattr(inner, "mean_of_batch") or len(chunks) == 1:
        yield False
        return
    means: list[Tensor] = []
    try:
        with torch.no_grad():
            for chunk in chunks:
                inner.mean_of_batch = _adding(means, chunk.share)
                compute(chunk)
        inner.mean_of_batch = _replaying(means)
        yield True
    finally:
        inner.__dict__.pop("mean_of_batch", None)


def _adding(means: list[Tensor], share: Tensor) -> _Mean:
    """Adds up the means of chunks, each call of the formula apart."""
    calls = iter(range(1_000))

    def mean_of_batch(weights: Tensor, values: Tensor) -> Tensor:
        own, place = (weights * values).sum(), next(calls)
        if place == len(means):
            means.append(share * own)
        else:
            means[place] = means[place] + share * own
        return own

    return mean_of_batch


def _replaying(means: Sequence[Tensor]) -> _Mean:
    """Gives the means of the batch, in the order of the formula's calls."""
    calls = 0

    def mean_of_batch(weights: Tensor, values: Tensor) -> Tensor:
        nonlocal calls
        calls += 1
        return means[(calls - 1) % len(means)]

    return mean_of_batch

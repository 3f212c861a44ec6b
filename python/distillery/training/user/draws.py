"""Generators that a user's code draws from, seeded so that it draws the same again."""

from __future__ import annotations

import random
from typing import Any, Sequence

import torch

from ...randomness import READING, ROWS, Generator

try:
    import numpy
except ImportError:
    # PyTorch can do without.
    numpy = None  # type: ignore[assignment]


def reading_seeds(split: int, index: int) -> tuple[int, ...]:
    """Seeds of an example of a split, by its place, that is read once."""
    return (split, index, READING)


def epoch_seeds(seed: int, epoch: int, index: int) -> tuple[int, ...]:
    """Seeds of a training example that is read anew in an epoch."""
    return (seed, epoch, index, ROWS)


def seed_draws(seeds: Sequence[int]) -> None:
    """Seeds the generators of Python, NumPy and PyTorch."""
    value = Generator(*seeds).uint32()
    random.seed(value)
    torch.default_generator.manual_seed(value)
    if numpy is not None:
        numpy.random.seed(value)


def state_of_draws() -> tuple[Any, ...]:
    """The state of these generators: another one where something was drawn since."""
    own = (random.getstate(), torch.default_generator.get_state().numpy().tobytes())
    if numpy is None:
        return own
    name, keys, *rest = numpy.random.get_state(legacy=True)
    return (*own, name, numpy.asarray(keys).tobytes(), tuple(rest))

"""Random numbers of a run by docs/randomness.md: the same as the trainer's."""

from __future__ import annotations

import math
import struct
from typing import Callable, Optional, Sequence, TypeVar

_MASK = 0xFFFFFFFF

#: Numbers that make a stream, behind the run's seed and the step, epoch or example.
INITIAL_WEIGHTS = {"teacher": 1, "student": 2}
AUGMENTATION = 101
DROPOUT = 102
CHANGE = 103
MIXUP = 104
TARGETS = 105
ROWS = 106
READING = 107
SPLIT = 20150309
LABELS = 20150331

Value = TypeVar("Value")


class Generator:
    """xoshiro128** (Blackman and Vigna 2018), seeded by SplitMix32 from whole numbers.

    The order of the seeds counts, and so does how many there are.
    """

    def __init__(self, *seeds: int) -> None:
        self._mixed = 0x9E3779B9
        for seed in seeds:
            self._mixed = self._mix() ^ (seed & _MASK)
        self._a, self._b, self._c, self._d = (self._mix() for _ in range(4))

    def _mix(self) -> int:
        self._mixed = (self._mixed + 0x9E3779B9) & _MASK
        value = ((self._mixed ^ (self._mixed >> 16)) * 0x21F0AAAD) & _MASK
        value = ((value ^ (value >> 15)) * 0x735A2D97) & _MASK
        return value ^ (value >> 15)

    def uint32(self) -> int:
        """A whole number of 32 bits."""
        a, b, c, d = self._a, self._b, self._c, self._d
        third, fourth = c ^ a, d ^ b
        self._a, self._b = a ^ fourth, b ^ third
        self._c = third ^ ((b << 9) & _MASK)
        self._d = _rotate(fourth, 11)
        return (_rotate((b * 5) & _MASK, 7) * 9) & _MASK

    def uniform(self) -> float:
        """A number in [0, 1)."""
        return self.uint32() / 4294967296

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit − 1."""
        return math.floor(self.uniform() * limit)

    def normal(self) -> float:
        """A standard normal number (Box and Muller 1958), of two uniform ones."""
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        return radius * math.cos(2 * math.pi * self.uniform())


def _rotate(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (32 - bits))) & _MASK


def shuffled(count: int, *seeds: int) -> list[int]:
    """The order 0 … count − 1 after Fisher and Yates."""
    generator = Generator(*seeds)
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = generator.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def epoch_order(indices: Sequence[Value], seed: int, epoch: int) -> list[Value]:
    """The examples of an epoch, from 0, in the order in which batches take them."""
    return [indices[place] for place in shuffled(len(indices), seed, epoch)]


def initial_weights(
    generator: Generator, count: int, initializer: str, inputs: int, outputs: int
) -> list[float]:
    """A kernel's numbers as float32, in the order of its elements.

    One generator, `Generator(seed, INITIAL_WEIGHTS["student"])`, draws all kernels of a
    network. Raises ValueError for an initializer that is neither `he` nor `glorot`.
    """
    if initializer == "he":
        scale = math.sqrt(2 / inputs)
        return _as_float32(count, lambda: scale * generator.normal())
    if initializer == "glorot":
        limit = math.sqrt(6 / (inputs + outputs))
        return _as_float32(count, lambda: limit * (2 * generator.uniform() - 1))
    raise ValueError(f"the initializer is 'he' or 'glorot', not '{initializer}'")


def dropout_mask(generator: Generator, size: int, rate: float) -> list[float]:
    """A mask of 0 and float32(1 / (1 − rate)): two numbers of each draw."""
    limit = math.floor(rate * 65536 + 0.5)
    kept = _float32(1 / (1 - rate))
    mask: list[float] = []
    while len(mask) < size:
        bits = generator.uint32()
        mask.extend(
            0.0 if half < limit else kept for half in (bits & 0xFFFF, bits >> 16)
        )
    return mask[:size]


def mixup_share(alpha: float, generator: Generator) -> float:
    """The share of a picture in its mixture, of Beta(alpha, alpha)."""
    first = _gamma(alpha, generator)
    return first / (first + _gamma(alpha, generator))


def _gamma(shape: float, generator: Generator) -> float:
    """Gamma(shape) after Marsaglia and Tsang (2000)."""
    if shape < 1:
        power: float = (1 - generator.uniform()) ** (1 / shape)
        return power * _gamma(shape + 1, generator)
    d = shape - 1 / 3
    c = 1 / math.sqrt(9 * d)
    while True:
        found = _gamma_try(c, d, generator)
        if found is not None:
            return found


def _gamma_try(c: float, d: float, generator: Generator) -> Optional[float]:
    normal = generator.normal()
    v: float = (1 + c * normal) ** 3
    if v <= 0:
        return None
    uniform = 1 - generator.uniform()
    is_taken = math.log(uniform) < 0.5 * normal**2 + d - d * v + d * math.log(v)
    return d * v if is_taken else None


def _as_float32(count: int, draw: Callable[[], float]) -> list[float]:
    numbers = [draw() for _ in range(count)]
    return list(struct.unpack(f"<{count}f", struct.pack(f"<{count}f", *numbers)))


def _float32(value: float) -> float:
    return float(struct.unpack("<f", struct.pack("<f", value))[0])

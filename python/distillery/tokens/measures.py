"""The measures of a batch of tokens, added up over its chunks."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .chunks import Chunk, Chunks
from .merging import MergedAnswers
from .terms import TokenTerms

#: Measures that count rows; the others are means over them.
_COUNTS = frozenset(("guarded", "floored", "clipped"))


class Measures:
    """Sums of an objective's measures, which become those of the whole batch."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        teachers = chunks.batch.teachers
        #: Merged answers are of one temperature, and tell of T = 1 by that alone.
        self._is_known_at_one = (
            not isinstance(teachers, MergedAnswers) or teachers.temperature == 1
        )
        self._sums: dict[str, Tensor] = {}
        self._spreads: dict[str, tuple[Tensor, Tensor]] = {}
        self._hard: Any = 0.0
        self._soft: Any = None
        self._right: Any = None
        self._agreeing: Any = None

    def add(self, chunk: Chunk, terms: Any, hard: Tensor) -> None:
        """Adds the terms of a chunk, and its cross-entropy with the labels, `hard`."""
        self._hard = self._hard + chunk.label_share * hard.detach()
        for name, value in terms._asdict().items():
            if (
                name in ("loss", "hard")
                or isinstance(value, tuple)
                and not hasattr(value, "mean")
            ):
                continue
            if name == "soft":
                shared = chunk.share * value.detach()
                self._soft = shared if self._soft is None else self._soft + shared
            elif hasattr(value, "_fields"):
                self._spread(name, chunk, value)
            elif name != "kl_at_one" or self._is_known_at_one:
                factor = 1 if name in _COUNTS else chunk.share
                self._sums[name] = self._sums.get(name, 0) + factor * value.detach()

    def _spread(self, name: str, chunk: Chunk, value: Any) -> None:
        shared = chunk.share * value.mean.detach()
        self._sums[name] = self._sums.get(name, 0) + shared
        low, high = self._spreads.get(name, (value.min, value.max))
        self._spreads[name] = (
            torch.minimum(low, value.min),
            torch.maximum(high, value.max),
        )

    def add_choices(self, chunk: Chunk, own: Tensor, given: Any) -> None:
        """Adds the tokens that the student, and the teacher, choose in a chunk."""
        chosen = own.detach().argmax(dim=1)
        right = (chunk.weights * (chosen == chunk.labels)).sum()
        self._right = right if self._right is None else self._right + right
        teachers = self._chunks.batch.teachers
        if isinstance(teachers, MergedAnswers):
            theirs = teachers.rows(chunk.rows).chosen
        elif isinstance(given, Tensor):
            theirs = given.argmax(dim=1)
        else:
            return
        alike = (chunk.weights * (chosen == theirs)).sum()
        self._agreeing = alike if self._agreeing is None else self._agreeing + alike

    def terms(self, loss: Tensor) -> TokenTerms:
        """The loss, and the measures of all chunks together."""
        spreads = {
            f"{name}_{end}": value
            for name, pair in self._spreads.items()
            for end, value in zip(("min", "max"), pair)
        }
        return TokenTerms(
            loss,
            self._hard,
            self._soft,
            self._chunks.batch.count,
            self._chunks.weight,
            self._chunks.label_weight,
            {**self._sums, **spreads},
            self._right,
            self._agreeing,
        )

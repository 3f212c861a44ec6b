"""The results of a step for the trainer: numbers of a batch and of its rows."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

import torch
from torch import Tensor


class StepResults:
    """The terms of an objective that a plan wants, one after the other in a tensor."""

    def __init__(self, wanted: Sequence[Mapping[str, Any]], device: Any) -> None:
        self._wanted, self._device = wanted, device

    @torch.no_grad()
    def of_batch(self, terms: Any, count: int) -> Tensor:
        """The results of a whole batch of `count` rows."""
        values = [getattr(terms, one["name"]) for one in self._wanted]
        if all(isinstance(one, Tensor) and one.dim() == 0 for one in values):
            # In one operation: a step of a small network counts some hundred.
            return torch.stack(values).float()
        return torch.cat([_numbers(terms, one, count) for one in self._wanted])

    @torch.no_grad()
    def add(
        self, found: list[Tensor], rows: slice, terms: Any, size: int, is_leading: bool
    ) -> list[Tensor]:
        """The results of a part beside `found`, those of the parts before it.

        `rows` are the part's of a batch of `size`. The leading process alone gives
        numbers that all rows share.
        """
        is_first = not found
        if is_first:
            sizes = [size if one["hasRows"] else 1 for one in self._wanted]
            found = [torch.zeros(length, device=self._device) for length in sizes]
        for own, result in zip(found, self._wanted):
            value = _numbers(terms, result, rows.stop - rows.start)
            if result["hasRows"]:
                own[rows] = value
            elif result["isMean"]:
                own += value
            elif is_first and is_leading:
                # One number of all rows, such as a learned temperature.
                own.copy_(value)
        return found


def _numbers(terms: Any, result: Mapping[str, Any], count: int) -> Tensor:
    """A term's numbers: one, or one for each row."""
    value = torch.as_tensor(getattr(terms, result["name"]), dtype=torch.float32)
    return value.detach().reshape(-1).expand(count if result["hasRows"] else 1)

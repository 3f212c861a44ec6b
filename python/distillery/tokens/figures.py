"""Sums over the tokens of many batches, and their means."""

from __future__ import annotations

import math
from typing import Any, Mapping, Optional, Sequence

import torch
from torch import Tensor

from .terms import TokenTerms


class StepFigures:
    """Means of what is logged, over the batches since it was logged last."""

    def __init__(self) -> None:
        self._weight: Any = 0.0
        self._sums: dict[str, Tensor] = {}
        self._lows: dict[str, Tensor] = {}
        self._highs: dict[str, Tensor] = {}

    def add(self, terms: TokenTerms) -> None:
        """Takes a batch. Nothing waits for a GPU."""
        self._weight = self._weight + terms.weight
        for name, value in terms.numbers().items():
            if name == "loss":
                continue
            if name.endswith("_min"):
                self._lows[name] = torch.minimum(self._lows.get(name, value), value)
            elif name.endswith("_max"):
                self._highs[name] = torch.maximum(self._highs.get(name, value), value)
            else:
                self._sums[name] = self._sums.get(name, 0) + terms.weight * value

    def take(self) -> dict[str, float]:
        """The sums and extremes of this process by name, and begins anew."""
        parts = {"weight": self._weight, **self._sums, **self._lows, **self._highs}
        self._weight, self._sums, self._lows, self._highs = 0.0, {}, {}, {}
        return {name: float(value) for name, value in parts.items()}


def mean_figures(processes: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The means and extremes of what `StepFigures` took in each process."""
    weight = sum(one["weight"] for one in processes)
    names = dict.fromkeys(name for one in processes for name in one)
    found = {}
    for name in names:
        known = [one[name] for one in processes if name in one]
        if name.endswith("_min"):
            found[name] = min(known)
        elif name.endswith("_max"):
            found[name] = max(known)
        elif name != "weight":
            found[name] = sum(known) / weight
    return found


class EvaluatedTokens:
    """Measures of an evaluation, token by token, over all of its batches."""

    #: Weights of the tokens, of those with a label, of those that a teacher answered
    #: and of those whose KL at T = 1 is known, each with its sums.
    _NAMES = (
        "weight",
        *("labelled", "loss", "right"),
        *("answered", "agreeing"),
        *("known", "divergence"),
    )

    def __init__(self) -> None:
        self._sums = torch.zeros(len(self._NAMES), dtype=torch.float64)

    def add(self, terms: TokenTerms) -> None:
        """Takes a batch, computed with `has_choices`."""
        divergence = terms.measures.get("kl_at_one")
        known = 0 if divergence is None else terms.weight
        parts = (
            terms.weight,
            *(terms.label_weight, terms.hard * terms.label_weight, terms.right or 0),
            *(0 if terms.agreeing is None else terms.weight, terms.agreeing or 0),
            *(known, 0 if divergence is None else divergence * terms.weight),
        )
        self._sums += torch.tensor([float(one) for one in parts], dtype=torch.float64)

    def sums(self) -> Tensor:
        """The sums of this process, for those of several to be added."""
        return self._sums

    def figures(self, sums: Optional[Tensor] = None) -> dict[str, float]:
        """Accuracy, cross-entropy and perplexity of tokens, and against the teacher."""
        listed = (self._sums if sums is None else sums).tolist()
        own = dict(zip(self._NAMES, listed))
        if own["weight"] == 0:
            return {}
        found = {"tokens": own["weight"]}
        if own["labelled"] > 0:
            cross_entropy = own["loss"] / own["labelled"]
            found["accuracy"] = own["right"] / own["labelled"]
            found["cross_entropy"] = cross_entropy
            found["perplexity"] = math.exp(min(cross_entropy, 700))
        if own["answered"] > 0:
            found["agreement"] = own["agreeing"] / own["answered"]
        if own["known"] > 0:
            found["kl_at_one"] = own["divergence"] / own["known"]
        return found

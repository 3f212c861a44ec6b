"""Sums over the tokens of many batches, and their means."""

from __future__ import annotations

import math
from typing import Any, Optional

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
        """The means by name, and begins anew."""
        means = {
            name: float(value / self._weight) for name, value in self._sums.items()
        }
        spread = {**self._lows, **self._highs}
        found = {**means, **{name: float(value) for name, value in spread.items()}}
        self.__init__()  # type: ignore[misc]
        return found


class EvaluatedTokens:
    """Measures of an evaluation, token by token, over all of its batches."""

    #: Weight of tokens and of those with a label, cross-entropy, KL at T = 1, choices.
    _NAMES = ("weight", "labelled", "loss", "divergence", "right", "agreeing")

    def __init__(self) -> None:
        self._sums: Optional[Tensor] = None
        self._has_teacher = False
        self._has_divergence = False

    def add(self, terms: TokenTerms) -> None:
        """Takes a batch, computed with `has_choices`."""
        nothing = torch.zeros_like(terms.weight)
        divergence = terms.measures.get("kl_at_one")
        self._has_divergence = divergence is not None
        self._has_teacher = terms.agreeing is not None
        parts = [
            terms.weight,
            terms.label_weight,
            terms.hard.float() * terms.label_weight,
            nothing if divergence is None else divergence.float() * terms.weight,
            nothing if terms.right is None else terms.right,
            nothing if terms.agreeing is None else terms.agreeing,
        ]
        own = torch.stack([one.double().cpu() for one in parts])
        self._sums = own if self._sums is None else self._sums + own

    def sums(self) -> Tensor:
        """The sums of this process, for those of several to be added."""
        return torch.zeros(len(self._NAMES)) if self._sums is None else self._sums

    def figures(self, sums: Optional[Tensor] = None) -> dict[str, float]:
        """Accuracy, cross-entropy and perplexity of tokens, and against the teacher."""
        listed = (self.sums() if sums is None else sums).tolist()
        own = dict(zip(self._NAMES, listed))
        if own["weight"] == 0:
            return {}
        found = {"tokens": own["weight"]}
        if own["labelled"] > 0:
            cross_entropy = own["loss"] / own["labelled"]
            found["accuracy"] = own["right"] / own["labelled"]
            found["cross_entropy"] = cross_entropy
            found["perplexity"] = math.exp(min(cross_entropy, 700))
        if self._has_teacher:
            found["agreement"] = own["agreeing"] / own["weight"]
        if self._has_divergence:
            found["kl_at_one"] = own["divergence"] / own["weight"]
        return found

"""Batches of tokens for tests of objectives."""

from __future__ import annotations

from typing import Any

import torch
from test_objective import MEASURED, load
from torch import Tensor

BATCH, LENGTH, TOKENS = 3, 4, 5


def tensors(
    form: dict[str, Any], dtype: torch.dtype, seed: int = 1
) -> tuple[Tensor, Any, Tensor, Tensor]:
    """Logits of a batch, labels and a mask: some tokens count without a label."""
    draw = torch.Generator().manual_seed(seed)
    shape = (BATCH, LENGTH, TOKENS)
    student = 3 * torch.randn(shape, generator=draw, dtype=torch.float64)
    teachers = [
        3 * torch.randn(shape, generator=draw, dtype=torch.float64)
        for _ in range(max(1, form["teachers"]))
    ]
    labels = torch.randint(0, TOKENS, shape[:-1], generator=draw)
    labels[0, 1] = labels[2, 3] = -100
    mask = torch.ones(shape[:-1], dtype=torch.long)
    mask[1, :2] = mask[2, 3] = 0
    cast = [one.to(dtype) for one in teachers]
    own = student.to(dtype).requires_grad_()
    return own, cast if form["teachers"] > 1 else cast[0], labels, mask


def flat(one: Any) -> Any:
    if isinstance(one, list):
        return [flat(each) for each in one]
    return one.reshape(-1, *one.shape[2:])


def modules(form: dict[str, Any]) -> tuple[Any, Any, Any]:
    module = load(form)
    # The recorded ones have no hard term.
    if hasattr(module, "HARD_WEIGHT"):
        module.HARD_WEIGHT = 0.5  # type: ignore[attr-defined]
    return module, module.Objective().double(), module.Progress(3, 10, 3.5, 10)


def close(actual: Any, expected: Any, bound: float) -> None:
    wanted = expected.detach().double()
    scale = float((wanted**2).mean().sqrt()) or 1.0
    assert float((actual.detach().double() - wanted).abs().max()) <= bound * scale


def form_of(name: str) -> dict[str, Any]:
    return next(form for form in MEASURED if form["name"] == name)


class Words:
    """A tokenizer, as far as its tokens."""

    def __init__(self, words: str) -> None:
        self._words = words.split()

    def get_vocab(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self._words)}


WORDS = Words("a b c d e")

"""Computing on a graphics card, tried on fake tensors of one: all stays on the card.

Fake tensors have a shape and a device and no numbers, so that no card is needed. An
operation fails whose tensors lie on two devices, as on a card, and one that waits for
a number fails too. That the numbers of a card are right is no part of these tests.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch
from distillery.tokens import TokenObjective
from distillery.training.layers import Network
from distillery.training.optimizers import ROLES, Optimizer
from distillery.training.step_results import StepResults
from test_objective import MEASURED, load, name_of
from torch import Tensor
from torch._subclasses import FakeTensorMode

CARD = torch.device("cuda", 0)
#: A device without memory whose operations have gradients; those of a card need one.
NOWHERE = torch.device("meta")
ROWS, CLASSES = 4, 5

named = pytest.mark.parametrize


def terms_on(form: dict[str, Any], device: torch.device) -> tuple[Any, Tensor]:
    """The terms of a form whose inputs lie on a device, and the student's logits."""
    module = load(form)
    with device:
        objective = module.Objective()
    student = torch.randn(ROWS, CLASSES, device=device, requires_grad=True)
    teachers = [
        torch.randn(ROWS, CLASSES, device=device) for _ in range(form["teachers"])
    ]
    terms = objective(
        student,
        teachers[0] if len(teachers) == 1 else teachers or None,
        torch.zeros(ROWS, dtype=torch.long, device=device),
        weights=torch.ones(ROWS, device=device),
        progress=module.Progress(0, 1, 20, 40),
    )
    return terms, student


@named("form", MEASURED, ids=name_of)
def test_an_emitted_objective_computes_on_the_card_and_waits_for_no_number(
    form: dict[str, Any],
) -> None:
    with FakeTensorMode(), torch.no_grad():
        terms, _ = terms_on(form, CARD)
        assert terms.loss.device == CARD
        wanted = [
            {"name": name, "hasRows": False, "isMean": True}
            for name, value in terms._asdict().items()
            if isinstance(value, Tensor) and value.dim() == 0
        ]
        assert StepResults(wanted, CARD).of_batch(terms, ROWS).device == CARD


@named("form", MEASURED, ids=name_of)
def test_its_gradient_is_where_the_logits_are(form: dict[str, Any]) -> None:
    terms, student = terms_on(form, NOWHERE)
    terms.loss.backward()
    assert student.grad is not None and student.grad.device == NOWHERE


LAYERS: list[dict[str, Any]] = [
    {
        **{"type": "conv2d", "filters": 3, "kernel": 3, "strides": 1},
        **{"padding": "same", "useBias": True, "activation": "relu"},
        "input": [8, 8, 1],
    },
    {"type": "batchNorm", "epsilon": 1e-3, "momentum": 0.9, "input": [8, 8, 3]},
    {"type": "globalAveragePool", "input": [8, 8, 3]},
    {"type": "dropout", "rate": 0.5, "mask": 0, "input": [3]},
    {
        **{"type": "dense", "units": CLASSES, "useBias": True, "activation": "linear"},
        "input": [3],
    },
]


@named("name", sorted(ROLES))
def test_a_network_and_its_optimizer_compute_where_they_are(name: str) -> None:
    network = Network([8, 8, 1], LAYERS).to(NOWHERE)
    settings = {
        **{"name": name, "momentum": 0.9, "weightDecay": 1e-4, "clipNorm": 1.0},
        **{"beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8, "smoothing": 0.9},
        "maxNorm": 3.0,
    }
    optimizer = Optimizer(settings, network.trained())
    images = torch.zeros(ROWS, 8, 8, 1, device=NOWHERE)
    logits = network(images, [torch.ones(ROWS, 3, device=NOWHERE)])
    logits.sum().backward()
    numbers = {"learningRate": 0.1, "momentFactor": 1.0, "momentEpsilon": 1e-8}
    optimizer.apply(numbers)
    tensors = [one.tensor for one in (*network.moving(), *optimizer.state())]
    assert all(one.device == NOWHERE for one in (logits, *tensors))


@named("name", ["kl", "dkd 1 8", "wttm"])
def test_tokens_are_walked_on_their_device(name: str) -> None:
    """The gradient of logits is made beside its value, which no number decides."""
    form = next(one for one in MEASURED if one["name"] == name)
    with NOWHERE:
        objective = TokenObjective(load(form).Objective(), chunk=2)
    student = torch.randn(2, ROWS, CLASSES, device=NOWHERE, requires_grad=True)
    assert objective.chunk_of(student) == 2

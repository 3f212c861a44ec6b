"""Runs the emitted objectives in PyTorch on every recorded case, in both precisions."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from recorded import CASES, RANDOM, Case, case_at, recorded
from torch import Tensor

FOLDER = Path(os.environ["DISTILLERY_EMITTED"])
FORMS: list[dict[str, Any]] = json.loads(
    (FOLDER / "forms.json").read_text(encoding="utf8")
)
MEASURED = [form for form in FORMS if form["hasMeasures"]]
RECORDED = [form for form in MEASURED if not form["moments"]]
TIMED = [form for form in MEASURED if form["moments"]]
CASE_LIST = [case_at(index) for index in range(CASES)]

named = pytest.mark.parametrize
# Threads would only wait for one another on three rows.
torch.set_num_threads(1)


def name_of(form: dict[str, Any]) -> str:
    return str(form["name"])


def load(form: dict[str, Any]) -> ModuleType:
    """The module of a form, fresh: its constants may be changed."""
    spec = importlib.util.spec_from_file_location(
        Path(form["file"]).stem, FOLDER / form["file"]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def inputs(
    case: Case, form: dict[str, Any], dtype: torch.dtype
) -> tuple[Tensor, Any, Tensor, Tensor]:
    student = torch.tensor(case.student, dtype=dtype, requires_grad=True)
    teachers = [torch.tensor(teacher, dtype=dtype) for teacher in case.teachers]
    given = teachers if form["teachers"] > 1 else teachers[0]
    return (
        student,
        given,
        torch.tensor(case.labels),
        torch.tensor(case.weights, dtype=dtype),
    )


def run(
    module: ModuleType,
    objective: Any,
    form: dict[str, Any],
    case: Case,
    dtype: torch.dtype,
) -> tuple[Any, Tensor]:
    """The terms and the student's gradient, at the case's own constant temperature."""
    if form["teachers"] == 1 and hasattr(module, "TEMPERATURE"):
        module.TEMPERATURE = case.temperature  # type: ignore[attr-defined]
    student, teachers, labels, weights = inputs(case, form, dtype)
    # Until its ramp ends a learned temperature has a smaller gradient.
    progress = module.Progress(0, 1, 20, 40)
    terms = objective(student, teachers, labels, weights=weights, progress=progress)
    terms.loss.backward()
    assert student.grad is not None
    return terms, student.grad


def error(actual: Any, expected: Any) -> float:
    """The largest error relative to what is typical; rounding of a 0 counts as none."""
    wanted = np.asarray(expected, dtype=np.float64)
    worst = float(np.abs(np.asarray(actual, dtype=np.float64) - wanted).max())
    assert np.isfinite(worst)
    return 0.0 if worst <= 2e-6 else worst / float(np.sqrt((wanted**2).mean()))


BY_ENTROPY = {"combine entropy"}


def share_rounding(index: int) -> float:
    """The relative rounding of teachers' shares by their entropies, of the surest row.

    A logarithm near 1 is rounded by 2^-53, on another processor in another place, and
    divided by the sum of entropies, to which the formula adds 1e-12.
    """
    case = case_at(index)
    logits = case.teachers[:, : case.count].astype(np.float64)
    gaps = logits - logits.max(axis=2, keepdims=True)
    odds = np.exp(gaps)
    others = odds.sum(axis=2) - 1
    entropies = np.log1p(others) - (odds * gaps).sum(axis=2) / (1 + others)
    return float(2**-53 / (entropies.sum(axis=0).min() + 1e-12))


def bound(name: str, index: int, place: int, dtype: torch.dtype) -> float:
    """1e-5, or four times the error of PyTorch itself in single precision."""
    if dtype == torch.float64:
        return max(1e-5, 4 * share_rounding(index)) if name in BY_ENTROPY else 1e-5
    lost = recorded(f"{name}: error in single precision")
    cases = lost[:RANDOM] if index < RANDOM else lost[RANDOM:]
    return max(1e-5, 4 * float(cases[:, place].max()))


@named("dtype", [torch.float64, torch.float32], ids=["float64", "float32"])
@named("form", RECORDED, ids=name_of)
def test_gives_the_recorded_values_and_gradients(
    form: dict[str, Any], dtype: torch.dtype
) -> None:
    module = load(form)
    objective = module.Objective().to(dtype)
    name = form["name"]
    values, gradients = recorded(f"{name}: value"), recorded(f"{name}: gradient")
    for index, case in enumerate(CASE_LIST):
        if name == "learned":
            objective.theta.data.fill_(case.theta)
            objective.theta.grad = None
        terms, gradient = run(module, objective, form, case, dtype)
        assert error(terms.loss.item(), values[index]) <= bound(
            name, index, 0, dtype
        ), f"value of case {index}"
        assert error(gradient, gradients[index]) <= bound(name, index, 1, dtype), (
            f"gradient of case {index}"
        )
        assert gradient[case.count :].abs().sum() == 0, (
            "a row without weight has no gradient"
        )
        if name == "learned":
            expected = -recorded(f"{name}: theta gradient")[index][0]
            assert error(objective.theta.grad, expected) <= bound(
                name, index, 2, dtype
            ), f"θ of case {index}"


@named("form", RECORDED, ids=name_of)
def test_measures_temperatures_and_guarded_rows(form: dict[str, Any]) -> None:
    module = load(form)
    name = form["name"]
    for index, case in enumerate(CASE_LIST[:RANDOM:9]):
        terms, _ = run(module, module.Objective().double(), form, case, torch.float64)
        assert terms.temperature.min <= terms.temperature.mean + 1e-9
        assert terms.temperature.mean <= terms.temperature.max + 1e-9
        if form["teachers"] == 1 and hasattr(module, "hold_between"):
            rows = slice(0, case.count)
            temperatures = recorded(f"{name}: teacher")[9 * index][rows]
            assert error(terms.temperature.mean, temperatures.mean()) <= 1e-5
            assert error(terms.temperature.max, temperatures.max()) <= 1e-5
            assert terms.guarded == recorded(f"{name}: guarded")[9 * index][rows].sum()


# Forms whose backward pass is traced too, which takes seconds for each.
DIFFERENTIATED = ("kl", "dtkd", "learned", "combine confidence", "cosine within limits")


@named("form", MEASURED, ids=name_of)
def test_compiles_into_one_graph_for_all_moments(form: dict[str, Any]) -> None:
    from torch._dynamo.utils import counters

    torch._dynamo.reset()
    counters.clear()
    module = load(form)
    objective = module.Objective()
    backend = "aot_eager" if form["name"] in DIFFERENTIATED else "eager"
    compiled = torch.compile(objective, fullgraph=True, backend=backend)
    for index in (0, 6, 11):
        case = CASE_LIST[index]
        results = []
        for call in (objective, compiled):
            student, teachers, labels, weights = inputs(case, form, torch.float32)
            progress = module.Progress(index, 20, index / 10, 2)
            terms = call(student, teachers, labels, weights=weights, progress=progress)
            terms.loss.backward()
            results.append((terms.loss.item(), student.grad))
        (value, gradient), (same, again) = results
        assert error(same, value) <= 1e-5
        assert error(again, gradient) <= 1e-5
    assert counters["stats"]["unique_graphs"] == 1


@named("form", TIMED, ids=name_of)
def test_moves_with_the_progress_as_the_trainer_does(form: dict[str, Any]) -> None:
    module = load(form)
    objective = module.Objective().double()
    for number in form["moments"]:
        student, teachers, labels, weights = inputs(CASE_LIST[1], form, torch.float64)
        moment = number["moment"]
        progress = module.Progress(
            moment["step"], moment["steps"], moment["epoch"], moment["epochs"]
        )
        terms = objective(student, teachers, labels, weights=weights, progress=progress)
        weighted = number["hardWeight"] * terms.hard
        if form["teachers"] > 0:
            weighted = weighted + number["softWeight"] * terms.soft
        assert error(terms.loss.item(), weighted.item()) <= 1e-9
        if form["teachers"] == 1 and number.get("temperature") is not None:
            assert terms.temperature.mean.item() == pytest.approx(
                number["temperature"], rel=1e-6
            )


def test_masks_rows_by_weights_and_takes_rows_without_a_label() -> None:
    form = next(form for form in RECORDED if form["name"] == "kl")
    module = load(form)
    module.HARD_WEIGHT = 0.5  # type: ignore[attr-defined]
    objective = module.Objective()
    student, teacher, labels, _ = inputs(CASE_LIST[0], form, torch.float32)
    terms = objective(student[:2], teacher[:2], labels[:2])
    padded = labels.clone()
    padded[2] = -100
    mask = torch.tensor([1, 1, 0])
    assert torch.allclose(
        objective(student, teacher, padded, weights=mask).loss, terms.loss
    )
    # A row without a label counts for the comparison with the teacher alone.
    whole = objective(student, teacher, padded)
    assert torch.allclose(whole.hard, terms.hard)
    assert not torch.allclose(whole.soft, terms.soft)
    nothing = objective(student, teacher, padded, weights=torch.zeros(3))
    assert nothing.loss == 0


def test_computes_half_precision_in_single() -> None:
    form = next(form for form in RECORDED if form["name"] == "dkd 1 8")
    objective = load(form).Objective()
    student, teacher, labels, weights = inputs(CASE_LIST[1], form, torch.float32)
    whole = objective(student, teacher, labels, weights=weights)
    half = objective(student.bfloat16(), teacher.bfloat16(), labels, weights=weights)
    assert half.loss.dtype == torch.float32
    assert torch.allclose(half.loss, whole.loss, rtol=0.1)

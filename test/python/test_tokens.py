"""Emitted objectives on tokens, in chunks: the whole formula in little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from distillery import DistilleryError
from distillery.tokens import TokenObjective
from test_objective import FORMS, load
from token_cases import BATCH, LENGTH, TOKENS, close, flat, form_of, modules, tensors
from torch import Tensor

ROOT = Path(__file__).resolve().parents[2]
named = pytest.mark.parametrize


@named("dtype", [torch.float64, torch.float32], ids=["float64", "float32"])
@named("form", FORMS, ids=lambda form: f"{form['name']}, {form['hasMeasures']}")
def test_chunks_give_the_value_the_gradient_and_the_measures_of_the_whole(
    form: dict[str, Any], dtype: torch.dtype
) -> None:
    module, whole, progress = modules(form)
    if getattr(whole, "compares_rows", False):
        return
    whole = whole.to(dtype)
    student, teachers, labels, mask = tensors(form, dtype)
    rows = flat(student.detach()).requires_grad_()
    wanted = whole(
        rows, flat(teachers), flat(labels), weights=flat(mask), progress=progress
    )
    (3 * wanted.loss).backward()
    expected = [one.grad for one in whole.parameters()]
    again = module.Objective().to(dtype)
    objective = TokenObjective(again, chunk=2)
    terms = objective(student, teachers, labels, mask=mask, progress=progress)
    (3 * terms.loss).backward()
    bound = 1e-9 if dtype == torch.float64 else 1e-5
    close(terms.loss, wanted.loss, bound)
    assert student.grad is not None
    close(flat(student.grad), rows.grad, bound)
    for one, other in zip(again.parameters(), expected):
        # A difference of sums that are each as large as the loss.
        assert one.grad is not None
        assert other is not None
        assert float((one.grad - other).abs()) <= bound * wanted.loss.item()
    if form["hasMeasures"]:
        for name, value in wanted._asdict().items():
            if isinstance(value, Tensor) and name not in ("loss", "hard", "soft"):
                close(terms.measures[name], value, bound)
        if hasattr(wanted, "temperature"):
            close(terms.measures["temperature"], wanted.temperature.mean, bound)
            close(terms.measures["temperature_min"], wanted.temperature.min, bound)
            close(terms.measures["temperature_max"], wanted.temperature.max, bound)
    close(terms.hard, wanted.hard, bound)
    if form["teachers"] > 0:
        close(terms.soft, wanted.soft, bound)


def test_what_compares_tokens_with_one_another_comes_whole_or_is_refused() -> None:
    form = form_of("dist 1 1")
    _, whole, _ = modules(form)
    student, teacher, labels, mask = tensors(form, torch.float64)
    with pytest.raises(
        DistilleryError,
        match=r"compares each class over all 9 tokens of a batch \(dist\), and they"
        r" come in chunks of 2; take another loss, or give chunk=9 or more",
    ):
        TokenObjective(whole, chunk=2)(student, teacher, labels, mask=mask)
    terms = TokenObjective(whole, chunk=9)(student, teacher, labels, mask=mask)
    rows = (flat(student), flat(teacher), flat(labels))
    close(terms.loss, whole(*rows, weights=flat(mask)).loss, 1e-9)


#: Prints the memory of a step beside the logits and their gradient, as a share of them.
MEMORY = ROOT / "scripts" / "bench" / "torch" / "token_memory.py"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_large_vocabulary_takes_a_quarter_of_its_logits_at_most() -> None:
    file = Path(load(form_of("kl")).__file__ or "")
    # Memory goes by the chunk; 40 of them show it in a fifth of the time.
    done = subprocess.run(
        [sys.executable, str(MEMORY), str(file), "400"],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "python"), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) <= 0.25


def test_rows_are_any_view_and_a_loss_is_differentiated_once() -> None:
    form = form_of("kl")
    _, whole, _ = modules(form)
    student, teacher, labels, _ = tensors(form, torch.float64)
    objective = TokenObjective(whole, chunk=2)
    wide = torch.randn(LENGTH, BATCH, TOKENS + 2, dtype=torch.float64)
    wide[..., :TOKENS] = student.detach().transpose(0, 1)
    view = wide.requires_grad_().transpose(0, 1)[..., :TOKENS]
    terms = objective(view, teacher, labels)
    close(terms.loss, objective(student, teacher, labels).loss, 1e-12)
    terms.loss.backward(retain_graph=True)
    assert wide.grad is not None
    assert wide.grad[..., TOKENS:].abs().sum() == 0
    with pytest.raises(RuntimeError, match="differentiated once; compute it again"):
        terms.loss.backward()
    with torch.no_grad():
        assert not objective(student, teacher, labels).loss.requires_grad


def test_half_precision_is_computed_in_single_and_has_its_own_gradient() -> None:
    form = form_of("dkd 1 8")
    _, whole, _ = modules(form)
    objective = TokenObjective(whole.float(), chunk=2)
    student, teacher, labels, _ = tensors(form, torch.float32)
    half = student.detach().bfloat16().requires_grad_()
    rounded = half.detach().float().requires_grad_()
    own = objective(half, teacher.bfloat16(), labels)
    wanted = objective(rounded, teacher.bfloat16().float(), labels)
    own.loss.backward()
    wanted.loss.backward()
    assert own.loss.dtype == torch.float32
    close(own.loss, wanted.loss, 1e-6)
    assert half.grad is not None
    assert half.grad.dtype == torch.bfloat16
    close(half.grad, rounded.grad, 0.02)


def test_labels_alone_and_answers_alone_are_learnt_from() -> None:
    form = form_of("kl")
    _, whole, _ = modules(form)
    student, teacher, labels, _ = tensors(form, torch.float64)
    objective = TokenObjective(whole, chunk=3)
    terms = objective(student, teacher)
    assert terms.tokens == BATCH * LENGTH
    assert terms.hard == 0
    close(terms.loss, terms.soft, 1e-12)
    chosen = objective(student, student, labels, has_choices=True)
    assert chosen.agreeing == chosen.weight == chosen.tokens
    right = (student.argmax(dim=2) == labels).sum()
    assert chosen.right == right


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    (
        "another vocabulary",
        {"teacher": torch.zeros(BATCH, LENGTH, 7)},
        r"the teacher's logits have 7 tokens and the student's 5: their vocabularies"
        r" differ.*take a teacher with the student's tokenizer",
    ),
    (
        "another length",
        {"teacher": torch.zeros(BATCH, 2, TOKENS)},
        r"the teacher's logits have shape \[3, 2, 5\], and the student's \[3, 4, 5\]",
    ),
    (
        "labels of another shape",
        {"labels": torch.zeros(BATCH, dtype=torch.long)},
        r"labels have shape \[3\], and the student's logits \[3, 4, 5\]: give \[3, 4\]",
    ),
    (
        "a label that is no token",
        {"labels": torch.full((BATCH, LENGTH), 5)},
        r"labels lie between 5 and 5, and the logits have 5 tokens",
    ),
    (
        "labels that are numbers",
        {"labels": torch.zeros(BATCH, LENGTH)},
        r"labels are torch.float32; give tokens as whole numbers",
    ),
    (
        "no label",
        {"labels": torch.full((BATCH, LENGTH), -100)},
        r"no token of the batch counts: the labels are -100 at all 12 places",
    ),
    (
        "an empty mask",
        {"mask": torch.zeros(BATCH, LENGTH)},
        r"no token of the batch counts: the mask is 0 at all 12 places; leave",
    ),
    (
        "one number for each token",
        {"student": torch.zeros(BATCH, LENGTH, 1)},
        r"the student's logits have shape \[3, 4, 1\]; give \[batch, length, voc",
    ),
]


@named(("given", "told"), [pytest.param(*fault[1:], id=fault[0]) for fault in FAULTS])
def test_tells_what_does_not_fit(given: dict[str, Any], told: str) -> None:
    form = form_of("kl")
    _, whole, _ = modules(form)
    student, teacher, labels, _ = tensors(form, torch.float64)
    parts = {"student": student, "teacher": teacher, "labels": labels, "mask": None}
    parts.update(given)
    with pytest.raises(ValueError, match=told):
        TokenObjective(whole)(
            parts["student"], parts["teacher"], parts["labels"], mask=parts["mask"]
        )


@named("whose", ["student", "teacher"])
def test_tells_where_a_logit_is_no_number(whose: str) -> None:
    form = form_of("kl")
    _, whole, _ = modules(form)
    student, teacher, labels, mask = tensors(form, torch.float64)
    broken = student.detach().clone() if whose == "student" else teacher
    broken[1, 3, 2] = torch.nan
    # A place that does not count does no harm.
    broken[1, 0, 0] = torch.inf
    parts = (broken, teacher) if whose == "student" else (student, broken)
    with pytest.raises(
        ValueError,
        match=rf"the {whose}'s logits hold nan at place \[1, 3\] of \[3, 4\]",
    ):
        TokenObjective(whole, chunk=2)(*parts, labels, mask=mask)


def test_an_objective_that_changes_with_time_asks_for_it() -> None:
    class Scheduled(torch.nn.Module):
        def forward(self, student: Tensor, *more: Any, progress: Any) -> Tensor:
            return student

    student = torch.zeros(1, 2, 3)
    labels = torch.zeros(1, 2, dtype=torch.int64)
    with pytest.raises(DistilleryError, match=r"give progress=Progress\(step, steps"):
        TokenObjective(Scheduled())(student, student, labels)


def test_an_objective_is_read_from_its_file(tmp_path: Path) -> None:
    file = Path(load(form_of("kl")).__file__ or "")
    assert TokenObjective(file).temperature() == 4
    with pytest.raises(DistilleryError, match="is no file of Python; write it by"):
        TokenObjective(tmp_path / "objective.py")
    (tmp_path / "own.py").write_text("x = 1")
    with pytest.raises(DistilleryError, match="has no class Objective; write it by"):
        TokenObjective(tmp_path / "own.py")

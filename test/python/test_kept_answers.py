"""Answers of a teacher that are kept as the largest of each token and the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest
import torch
from distillery import DistilleryError
from distillery.tokens import (
    AnswersWriter,
    KeptAnswers,
    MergedAnswers,
    TokenObjective,
    describe_difference,
    merge_teacher,
)
from token_cases import (
    BATCH,
    LENGTH,
    TOKENS,
    WORDS,
    Words,
    close,
    flat,
    form_of,
    modules,
    tensors,
)
from torch import Tensor

named = pytest.mark.parametrize
MERGED = ["kl", "reverse-kl", "jsd 0.5", "jsd 0.1", "jsd 0", "jsd 1"]


def merged(teacher: Tensor, top: int, temperature: float) -> MergedAnswers:
    rows = teacher.reshape(-1, TOKENS)
    classes, logits, rest = merge_teacher(rows, top, temperature)
    shape = teacher.shape[:-1]
    return MergedAnswers(
        classes.reshape(*shape, top),
        logits.reshape(*shape, top),
        None if rest is None else rest.reshape(shape),
        temperature,
        TOKENS,
    )


@named("name", MERGED)
def test_all_tokens_kept_are_the_whole_formula(name: str) -> None:
    form = form_of(name)
    _, whole, _ = modules(form)
    objective = TokenObjective(whole, chunk=2)
    results = []
    for is_kept in (False, True):
        student, teacher, labels, mask = tensors(form, torch.float64)
        given = merged(teacher, TOKENS, 4.0) if is_kept else teacher
        terms = objective(student, given, labels, mask=mask, has_choices=True)
        terms.loss.backward()
        results.append((terms, student.grad))
    (terms, gradient), (same, again) = results
    close(same.loss, terms.loss, 1e-9)
    close(again, gradient, 1e-9)
    assert (same.agreeing, same.right) == (terms.agreeing, terms.right)
    # KL at T = 1 cannot be had from answers at T = 4.
    assert "kl_at_one" in terms.measures
    assert "kl_at_one" not in same.measures


@named("name", MERGED)
def test_merged_tokens_are_compared_as_one(name: str) -> None:
    form = form_of(name)
    _, whole, _ = modules(form)
    student, teacher, labels, mask = tensors(form, torch.float64)
    top, temperature = 3, 4.0
    terms = TokenObjective(whole, chunk=2)(
        student, merged(teacher, top, temperature), labels, mask=mask
    )
    terms.loss.backward()
    gradient, student.grad = student.grad, None
    order = teacher.argsort(dim=2, descending=True)[..., :top]

    def of_groups(logits: Tensor) -> Tensor:
        shares = (logits / temperature).softmax(dim=2)
        largest = shares.gather(2, order)
        rest = 1 - largest.sum(dim=2, keepdim=True)
        return temperature * torch.cat([largest, rest], dim=2).log()

    weights = flat(mask)
    soft = whole(
        flat(of_groups(student)),
        flat(of_groups(teacher)),
        flat(torch.full_like(labels, -100)),
        weights=weights,
    ).soft
    hard = whole(flat(student), flat(teacher), flat(labels), weights=weights).hard
    wanted = soft + 0.5 * hard
    close(terms.loss, wanted, 1e-9)
    wanted.backward()
    close(gradient, student.grad, 1e-9)


@named("name", ["mse", "wttm", "std", "learned", "combine losses", "flsw"])
def test_what_needs_all_logits_takes_no_kept_answers(name: str) -> None:
    _, whole, _ = modules(form_of(name))
    student, teacher, labels, mask = tensors(form_of("kl"), torch.float64)
    with pytest.raises(DistilleryError, match="kept answers need one, and the loss kl"):
        TokenObjective(whole)(student, merged(teacher, 3, 4.0), labels, mask=mask)


def keep(
    folder: Path, temperatures: list[float], top: int = 3, mask: Optional[Tensor] = None
) -> tuple[Tensor, Tensor]:
    """Keeps answers to three sequences; gives their tokens and logits."""
    draw = torch.Generator().manual_seed(3)
    ids = torch.randint(0, TOKENS, (BATCH, LENGTH), generator=draw)
    logits = 3 * torch.randn(BATCH, LENGTH, TOKENS, generator=draw)
    with AnswersWriter(
        folder,
        vocabulary=TOKENS,
        top=top,
        temperatures=temperatures,
        tokenizer=WORDS,
    ) as writer:
        writer.add(ids[:2], logits[:2], mask=None if mask is None else mask[:2])
        writer.add(ids, logits, mask=mask)
    return ids, logits


def test_kept_answers_come_back_by_their_tokens_in_any_order(tmp_path: Path) -> None:
    mask = torch.ones(BATCH, LENGTH, dtype=torch.long)
    mask[1, 0] = mask[2, 2:] = 0
    ids, logits = keep(tmp_path, [4.0, 2.0], mask=mask)
    answers = KeptAnswers(tmp_path, tokenizer=Words("a b c d e"))
    assert len(answers) == BATCH
    order = torch.tensor([2, 0, 1])
    found = answers.find(ids[order], 2.0, mask=mask[order])
    wanted = merged(logits.double()[order], 3, 2.0)
    places = mask[order].nonzero(as_tuple=True)
    assert torch.equal(found.classes[places], wanted.classes[places])
    close(found.logits[places], wanted.logits[places], 1e-6)
    assert found.rest is not None
    assert wanted.rest is not None
    close(found.rest[places], wanted.rest[places], 1e-6)
    _, whole, _ = modules(form_of("kl"))
    with pytest.raises(DistilleryError, match="merged at T = 2 and the objective comp"):
        TokenObjective(whole)(torch.zeros_like(logits), found, ids)
    found = answers.find(ids, 4.0, mask=mask)
    with pytest.raises(ValueError, match="3 of 12 tokens that count have no kept"):
        TokenObjective(whole)(torch.zeros_like(logits), found, ids)
    with pytest.raises(ValueError, match="kept for 5 tokens, and the student's .* 6"):
        TokenObjective(whole)(torch.zeros(BATCH, LENGTH, 6), found, ids)


def test_a_schedule_has_answers_on_a_grid(tmp_path: Path) -> None:
    ids, logits = keep(tmp_path, [1.0, 1.5, 2.0, 3.0, 4.0])
    answers = KeptAnswers(tmp_path)
    answers.check_temperatures([1, 1.1, 2.5, 4])
    for temperature in (1.0, 1.2, 2.4, 3.5):
        found = answers.find(ids, temperature).rest
        wanted = merged(logits.double(), 3, temperature).rest
        assert found is not None
        assert wanted is not None
        assert float((found - wanted).abs().max()) < 2e-3
    with pytest.raises(
        DistilleryError,
        match=r"compares at T = 1 to 8, and the answers were kept for T = 1, 1.5, 2, 3,"
        r" 4: the probability of the rest at T = 8 cannot be had from them. Keep them"
        r" again for the schedule's lowest and highest",
    ):
        answers.check_temperatures([1, 8])


def test_a_gap_of_temperatures_is_not_filled(tmp_path: Path) -> None:
    ids, _ = keep(tmp_path, [1.0, 4.0])
    with pytest.raises(DistilleryError, match=r"at T = 2, and .* kept for T = 1, 4"):
        KeptAnswers(tmp_path).find(ids, 2.0)


def test_answers_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    ids, _ = keep(tmp_path, [4.0])
    with pytest.raises(DistilleryError, match=r"with another tokenizer \(of 5 tokens"):
        KeptAnswers(tmp_path, tokenizer=Words("a b c e d"))
    answers = KeptAnswers(tmp_path)
    with pytest.raises(DistilleryError, match=r"no kept answers to sequence 1 of the"):
        answers.find(torch.cat([ids[:1], (ids[1:] + 1) % TOKENS]), 4.0)
    with pytest.raises(DistilleryError, match="holds answers already; name another"):
        AnswersWriter(tmp_path, vocabulary=5, top=2, temperatures=[1])


@named("name", ["classes.bin", "logits.bin", "rest.bin", "sequences.bin"])
def test_damaged_answers_are_told(tmp_path: Path, name: str) -> None:
    keep(tmp_path, [4.0])
    content = bytearray((tmp_path / name).read_bytes())
    content[5] ^= 1
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DistilleryError, match=f"{name} is damaged: its SHA-256"):
        KeptAnswers(tmp_path)
    (tmp_path / name).write_bytes(content[:-1])
    with pytest.raises(DistilleryError, match=rf"{name} has \d+ bytes, and answers"):
        KeptAnswers(tmp_path, verifies=False)


def test_answers_that_were_not_kept_to_the_end_are_none(tmp_path: Path) -> None:
    writer = AnswersWriter(tmp_path, vocabulary=5, top=2, temperatures=[1])
    with pytest.raises(ValueError, match=r"logits have shape \[1, 2, 4\]; give"):
        writer.add(torch.zeros(1, 2), torch.zeros(1, 2, 4))
    with pytest.raises(ValueError, match="hold NaN or infinity"):
        writer.add(torch.zeros(1, 2), torch.full((1, 2, 5), torch.nan))
    with pytest.raises(DistilleryError, match="holds no kept answers: answers.json is"):
        KeptAnswers(tmp_path)
    for top, temperatures in ((0, [1.0]), (6, [1.0]), (2, []), (2, [0.0])):
        with pytest.raises(ValueError, match=r"^(top|temperatures) (is|are) "):
            AnswersWriter(tmp_path, vocabulary=5, top=top, temperatures=temperatures)


def test_tells_how_tokenizers_differ() -> None:
    assert describe_difference(WORDS, Words("a b c d e")) is None
    told = describe_difference(WORDS, Words("a c b d f g"))
    assert told == (
        "the student's has 5 tokens, the teacher's 6; 2 tokens have other numbers ('b'"
        " is 1 for the student and 2 for the teacher); only the student has 1 of them,"
        " such as 'e'; only the teacher has 2 of them, such as 'f', 'g'"
    )

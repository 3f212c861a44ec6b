"""Trainings by transformers.Trainer, on models made from configurations."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import distillery
import pytest
import torch
from distillery import DistilleryError
from distillery.hf import DistillationTrainer, DistilleryCallback
from distillery.protocol import read_events
from distillery.tokens import AnswersWriter, KeptAnswers, TokenObjective
from distillery.tokens.figures import mean_figures
from hf_cases import LENGTH, TOKENS, model, objective_of, sequences, settings, trainer
from test_objective import load
from token_cases import Words, form_of
from transformers import BertConfig, BertForSequenceClassification, set_seed

named = pytest.mark.parametrize


def weights(one: Any) -> torch.Tensor:
    return torch.cat([part.detach().flatten() for part in one.model.parameters()])


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_logs_a_run_with_the_figures_of_tokens(workplace: Path) -> None:
    with distillery.init() as run:
        one = trainer(workplace, callbacks=[DistilleryCallback()])
        one.train()
        metrics = one.evaluate()
    assert run.folder is not None
    steps = read_events(run.folder, "step")
    assert [step["step"] for step in steps] == [1, 2, 3, 4]
    for step in steps:
        assert step["loss"] == pytest.approx(
            0.5 * step["hard"] + step["soft"], rel=1e-3
        )
        assert step["temperature"] == step["temperatureMin"] == 4
        assert step["klAtOne"] > 0
    (found,) = read_events(run.folder, "evaluation")
    student, teacher = one.model.eval(), one.teacher
    assert not teacher.training
    assert all(not part.requires_grad for part in teacher.parameters())
    own, theirs, labels = [], [], []
    for row in sequences(5):
        given = {name: row[name][None] for name in ("input_ids", "attention_mask")}
        counts = row["labels"][1:] >= 0
        with torch.no_grad():
            own.append(student(**given).logits[0, :-1][counts].log_softmax(1))
            theirs.append(teacher(**given).logits[0, :-1][counts].log_softmax(1))
        labels.append(row["labels"][1:][counts])
    logs, other, wanted = torch.cat(own), torch.cat(theirs), torch.cat(labels)
    likelihood = -logs.gather(1, wanted[:, None]).mean().item()
    expected = {
        "crossEntropy": likelihood,
        "perplexity": math.exp(likelihood),
        "accuracy": (logs.argmax(1) == wanted).float().mean().item(),
        "agreement": (logs.argmax(1) == other.argmax(1)).float().mean().item(),
        "klAtOne": (other.exp() * (other - logs)).sum(1).mean().item(),
        "count": len(wanted),
    }
    assert found["split"] == "validation"
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-5), name
    assert metrics["eval_perplexity"] == pytest.approx(expected["perplexity"], rel=1e-5)


def test_accumulated_batches_are_one_batch(workplace: Path) -> None:
    plain = settings(workplace, optim="sgd", max_grad_norm=0)
    parts = settings(
        workplace,
        optim="sgd",
        max_grad_norm=0,
        per_device_train_batch_size=2,
        gradient_accumulation_steps=2,
    )
    one, other = trainer(workplace, args=plain), trainer(workplace, args=parts)
    before = weights(one)
    for each in (one, other):
        each.train()
    assert torch.allclose(weights(one), weights(other), atol=1e-6)
    assert not torch.allclose(weights(one), before, atol=1e-3)
    losses = [each.state.log_history[0]["loss"] for each in (one, other)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)


@named("name", ["kl", "learned"])
def test_goes_on_from_a_checkpoint_as_if_nothing_had_been(
    workplace: Path, name: str
) -> None:
    words = {"save_strategy": "steps", "save_steps": 2, "num_train_epochs": 20}
    args = settings(workplace, **words)

    def made(own: Any) -> Any:
        objective = objective_of(name)
        one = trainer(workplace, args=own, objective=objective)
        return one, objective

    whole, learned = made(args)
    whole.train()
    again, relearned = made(args)
    again.train(resume_from_checkpoint=str(workplace / "checkpoint-2"))
    assert again.state.global_step == 4
    assert torch.equal(weights(again), weights(whole))
    if name == "learned":
        assert torch.equal(relearned.theta, learned.theta)
        assert not torch.equal(learned.theta, objective_of(name).theta)
        (workplace / "checkpoint-2" / "distillery_objective.pt").unlink()
        with pytest.raises(
            DistilleryError, match="which holds the learned temperature"
        ):
            made(args)[0].train(resume_from_checkpoint=str(workplace / "checkpoint-2"))


def test_kept_answers_teach_as_the_teacher_does(workplace: Path) -> None:
    teacher = model(2, width=12).eval()
    rows = sequences()
    tokenizer = Words(" ".join(map(str, range(TOKENS))))
    folder = workplace / "answers"
    with AnswersWriter(
        folder, vocabulary=TOKENS, top=TOKENS, temperatures=[4], tokenizer=tokenizer
    ) as writer:
        for row in rows:
            given = {name: row[name][None] for name in ("input_ids", "attention_mask")}
            with torch.no_grad():
                logits = teacher(**given).logits
            writer.add(given["input_ids"], logits, mask=given["attention_mask"])
    answers = KeptAnswers(folder, tokenizer=tokenizer)
    # Adam makes much of the last digits, which the order of tokens changes.
    plain = settings(workplace, optim="sgd")
    one = trainer(workplace, teacher=teacher, args=plain)
    other = trainer(workplace, answers=answers, args=plain)
    for each in (one, other):
        each.train()
    assert torch.allclose(weights(one), weights(other), atol=1e-5)
    module = load(form_of("kl"))
    module.TEMPERATURE = 3.0  # type: ignore[attr-defined]
    late = trainer(workplace, answers=answers, objective=module.Objective())
    with pytest.raises(
        DistilleryError, match="compares at T = 3, and the answers were"
    ):
        late.train()


def test_classifies_texts(workplace: Path) -> None:
    set_seed(1)
    config = BertConfig(
        vocab_size=TOKENS,
        num_labels=3,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        max_position_embeddings=LENGTH,
    )
    teacher = BertForSequenceClassification(config)
    student = BertForSequenceClassification(config)
    rows = [
        {**row, "labels": torch.tensor(number % 3)}
        for number, row in enumerate(sequences())
    ]
    one = trainer(
        workplace,
        model=student,
        teacher=teacher,
        train_dataset=rows,
        eval_dataset=rows,
    )
    one.train()
    metrics = one.evaluate()
    assert metrics["eval_tokens"] == len(rows)
    assert 0 <= metrics["eval_agreement"] <= 1
    assert one.predict(rows).predictions.shape == (len(rows), 3)


def test_a_batch_without_tokens_teaches_nothing(workplace: Path) -> None:
    rows = [{**row, "labels": torch.full((LENGTH,), -100)} for row in sequences(4)]
    one = trainer(
        workplace, train_dataset=rows, args=settings(workplace, weight_decay=0)
    )
    before = weights(one)
    with pytest.warns(UserWarning, match="no token that counts .* and teaches nothing"):
        one.train()
    assert torch.equal(weights(one), before)


class Odd(torch.nn.Module):
    """A model whose outputs have no logits."""

    def forward(self, input_ids: torch.Tensor) -> dict[str, torch.Tensor]:
        return {"hidden": input_ids}


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("no teacher", {"answers": None}, "needs a teacher, or answers that were kept"),
    (
        "label smoothing",
        {"args": {"label_smoothing_factor": 0.1}},
        r"label_smoothing_factor is 0.1: .*set it to 0",
    ),
    (
        "another vocabulary",
        {"teacher": {"tokens": 20}},
        r"the student has logits for 13 tokens or classes and the teacher for 20",
    ),
    (
        "another tokenizer",
        {"own": "a b c", "other": "a c b d"},
        r"have different tokenizers: the student's has 3 tokens, the teacher's 4;"
        r" 2 tokens have other numbers \('b' is 1 for the student and 2 for the teach",
    ),
    (
        "a tokenizer larger than the logits",
        {
            "own": " ".join(map(str, range(15))),
            "other": " ".join(map(str, range(15))),
            "teacher": {"tokens": 20},
        },
        "the tokenizer has 15 tokens, and the student has logits for 13; resize",
    ),
    (
        "a mean over the batch in parts",
        {"objective": "flsw", "args": {"gradient_accumulation_steps": 2}},
        r"looks across all tokens of a batch \(dist, flsw, cwsm\), and grad",
    ),
]


@named(("given", "told"), [pytest.param(*fault[1:], id=fault[0]) for fault in FAULTS])
def test_tells_what_does_not_fit(
    workplace: Path, given: dict[str, Any], told: str
) -> None:
    words: dict[str, Any] = {"args": settings(workplace, **given.get("args", {}))}
    if "teacher" in given:
        words["teacher"] = model(2, **given["teacher"])
    if "objective" in given:
        words["objective"] = objective_of(given["objective"])
    if "answers" in given:
        words["answers"] = None
    if "own" in given:
        words["processing_class"] = Words(given["own"])
        words["teacher_tokenizer"] = Words(given["other"])
    with pytest.raises(DistilleryError, match=told):
        trainer(workplace, **words)


def test_a_padded_vocabulary_is_cut(workplace: Path) -> None:
    tokenizer = Words(" ".join(map(str, range(TOKENS))))
    one = trainer(
        workplace,
        teacher=model(2, tokens=16),
        processing_class=tokenizer,
        teacher_tokenizer=tokenizer,
    )
    one.train()
    assert one.state.global_step == 4


def test_a_model_without_logits_is_told(workplace: Path) -> None:
    one = trainer(workplace, teacher=Odd())
    with pytest.raises(
        DistilleryError, match="a dict without logits, which are what is"
    ):
        one.train()
    rows = [{"input_ids": row["input_ids"]} for row in sequences(4)]
    blind = trainer(workplace, train_dataset=rows)
    with pytest.raises(DistilleryError, match="have no labels, which say what tokens"):
        blind.train()


def test_a_logit_that_is_no_number_ends_the_training(workplace: Path) -> None:
    teacher = model(2)
    teacher.transformer.ln_f.weight.data.fill_(math.nan)
    with pytest.raises(
        ValueError, match=r"teacher's logits hold nan at place \[0, 0\]"
    ):
        trainer(workplace, teacher=teacher).train()


def test_takes_a_token_objective_as_it_is(workplace: Path) -> None:
    objective = TokenObjective(objective_of("flsw"), chunk=2)
    one = trainer(workplace, objective=objective)
    one.train()
    assert one.objective is objective
    assert json.dumps(one.state.log_history[0])


def test_examples_that_fill_up_the_last_batch_do_not_count() -> None:
    def labels_of(process: int, remainder: int, is_last: bool = True) -> list[int]:
        state = SimpleNamespace(end_of_dataloader=is_last, remainder=remainder)
        own: Any = SimpleNamespace(
            accelerator=SimpleNamespace(gradient_state=state),
            args=SimpleNamespace(world_size=2, process_index=process),
        )
        given = {"labels": torch.tensor([7, 8, 9])}
        found = DistillationTrainer._without_copies(own, given)
        kept: list[int] = found["labels"].tolist()
        return kept

    assert labels_of(0, 2) == [7, 8, -100]
    assert labels_of(1, 2) == [-100, -100, -100]
    assert labels_of(1, 4) == [7, -100, -100]
    assert labels_of(1, 0) == labels_of(0, 2, is_last=False) == [7, 8, 9]


def test_figures_of_processes_are_means_over_all_of_their_tokens() -> None:
    own = {"weight": 1.0, "soft": 6.0, "temperature_min": 2.0, "temperature_max": 4.0}
    other = {"weight": 3.0, "soft": 2.0, "temperature_min": 1.0, "temperature_max": 3.0}
    found = mean_figures([own, other, {"weight": 0.0}])
    assert found == {"soft": 2.0, "temperature_min": 1.0, "temperature_max": 4.0}

"""Small models, sequences and settings for tests of trainings by transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from distillery.hf import DistillationTrainer
from test_objective import load
from token_cases import form_of
from transformers import GPT2Config, GPT2LMHeadModel, TrainingArguments, set_seed

TOKENS, LENGTH = 13, 6


def model(seed: int, tokens: int = TOKENS, width: int = 8) -> Any:
    set_seed(seed)
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=tokens,
            n_positions=LENGTH,
            n_embd=width,
            n_layer=1,
            n_head=2,
            resid_pdrop=0,
            embd_pdrop=0,
            attn_pdrop=0,
            bos_token_id=0,
            eos_token_id=0,
        )
    )


def sequences(count: int = 12) -> list[dict[str, Any]]:
    """Sequences of several lengths, padded: labels of padding are -100."""
    draw = torch.Generator().manual_seed(5)
    found = []
    for number in range(count):
        ids = torch.randint(0, TOKENS, (LENGTH,), generator=draw)
        mask = (torch.arange(LENGTH) < LENGTH - number % 3).long()
        labels = torch.where(mask == 1, ids, torch.tensor(-100))
        found.append({"input_ids": ids, "attention_mask": mask, "labels": labels})
    return found


def settings(folder: Path, **more: Any) -> Any:
    words: dict[str, Any] = {
        "per_device_train_batch_size": 4,
        "max_steps": 4,
        "logging_steps": 1,
        "learning_rate": 0.05,
        "save_strategy": "no",
        "report_to": [],
        "disable_tqdm": True,
        "use_cpu": True,
        "dataloader_pin_memory": False,
        "seed": 1,
    }
    return TrainingArguments(output_dir=str(folder), **{**words, **more})


def objective_of(name: str = "kl") -> Any:
    module = load(form_of(name))
    module.HARD_WEIGHT = 0.5  # type: ignore[attr-defined]
    return module.Objective()


def trainer(folder: Path, **more: Any) -> Any:
    words: dict[str, Any] = {
        "objective": objective_of(),
        "train_dataset": sequences(),
        "eval_dataset": sequences(5),
    }
    words.update(more)
    args = words.pop("args", None) or settings(folder)
    teacher = words.pop("teacher", None)
    if teacher is None and "answers" not in words:
        teacher = model(2, width=12)
    return DistillationTrainer(
        words.pop("model", None) or model(1), teacher, args, **words
    )

"""A small GPT-2 taught by a larger one, token by token.

The text is Python's own help, which every Python has (`pydoc_data`); the tokenizer is
learnt from it. Nothing is fetched. On two cores it takes some minutes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from pydoc_data.topics import topics
from typing import Any

import distillery
import torch
from distillery.hf import DistillationTrainer, DistilleryCallback
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    DataCollatorForLanguageModeling,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
    Trainer,
    TrainingArguments,
    set_seed,
)

HERE = Path(__file__).parent


def make_tokenizer(text: str, size: int) -> Any:
    """Pairs of bytes, learnt from the text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=["<end>"], show_progress=False
    )
    tokenizer.train_from_iterator([text], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<end>", pad_token="<end>"
    )


def make_model(size: int, length: int, width: int, layers: int) -> Any:
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=size,
            n_positions=length,
            n_embd=width,
            n_layer=layers,
            n_head=4,
            bos_token_id=0,
            eos_token_id=0,
        )
    )


def cut(tokenizer: Any, text: str, length: int) -> list[dict[str, Any]]:
    """Sequences of one length."""
    ids = tokenizer(text)["input_ids"]
    starts = range(0, len(ids) - length, length)
    return [{"input_ids": ids[start : start + length]} for start in starts]


def settings(folder: Path, steps: int, batch: int) -> Any:
    return TrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=batch,
        per_device_eval_batch_size=batch,
        learning_rate=3e-3,
        lr_scheduler_type="cosine",
        logging_steps=max(1, steps // 100),
        eval_strategy="no",
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
    )


def main(
    steps: int = 600, width: int = 128, characters: int = 400_000
) -> dict[str, float]:
    """Trains both, and gives the figures of the student on text that it never saw."""
    set_seed(1)
    length, size, batch = 64, 512, 16
    text = "\n".join(topics.values())[:characters]
    tokenizer = make_tokenizer(text, size)
    sequences = cut(tokenizer, text, length)
    held_out = len(sequences) // 10
    training, validation = sequences[held_out:], sequences[:held_out]
    collator = DataCollatorForLanguageModeling(tokenizer, mlm=False)
    with tempfile.TemporaryDirectory() as folder:
        teacher = make_model(size, length, width, layers=4)
        Trainer(
            teacher,
            settings(Path(folder), steps, batch),
            train_dataset=training,
            data_collator=collator,
        ).train()
        with distillery.init(HERE / "language-model.distill.yaml", steps=steps):
            student = make_model(size, length, width // 2, layers=2)
            trainer = DistillationTrainer(
                student,
                teacher,
                settings(Path(folder), steps, batch),
                objective=HERE / "objective.py",
                train_dataset=training,
                eval_dataset=validation,
                data_collator=collator,
                processing_class=tokenizer,
                teacher_tokenizer=tokenizer,
                callbacks=[DistilleryCallback()],
            )
            trainer.train()
            figures: dict[str, float] = trainer.evaluate()
    return figures


if __name__ == "__main__":
    found = main()
    print(f"perplexity {found['eval_perplexity']:.2f}")
    print(f"agreement with the teacher {found['eval_agreement']:.3f}")

"""A DistilBERT taught by a BERT, both made from configurations: nothing is fetched.

The texts are Python's own help, which every Python has (`pydoc_data`): from ten words
the student tells which of four topics they are of.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from pydoc_data.topics import topics
from typing import Any

import distillery
import torch
from distillery.hf import DistillationTrainer, DistilleryCallback
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    PreTrainedTokenizerFast,
    Trainer,
    TrainingArguments,
    set_seed,
)

HERE = Path(__file__).parent
WORDS = 10
#: Long topics of Python's help: strings, formats, numbers and exceptions.
CLASSES = ("string-methods", "formatstrings", "typesseq", "specialnames")


def make_examples() -> tuple[list[str], list[int]]:
    """Ten words each, and the topic that they are of."""
    texts, labels = [], []
    for label, name in enumerate(CLASSES):
        words = topics[name].split()
        for start in range(0, len(words) - WORDS, WORDS):
            texts.append(" ".join(words[start : start + WORDS]))
            labels.append(label)
    return texts, labels


def make_tokenizer(texts: list[str]) -> Any:
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    special = ["[PAD]", "[UNK]"]
    trainer = trainers.WordLevelTrainer(
        vocab_size=2000, special_tokens=special, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]"
    )


def settings(folder: Path, steps: int) -> Any:
    return TrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=32,
        learning_rate=1e-3,
        logging_steps=max(1, steps // 100),
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
    )


def main(steps: int = 300) -> dict[str, float]:
    """Trains both, and gives the figures of the student on texts that it never saw."""
    set_seed(1)
    texts, labels = make_examples()
    tokenizer = make_tokenizer(texts)
    examples = [
        {**tokenizer(text, padding="max_length", max_length=24, truncation=True)}
        for text in texts
    ]
    rows = [{**one, "labels": label} for one, label in zip(examples, labels)]
    order = torch.randperm(len(rows)).tolist()
    held_out = len(rows) // 5
    validation = [rows[place] for place in order[:held_out]]
    training = [rows[place] for place in order[held_out:]]
    sizes = {"vocab_size": len(tokenizer), "num_labels": len(CLASSES)}
    teacher = BertForSequenceClassification(
        BertConfig(
            **sizes,
            hidden_size=96,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=192,
        )
    )
    student = DistilBertForSequenceClassification(
        DistilBertConfig(**sizes, dim=32, n_layers=1, n_heads=2, hidden_dim=64)
    )
    with tempfile.TemporaryDirectory() as folder:
        Trainer(teacher, settings(Path(folder), steps), train_dataset=training).train()
        with distillery.init(HERE / "text-classifier.distill.yaml", steps=steps):
            trainer = DistillationTrainer(
                student,
                teacher,
                settings(Path(folder), steps),
                objective=HERE / "objective.py",
                train_dataset=training,
                eval_dataset=validation,
                processing_class=tokenizer,
                teacher_tokenizer=tokenizer,
                callbacks=[DistilleryCallback()],
            )
            trainer.train()
            figures: dict[str, float] = trainer.evaluate()
    return figures


if __name__ == "__main__":
    found = main()
    print(f"accuracy {found['eval_accuracy']:.3f}")
    print(f"agreement with the teacher {found['eval_agreement']:.3f}")

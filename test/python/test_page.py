"""Snippets of docs/pytorch.md, each run as it is written there."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import distillery
import pytest
import torch
from distillery.protocol import read_events
from distillery.training.user.datasets import make_datasets
from hf_cases import model, sequences, settings
from PIL import Image
from token_cases import WORDS
from torch import nn
from transformers import Trainer, default_data_collator

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "pytorch.md").read_text("utf8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
#: The vocabulary of the page's kept answers.
TOKENS = 50257

Names = dict[str, Any]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an emitted objective, from which scripts are started."""
    written = ROOT / "examples" / "pytorch" / "objective.py"
    (tmp_path / "objective.py").write_bytes(written.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = dict(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - set(before):
        if name == "objective" or name.startswith("lightning"):
            del sys.modules[name]


def events_of(folder: Path) -> list[dict[str, Any]]:
    (run,) = (folder / ".distillery" / "runs").iterdir()
    return read_events(run)


def rows(folder: Path) -> tuple[Names, Callable[[Names], None]]:
    student = torch.randn(4, 3, requires_grad=True)
    names: Names = {"student_logits": student, "teacher_logits": torch.randn(4, 3)}
    names.update(labels=torch.tensor([0, 1, 2, 0]), step=1, steps=10, epoch=0, epochs=1)

    def check(after: Names) -> None:
        assert student.grad is not None and student.grad.abs().sum() > 0

    return names, check


def loop(folder: Path) -> tuple[Names, Callable[[Names], None]]:
    network = nn.Linear(2, 3)
    logits, labels = torch.randn(6, 3), torch.arange(6) % 3
    batch = (torch.randn(6, 2), labels)
    names: Names = {
        "model": network,
        "optimizer": torch.optim.Adam(network.parameters()),
    }
    names.update({name: torch.tensor(0.5) for name in ("loss", "hard", "soft", "t")})
    names.update(batches=[batch] * 3, epoch=1, logits=logits, teacher_logits=logits)
    names.update(test_logits=logits, test_labels=labels)

    def check(after: Names) -> None:
        kinds = [event["type"] for event in events_of(folder)]
        # The teacher's figures are an evaluation of their own.
        assert kinds[-7:] == [*["step"] * 3, *["evaluation"] * 3, "finished"]

    return names, check


def hugging_face(folder: Path) -> tuple[Names, Callable[[Names], None]]:
    names: Names = {"Trainer": Trainer, "model": model(1), "args": settings(folder)}
    names.update(training=sequences(), validation=sequences(5))

    def check(after: Names) -> None:
        after["trainer"].train()
        assert events_of(folder)[-1]["type"] == "finished"

    return names, check


def lightning(folder: Path) -> tuple[Names, Callable[[Names], None]]:
    """Its base classes by stand-ins, as test_integrations has its calls."""
    for name, member in (("callbacks", "Callback"), ("loggers", "Logger")):
        module = ModuleType(f"lightning.pytorch.{name}")
        setattr(module, member, object)
        sys.modules[module.__name__] = module
    for name in ("lightning", "lightning.pytorch"):
        sys.modules[name] = ModuleType(name)

    def check(after: Names) -> None:
        made = after["trainer"]
        run = made["logger"].experiment
        run.note_signal()
        asked = ModuleType("trainer")
        made["callbacks"][0].on_train_batch_end(asked)
        assert vars(asked)["should_stop"]
        made["logger"].finalize("success")
        assert events_of(folder)[-1]["type"] == "stopped"

    return {"Trainer": dict}, check


def distilled(folder: Path) -> tuple[Names, Callable[[Names], None]]:
    names: Names = {
        "student": model(1),
        "teacher": model(2, width=12),
        "tokenizer": WORDS,
    }
    names.update(args=settings(folder, max_steps=2), collator=default_data_collator)
    names.update(training=sequences(), validation=sequences(5))

    def check(after: Names) -> None:
        assert after["trainer"].evaluate()["eval_perplexity"] > 1
        step = next(one for one in events_of(folder) if one["type"] == "step")
        assert step["temperature"] == 2

    return names, check


def tokens(folder: Path) -> tuple[Names, Callable[[Names], None]]:
    student = torch.randn(2, 3, 5, requires_grad=True)
    run = distillery.init()
    names: Names = {"student_logits": student, "teacher_logits": torch.randn(2, 3, 5)}
    names.update(labels=torch.tensor([[0, 1, -100], [2, 3, 4]]), run=run, step=1)

    def check(after: Names) -> None:
        run.finish()
        (step,) = [one for one in events_of(folder) if one["type"] == "step"]
        assert step["loss"] == pytest.approx(after["terms"].loss.item())
        assert student.grad is not None

    return names, check


def kept(folder: Path) -> tuple[Names, Callable[[Names], None]]:
    batch = [sequences(4)[place] for place in range(4)]
    inputs = [torch.stack([one[key] for one in batch]) for key in batch[0]]
    names: Names = {"student": model(1, TOKENS), "teacher": model(2, TOKENS).eval()}
    names.update(args=settings(folder, max_steps=1), collator=default_data_collator)
    names.update(training=sequences(4), batches=[inputs[:2]], tokenizer=WORDS)

    def check(after: Names) -> None:
        assert after["trainer"].train().training_loss > 0

    return {"torch": torch, **names}, check


def pictures(folder: Path) -> tuple[Names, Callable[[Names], None]]:
    for number, split in enumerate(("train", "val", "test")):
        for name in ("cat", "dog"):
            place = folder / "flowers" / split / name
            place.mkdir(parents=True)
            for count in range(3):
                colour = (40 * number, 60 * count, 200)
                Image.new("RGB", (70, 50), colour).save(place / f"{count}.png")

    def check(after: Names) -> None:
        file = folder / "data.py"
        file.write_text(next(one for one in SNIPPETS if "def make_datasets" in one))
        question = {"name": "data.py:make_datasets", "place": "data.py"}
        args = {"root": str(folder / "flowers")}
        data = make_datasets(
            {**question, "callable": "make_datasets", "file": str(file), "args": args}
        )
        assert data.counts == {"train": 6, "validation": 6, "test": 6}
        assert (data.shape, data.class_names()) == ([64, 64, 3], ["cat", "dog"])
        assert data.read("train", 0, 6).draws
        assert not data.read("test", 0, 6).draws

    return {}, check


#: Names that a snippet takes for granted, and a look at what it has done, by its words.
CASES: dict[str, Callable[[Path], tuple[Names, Callable[[Names], None]]]] = {
    "from objective import": rows,
    "start = run.load": loop,
    "Trainer(model, args": hugging_face,
    "distillery.lightning": lightning,
    "student, teacher, args": distilled,
    "TokenObjective(": tokens,
    "AnswersWriter(": kept,
    "def make_datasets": pictures,
}


def test_each_snippet_of_the_page_has_its_case() -> None:
    cases = [[words for words in CASES if words in one] for one in SNIPPETS]
    assert [len(found) for found in cases] == [1] * len(CASES), cases


@pytest.mark.parametrize("words", CASES)
def test_a_snippet_of_the_page_does_what_it_says(workplace: Path, words: str) -> None:
    (snippet,) = [one for one in SNIPPETS if words in one]
    names, check = CASES[words](workplace)
    exec(compile(snippet, f"<docs/pytorch.md: {words}>", "exec"), names)
    check(names)

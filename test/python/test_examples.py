"""The examples of examples/pytorch, each in small form."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distillery.protocol import read_events

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "pytorch"


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which runs are made: a copy of the examples."""
    for file in FOLDER.iterdir():
        if file.suffix in (".yaml", ".py"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for file in FOLDER.glob("*.py"):
        sys.modules.pop(file.stem, None)


def run_example(workplace: Path, name: str, **sizes: Any) -> tuple[Any, Path]:
    """The result of an example, and the folder of its run."""
    given = importlib.import_module(name).main(**sizes)
    (folder,) = (workplace / ".distillery" / "runs").iterdir()
    (ended,) = read_events(folder, "finished")
    assert ended["type"] == "finished"
    return given, folder


def test_a_loop_of_ones_own(workplace: Path) -> None:
    accuracy, folder = run_example(workplace, "own_loop", steps=150)
    # Two arms: a guess is right in one of two.
    assert accuracy > 0.6
    assert len(read_events(folder, "step")) == 150
    assert (folder / "evaluations" / "index.json").is_file()


def test_a_pair_of_text_classifiers(workplace: Path) -> None:
    figures, folder = run_example(workplace, "text_classifier", steps=25)
    # Four topics: a guess is right in one of four.
    assert figures["eval_accuracy"] > 0.35
    (found,) = read_events(folder, "evaluation")
    assert found["agreement"] == figures["eval_agreement"]


def test_a_pair_of_language_models(workplace: Path) -> None:
    figures, folder = run_example(
        workplace, "language_model", steps=30, width=32, characters=40_000
    )
    # A guess among 512 tokens has a perplexity of 512.
    assert figures["eval_perplexity"] < 400
    (found,) = read_events(folder, "evaluation")
    assert found["perplexity"] == figures["eval_perplexity"]
    assert len(read_events(folder, "step")) == 30


def test_a_pair_of_timm(workplace: Path) -> None:
    path = FOLDER.parent / "pictures" / "shapes"
    accuracy, folder = run_example(workplace, "timm_pair", path=path, steps=3, size=32)
    assert 0 <= accuracy <= 1
    assert len(read_events(folder, "step")) == 3

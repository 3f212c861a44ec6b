"""A whole sweep of `method: optuna` by the built terminal, as Optuna itself sees it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import optuna
import pytest
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)

TERMINAL = Path("dist/distillery.js").resolve()
POINTS = 12
SEED = 3
CONFIG = f"""name: asked
seed: {SEED}
data: {{ format: table, path: rows.csv, validation: 0.2, test: 0.2 }}
teacher:
  model: {{ preset: mlp, hidden: [8] }}
  train: {{ epochs: 1, batchSize: 32 }}
student: {{ model: {{ preset: mlp, hidden: [4] }} }}
temperature: 4
train: {{ epochs: 1, batchSize: 32, threads: 1 }}
sweep:
  over:
    temperature.value: {{ from: 1, to: 20, log: true }}
    train.epochs: {{ from: 1, to: 3 }}
  method: optuna
  budget: {{ runs: {POINTS} }}
  control: false
"""
DISTRIBUTIONS: dict[str, BaseDistribution] = {
    "temperature.value": FloatDistribution(1, 20, log=True),
    "train.epochs": IntDistribution(1, 3),
}


@pytest.fixture(name="trials", scope="module")
def fixture_trials(tmp_path_factory: pytest.TempPathFactory) -> list[FrozenTrial]:
    folder = tmp_path_factory.mktemp("asked")
    draw = random.Random(1)
    rows = [
        (label, draw.gauss(label, 1), draw.gauss(-label, 1)) for label in [0, 1, 2] * 60
    ]
    lines = [f"{one:.4f},{other:.4f},c{label}" for label, one, other in rows]
    (folder / "rows.csv").write_text("\n".join(["a,b,label", *lines, ""]), "utf8")
    (folder / "package.json").write_text("{}", "utf8")
    (folder / "asked.distill.yaml").write_text(CONFIG, "utf8")
    words = ["node", str(TERMINAL), "sweep", "asked.distill.yaml", "--at-a-time", "2"]
    environment = {**os.environ, "DISTILLERY_PYTHON": sys.executable}
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [journal] = folder.glob(".distillery/runs/*/optuna-journal.log")
    storage = JournalStorage(JournalFileBackend(str(journal)))
    return optuna.load_study(study_name=journal.parent.name, storage=storage).trials


def proposed(trials: list[FrozenTrial]) -> dict[str, Any]:
    """The point of Optuna's TPE after trials."""
    sampler = optuna.samplers.TPESampler(seed=SEED + len(trials))
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for trial in trials:
        study.add_trial(
            create_trial(
                params=trial.params, distributions=DISTRIBUTIONS, value=trial.value
            )
        )
    return study.ask(DISTRIBUTIONS).params


def test_optuna_reads_each_point_with_its_result(trials: list[FrozenTrial]) -> None:
    assert [trial.number for trial in trials] == list(range(POINTS))
    for trial in trials:
        assert trial.state == TrialState.COMPLETE
        assert trial.value is not None and 0 < trial.value <= 1
        assert set(trial.params) == set(DISTRIBUTIONS)
        epochs = trial.params["train.epochs"]
        assert sorted(trial.intermediate_values) == list(range(1, epochs + 1))
        assert max(trial.intermediate_values.values()) == pytest.approx(trial.value)


def test_points_are_those_that_optuna_proposes(trials: list[FrozenTrial]) -> None:
    for index, trial in enumerate(trials):
        theirs = proposed(trials[:index])
        assert trial.params["train.epochs"] == theirs["train.epochs"], index
        own, other = trial.params["temperature.value"], theirs["temperature.value"]
        assert own == pytest.approx(other, rel=1e-3), index
    assert len({json.dumps(trial.params) for trial in trials}) == POINTS

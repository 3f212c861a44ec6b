"""The journal that a sweep writes beside its runs, as Optuna itself reads it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import optuna
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)

NAMES = [
    "temperature.value",
    "loss.soft",
    "train.epochs",
    "loss.kind",
    "temperature",
    "train.augment",
]
STATES = {
    "complete": TrialState.COMPLETE,
    "pruned": TrialState.PRUNED,
    "failed": TrialState.FAIL,
    "running": TrialState.RUNNING,
    "waiting": TrialState.WAITING,
}


@pytest.fixture(name="journal", scope="module")
def fixture_journal(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[optuna.Study, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("sweep")
    printed = write(folder, "write-journal.ts")
    return study_of(folder), json.loads(printed)


def write(folder: Path, script: str) -> str:
    """Writes a journal into a folder by our writer. Gives what the script printed."""
    words = ["node", "--import", "tsx", f"test/python/sweeps/{script}", str(folder)]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def study_of(folder: Path) -> optuna.Study:
    storage = JournalStorage(JournalFileBackend(str(folder / "optuna-journal.log")))
    return optuna.load_study(study_name="sweep", storage=storage)


def external(value: Any) -> Any:
    """A category as Optuna has it: maps become their JSON."""
    return (
        json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else value
    )


def test_trials(journal: tuple[optuna.Study, list[dict[str, Any]]]) -> None:
    study, expected = journal
    assert [trial.number for trial in study.trials] == list(range(len(expected)))
    for trial, point in zip(study.trials, expected):
        assert trial.state == STATES[point["state"]], trial.number
        values = [external(value) for value in point["values"]]
        assert trial.params == dict(zip(NAMES, values)), trial.number
        assert trial.user_attrs == {"point": trial.number, "runs": point["runs"]}
        if trial.state == TrialState.COMPLETE:
            assert trial.value == point["value"]
        else:
            assert trial.values is None
        if trial.state.is_finished():
            assert trial.intermediate_values == {1: 0.5, 3: 0.9 + trial.number / 1000}
            assert trial.datetime_complete is not None


def test_study(journal: tuple[optuna.Study, list[dict[str, Any]]]) -> None:
    study, expected = journal
    assert study.direction == optuna.study.StudyDirection.MAXIMIZE
    best = max((point["value"] or 0, number) for number, point in enumerate(expected))
    assert study.best_trial.number == best[1]
    assert study.user_attrs == {"note": "mine"}


def test_goes_on_in_optuna(journal: tuple[optuna.Study, list[dict[str, Any]]]) -> None:
    """A person's own script may go on from it, on the same distributions."""
    study, _ = journal
    done = [trial for trial in study.trials if trial.state == TrialState.COMPLETE]
    copy = optuna.create_study(
        direction="maximize", sampler=optuna.samplers.TPESampler(seed=1)
    )
    copy.add_trials(done)
    trial = copy.ask(done[0].distributions)
    assert set(trial.params) == set(NAMES)


def test_reads_values_that_joined(tmp_path: Path) -> None:
    """Optuna takes trials whose choices differ, as before a value joined and after."""
    write(tmp_path, "write-joined-journal.ts")
    study = study_of(tmp_path)
    assert [trial.params["temperature.value"] for trial in study.trials] == [1, 2, 8]
    assert study.best_trial.params == {"temperature.value": 8}
    assert optuna.importance.get_param_importances(study) == {"temperature.value": 1.0}

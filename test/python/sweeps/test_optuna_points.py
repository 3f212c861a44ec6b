"""Points of a sweep by Optuna: those of a study of its own after the same trials."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import optuna
from distillery.optuna_points import answer
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)

DISTRIBUTIONS: dict[str, BaseDistribution] = {
    "temperature.value": FloatDistribution(1, 20, log=True),
    "train.epochs": IntDistribution(1, 9),
    "loss.kind": CategoricalDistribution(["kl", "mse"]),
}
SEED = 7


def asked(count: int) -> list[dict[str, Any]]:
    """Points that the coordinator's sampler was given, with their scores."""
    words = ["node", "--import", "tsx", "test/python/sweeps/ask-optuna.ts"]
    command = [*words, sys.executable, str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    trials: list[dict[str, Any]] = json.loads(done.stdout)
    return trials


def own(trials: list[dict[str, Any]]) -> dict[str, Any]:
    """The point of Optuna's TPE after trials."""
    sampler = optuna.samplers.TPESampler(seed=SEED + len(trials))
    study = optuna.create_study(direction="minimize", sampler=sampler)
    for trial in trials:
        value = trial.get("score")
        study.add_trial(
            create_trial(
                state=TrialState.FAIL if value is None else TrialState.COMPLETE,
                params=dict(zip(DISTRIBUTIONS, trial["values"])),
                distributions=DISTRIBUTIONS,
                value=value,
            )
        )
    return study.ask(DISTRIBUTIONS).params


def test_points_are_those_of_optuna() -> None:
    trials = asked(24)
    assert len(trials) == 24
    for index, trial in enumerate(trials):
        temperature, epochs, kind = trial["values"]
        theirs = own(trials[:index])
        assert abs(temperature - theirs["temperature.value"]) < 1e-4, index
        assert (epochs, kind) == (theirs["train.epochs"], theirs["loss.kind"]), index
    scores = [trial.get("score") for trial in trials]
    early = [score for score in scores[:10] if score is not None]
    late = [score for score in scores[10:] if score is not None]
    assert sum(late) / len(late) < sum(early) / len(early)


def test_a_fault_is_an_answer() -> None:
    answers = io.StringIO()
    answer(io.StringIO('{"distributions": {}}\nno JSON\n'), answers)
    first, second = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert first == {"fault": "KeyError: 'direction'"}
    assert second["fault"].startswith("JSONDecodeError: ")

"""Points of a sweep by Optuna's sampler: questions and answers are lines of JSON."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO


def propose(question: dict[str, Any]) -> list[float]:
    """The point that TPE proposes after all trials before it.

    It is a number for each setting, of a category its index, and follows from the
    question alone, so that a sweep that was killed goes on with the same points.
    """
    import optuna
    from optuna.distributions import json_to_distribution
    from optuna.trial import TrialState, create_trial

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    distributions = {
        name: json_to_distribution(text)
        for name, text in question["distributions"].items()
    }
    study = optuna.create_study(
        direction=question["direction"],
        sampler=optuna.samplers.TPESampler(seed=question["seed"]),
    )
    for trial in question["trials"]:
        value = trial["value"]
        params = {
            name: distribution.to_external_repr(number)
            for (name, distribution), number in zip(
                distributions.items(), trial["params"]
            )
        }
        study.add_trial(
            create_trial(
                state=TrialState.FAIL if value is None else TrialState.COMPLETE,
                params=params,
                distributions=distributions,
                value=value,
            )
        )
    asked = study.ask(distributions)
    return [
        distribution.to_internal_repr(asked.params[name])
        for name, distribution in distributions.items()
    ]


def answer(questions: TextIO, answers: TextIO) -> None:
    """Answers each question until there are no more; a fault is an answer too."""
    for line in questions:
        try:
            reply: dict[str, Any] = {"point": propose(json.loads(line))}
        except Exception as error:
            reply = {"fault": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


def main() -> int:
    """Answers the questions of the standard input."""
    answer(sys.stdin, sys.stdout)
    return 0

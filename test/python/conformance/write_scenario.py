"""Writes a scenario of the conformance suite into the run folder that was started."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import distillery


def number(value: Any) -> Any:
    """A number of a scenario, in which NaN and infinities are texts."""
    return float(value) if isinstance(value, str) else value


def evaluate(
    run: distillery.Run, scenario: dict[str, Any], one: dict[str, Any]
) -> None:
    split = one["split"]
    run.evaluate(
        split,
        one["logits"],
        scenario["labels"][split],
        epoch=one["epoch"],
        teacher=scenario["teacher"][split],
    )


def main(scenario: dict[str, Any]) -> None:
    per_epoch, epochs = scenario["stepsPerEpoch"], scenario["epochs"]
    run = distillery.init(steps=per_epoch * epochs, epochs=epochs)
    for index, values in enumerate(scenario["steps"], 1):
        run.log({key: number(value) for key, value in values.items()}, step=index)
        for one in scenario["evaluations"]:
            if one["split"] == "validation" and one["epoch"] * per_epoch == index:
                evaluate(run, scenario, one)
                run.checkpoint("checkpoints/last.weights")
    run.notice(scenario["notice"])
    for one in scenario["evaluations"]:
        if one["split"] == "test":
            evaluate(run, scenario, one)
    if scenario["ending"] == "failed":
        run.fail("it went wrong", hint="try again", where="step 12")
        return
    if scenario["ending"] == "stopped":
        while not run.should_stop:
            pass
    run.finish()


main(json.loads(Path(sys.argv[1]).read_text("utf8")))

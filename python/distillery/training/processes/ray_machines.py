"""Starts a command once on each of several machines of a Ray cluster.

`ray_machines COUNT RESOURCES COMMAND…`, from within a job of Ray; RESOURCES is a JSON
of each machine, such as `{"CPU": 1, "GPU": 0}`. It ends with the commands, at the first
that fails with its exit code, and then ends the others.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from typing import Any, Mapping, Sequence

#: Seconds in which Ray has to have the places.
_WAIT = 100

#: Variables that the processes of all machines share, by the beginnings of their names.
_SHARED = ("DISTILLERY_", "PYTHON", "OMP_", "GLOO_", "NCCL_", "TORCH_")


def main(words: Sequence[str], wait: float = _WAIT) -> int:
    """Starts the command; gives its exit code, or 1 where Ray has no places for it."""
    count, resources = int(words[0]), json.loads(words[1])
    try:
        ray = importlib.import_module("ray")
    except ImportError as error:
        said = (
            f"{sys.executable} cannot import ray ({error}), which a profile of several"
        )
        print(
            f"{said} machines needs: install the version of the cluster",
            file=sys.stderr,
        )
        return 1
    ray.init(logging_level="warning")
    placing = importlib.import_module("ray.util.placement_group")
    places = placing.placement_group([resources] * count, strategy="SPREAD")
    if not places.wait(wait):
        print(
            f"Ray had no {count} more places with {json.dumps(resources)} within"
            f" {wait:g} s; lower machines, cpus or gpus of the profile, or wait for"
            " others to end",
            file=sys.stderr,
        )
        return 1
    return _start(ray, places, count, resources, words[2:])


def _start(
    ray: Any,
    places: Any,
    count: int,
    resources: Mapping[str, Any],
    command: Sequence[str],
) -> int:
    strategies = importlib.import_module("ray.util.scheduling_strategies")
    shared = {
        name: value for name, value in os.environ.items() if name.startswith(_SHARED)
    }
    tasks = [
        ray.remote(_execute)
        .options(
            num_cpus=resources["CPU"],
            num_gpus=resources["GPU"],
            memory=resources.get("memory"),
            max_retries=0,
            scheduling_strategy=strategies.PlacementGroupSchedulingStrategy(
                places, placement_group_bundle_index=place
            ),
        )
        .remote(list(command), os.getcwd(), shared)
        for place in range(count)
    ]
    running = tasks
    while running:
        ended, running = ray.wait(running, num_returns=1)
        try:
            code = int(ray.get(ended[0]))
        except Exception as error:  # noqa: BLE001
            print(f"Ray lost a machine: {str(error).splitlines()[0]}", file=sys.stderr)
            return 1
        if code != 0:
            print(f"a machine ended with exit code {code}", file=sys.stderr)
            return code
    return 0


def _execute(command: list[str], folder: str, shared: Mapping[str, str]) -> int:
    """Runs the command on a machine; ends it with this process."""
    child = subprocess.Popen(command, cwd=folder, env={**os.environ, **shared})
    try:
        while child.poll() is None:
            time.sleep(0.1)
    finally:
        child.kill()
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

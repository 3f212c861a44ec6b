"""Emitted objectives: read from their file, and known again inside of wrappers."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from torch import nn

from ..errors import DistilleryError
from ..run.checkpoints import unwrap

_REMEDY = "write it by `distillery emit CONFIG --output objective.py`"


def load_objective(path: Path) -> nn.Module:
    """The `Objective()` of a file that `distillery emit` wrote, whose code is run.

    Raises DistilleryError where it cannot be.
    """
    name = (
        f"distillery_objective_{sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    )
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise DistilleryError(f"{path} is no file of Python; {_REMEDY}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    made = getattr(module, "Objective", None)
    if made is None:
        raise DistilleryError(f"{path} has no class Objective; {_REMEDY}")
    objective: nn.Module = made()
    return objective


def inner_objective(objective: nn.Module) -> Any:
    """The emitted module inside of its wrappers."""
    return unwrap(objective)


def needs_progress(objective: nn.Module) -> bool:
    """Whether the objective changes with time."""
    progress = inspect.signature(inner_objective(objective).forward).parameters.get(
        "progress"
    )
    return progress is not None and progress.default is inspect.Parameter.empty


def progress_of(
    objective: nn.Module, step: float, steps: float, epoch: float, epochs: float
) -> Any:
    """The `Progress` of the objective's module at a moment; None where it has none."""
    forward = inspect.unwrap(type(inner_objective(objective)).forward)
    made = getattr(forward, "__globals__", {}).get("Progress")
    return None if made is None else made(step, steps, epoch, epochs)

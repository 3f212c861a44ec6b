"""The start of the process that computes: the import of PyTorch is most of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "python"

BEGIN = """
import sys, torch
from distillery.training.worker import _Worker
worker = _Worker(torch, None)
known = set(sys.modules)
worker._commands["begin"]({"threads": 1, "deterministic": False})
print(len(set(sys.modules) - known))
worker._commands["begin"]({"threads": 1, "deterministic": True})
print(torch.are_deterministic_algorithms_enabled())
"""


def test_begins_without_the_compiler_unless_the_config_asks_for_it() -> None:
    variables = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    done = subprocess.run(
        [sys.executable, "-c", BEGIN], capture_output=True, env=variables, text=True
    )
    assert (done.stdout.split(), done.stderr) == (["0", "True"], "")

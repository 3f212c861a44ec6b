"""Scripts that tests run in processes of their own, each in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path
from typing import Any, Optional

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "python"
sys.path.insert(0, str(PACKAGE))

from distillery.protocol import read_events  # noqa: E402

#: The package is compiled once for all scripts, and outside of the repository.
_compiled = tempfile.TemporaryDirectory(prefix="distillery-compiled-")


class Outcome:
    """Output of a script, its exit code and its run folders, oldest first."""

    def __init__(self, done: subprocess.CompletedProcess[str], folder: Path) -> None:
        self.code, self.output, self.errors = done.returncode, done.stdout, done.stderr
        self.folder = folder

    @property
    def runs(self) -> list[Path]:
        runs = (self.folder / ".distillery/runs").glob("*")
        return sorted(runs, key=lambda run: manifest_of(run)["createdAt"])

    @property
    def events(self) -> list[dict[str, Any]]:
        return read_events(self.runs[-1])

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1]


def environment(**more: str) -> dict[str, str]:
    """The variables of a script: none of another run, and this package."""
    names = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "PYTHONDONTWRITEBYTECODE")
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DISTILLERY_") and name not in names
    }
    own.update(PYTHONPATH=str(PACKAGE), PYTHONPYCACHEPREFIX=_compiled.name, **more)
    return own


class ScriptCase(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory(prefix="distillery ünïcode ")
        self.addCleanup(holder.cleanup)
        self.folder = Path(os.path.realpath(holder.name))

    def write(self, source: str, config: Optional[str] = None) -> Path:
        script = self.folder / "train.py"
        script.write_text(textwrap.dedent(source), "utf8")
        if config is not None:
            (self.folder / "own.distill.json").write_text(config, "utf8")
        return script

    def run_script(
        self, source: str, config: Optional[str] = None, **variables: str
    ) -> Outcome:
        """Runs a script after `import distillery`, in the folder of the test."""
        script = self.write(source, config)
        done = subprocess.run(
            [sys.executable, str(script)],
            capture_output=True,
            cwd=self.folder,
            env=environment(**variables),
            text=True,
            timeout=60,
        )
        return Outcome(done, self.folder)


def manifest_of(run: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((run / "run.json").read_text("utf8"))
    return value

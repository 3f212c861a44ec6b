"""A run in this process whose steps a test logs and reads."""

from __future__ import annotations

import sys
import tempfile
import unittest
import warnings
from pathlib import Path
from typing import Any, Mapping

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))

from distillery import Run  # noqa: E402
from distillery.protocol import EventWriter, read_events  # noqa: E402


class FakeTensor:
    """A tensor as the writer sees one: on a device, whose `item` waits for it."""

    def __init__(self, *values: float, fault: str = "") -> None:
        self.values, self.items, self.fault = values, 0, fault

    def numel(self) -> int:
        return len(self.values)

    def item(self) -> float:
        self.items += 1
        if self.fault != "":
            raise RuntimeError(self.fault)
        return self.values[0]


class LogCase(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        self.writer = EventWriter(self.folder)
        self.own = Run(self.folder, {}, self.writer, steps_per_epoch=10)
        self.addCleanup(self.own.detach)

    def steps(self) -> list[dict[str, Any]]:
        self.writer.flush()
        return read_events(self.folder, "step")

    def warned(self, *calls: Mapping[str, Any]) -> list[str]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for values in calls:
                self.own.log(values)
        return [str(one.message) for one in caught]

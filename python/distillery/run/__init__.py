"""A run as a script sees it, and what it writes."""

from __future__ import annotations

from .ending import WRITER
from .run import Run

__all__ = ["WRITER", "Run"]

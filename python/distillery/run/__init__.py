"""A run as a script sees it, and what it writes."""

from __future__ import annotations

from .run import WRITER, Run

__all__ = ["WRITER", "Run"]

"""Distillery for Python: random numbers that are those of the trainer."""

from __future__ import annotations

__all__: list[str] = []

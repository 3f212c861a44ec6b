"""Models, weights and data sets of a user's own Python."""

from __future__ import annotations

__all__: list[str] = []

"""Several processes that train one network, on one machine or many."""

from __future__ import annotations

__all__: list[str] = []

"""Networks of a plan: their layers, and their weights in the trainer's layout."""

from __future__ import annotations

from .block import Weight
from .network import Network

__all__ = ["Network", "Weight"]

"""The module of an emitted objective."""

from __future__ import annotations

import linecache
from types import ModuleType


def module_of(source: str) -> ModuleType:
    """The module of a source, whose lines a traceback shows."""
    name = "<objective>"
    module = ModuleType("distillery_objective")
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    exec(compile(source, name, "exec"), module.__dict__)
    return module

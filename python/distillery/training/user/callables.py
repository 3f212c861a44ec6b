"""Callables of a user's own Python: found, called, and the files of their code."""

from __future__ import annotations

import difflib
import hashlib
import importlib
import importlib.util
import inspect
import os
import sys
from types import ModuleType
from typing import Any, Mapping, Optional

from ..faults import ModelFault, is_users, kind_of, listed, note_file

Asked = Mapping[str, Any]


def find(asked: Asked, given: str) -> Any:
    """The callable of a config, which gives `given`. Raises ModelFault."""
    module = _module(asked)
    attribute: str = asked["callable"]
    found: Any = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, _callables(found), 3, 0.5)
            raise ModelFault(
                f"{asked['place']} has no '{attribute}'",
                f"did you mean {' or '.join(repr(one) for one in near)}?"
                if near
                else f"it has {listed(_callables(found), 8) or 'nothing to call'}",
            )
        found = getattr(found, part)
    if not callable(found):
        raise ModelFault(
            f"{asked['name']} cannot be called: it is {kind_of(found)}",
            f"name a function or a class that gives {given}",
        )
    return found


def _callables(holder: Any) -> list[str]:
    own = getattr(holder, "__name__", None)
    names = [one for one in vars(holder) if not one.startswith("_")]
    called = [one for one in names if callable(getattr(holder, one, None))]
    # Definitions of the module itself stand before its imports.
    return sorted(
        called,
        key=lambda one: getattr(getattr(holder, one), "__module__", None) != own,
    )


def _module(asked: Asked) -> ModuleType:
    file: Optional[str] = asked.get("file")
    if file is not None:
        return _module_of_file(file, asked["place"])
    name: str = asked["place"]
    # As for a script, what lies beside the config can be imported.
    _add_path(os.getcwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        raise ModelFault(
            f"this Python has no module '{error.name}'",
            f"install it in {sys.executable}, or name a file, such as models.py:make",
        ) from error


_loaded: dict[str, ModuleType] = {}


def _module_of_file(file: str, written: str) -> ModuleType:
    if file in _loaded:
        return _loaded[file]
    note_file(file, written)
    _add_path(os.path.dirname(file))
    stem = os.path.splitext(os.path.basename(file))[0]
    name = stem if stem not in sys.modules else f"distillery_user_{len(_loaded)}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ModelFault(f"{file} is no Python file", "name a .py file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    _loaded[file] = module
    return module


def _add_path(folder: str) -> None:
    if folder not in sys.path:
        sys.path.insert(0, folder)


def call(name: str, called: Any, args: Mapping[str, Any]) -> Any:
    """Gives what arguments by name make. Raises ModelFault for wrong ones."""
    try:
        inspect.signature(called).bind(**args)
    except TypeError as error:
        taken = list(inspect.signature(called).parameters)
        raise ModelFault(
            f"{name} does not take the args of the config: {error}",
            f"it takes {listed(taken, 12) or 'no arguments'}",
        ) from error
    except ValueError:
        # Code that is not Python's may have no signature.
        pass
    return called(**args)


def loaded_files(asked: Asked) -> list[str]:
    """The file of a callable, where it is one, and the user's modules."""
    file: Optional[str] = asked.get("file")
    own = [] if file is None else [os.path.realpath(file)]
    loaded = [getattr(one, "__file__", None) for one in list(sys.modules.values())]
    # Some modules of PyTorch name files that are none.
    found = [one for one in loaded if one and os.path.isabs(one) and is_users(one)]
    users = {os.path.realpath(one) for one in found if os.path.isfile(one)}
    return [*own, *sorted(users - set(own))]


def described_files(files: list[str]) -> list[dict[str, str]]:
    """Files with their SHA-256, in hex."""
    return [{"path": file, "sha256": _hash_file(file)} for file in files]


def _hash_file(file: str) -> str:
    digest = hashlib.sha256()
    with open(file, "rb") as source:
        while part := source.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()

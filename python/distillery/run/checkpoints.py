"""Checkpoints of scripts: `checkpoints/last.pt`, the one before it, and `best.pt`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Mapping, Optional

from ..errors import DistilleryError
from ..protocol.files import has_file, make_folder, open_file, replacing, sync_folder

_FOLDER = "checkpoints"


def state_of(part: Any, name: str) -> Any:
    """The state of a model or an optimizer, or a dict as it is.

    A model inside of DistributedDataParallel, or compiled, gives its own state.
    """
    if isinstance(part, Mapping):
        return dict(part)
    state = getattr(unwrap(part), "state_dict", None)
    if not callable(state):
        raise TypeError(
            f"run.save cannot keep the {name}: a {type(part).__name__} has no"
            " state_dict(); give a dict of tensors and numbers"
        )
    return state()


def unwrap(model: Any) -> Any:
    """The model inside of its wrappers."""
    while True:
        inner = getattr(model, "_orig_mod", None)
        if inner is None and type(model).__name__.endswith("DataParallel"):
            inner = getattr(model, "module", None)
        if inner is None:
            return model
        model = inner


def save_checkpoint(run_folder: Path, name: str, content: Mapping[str, Any]) -> str:
    """Writes `checkpoints/NAME.pt` and gives its path in the run folder.

    The `last` one before becomes `previous`: a crash between the two leaves that.
    """
    torch = _torch("run.save")
    folder = run_folder / _FOLDER
    make_folder(folder)
    path = folder / f"{name}.pt"
    temporary_name = folder / f"{name}.new.pt"
    with replacing(temporary_name) as (file, _):
        torch.save(dict(content), file)
    if name == "last" and has_file(path):
        os.replace(path, folder / "previous.pt")
        sync_folder(folder)
    os.replace(temporary_name, path)
    sync_folder(folder)
    return f"{_FOLDER}/{name}.pt"


def load_checkpoint(run_folder: Path, name: Optional[str]) -> Optional[dict[str, Any]]:
    """The newest checkpoint that can be read, or that of a name; None without any.

    Nothing in it is executed (`weights_only`). Raises DistilleryError where checkpoints
    are there and none can be read.
    """
    faults: list[str] = []
    for one in ("last", "previous") if name is None else (name,):
        path = run_folder / _FOLDER / f"{one}.pt"
        if not has_file(path):
            continue
        torch = _torch("run.load")
        try:
            with os.fdopen(open_file(path, os.O_RDONLY), "rb") as file:
                content = torch.load(file, map_location="cpu", weights_only=True)
            return dict(content)
        except Exception as error:  # noqa: BLE001 - torch raises what it likes
            faults.append(f"{_FOLDER}/{one}.pt: {_first_line(error)}")
    if faults:
        raise DistilleryError(
            f"no checkpoint can be read ({'; '.join(faults)}); start a new run"
        )
    return None


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__


def _torch(what: str) -> Any:
    try:
        import torch
    except ImportError:
        raise DistilleryError(
            f"{what} needs PyTorch; keep the model by yourself and say so by"
            " run.checkpoint()"
        ) from None
    return torch

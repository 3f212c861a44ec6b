"""Opening a run: that of the editor or the terminal, or a new one of one's own.

Started by ▶ or `distillery run`, a script finds its run folder in `DISTILLERY_RUN_DIR`,
and its attempt and token beside it. Started by itself, it makes a run folder beside its
config and owns it.
"""

from __future__ import annotations

import math
import os
import platform
import socket
import sys
from pathlib import Path
from typing import Any, Mapping, Optional, Union

from .config_file import known_settings
from .errors import AlreadyWritten, DistilleryError
from .inputs import last_inputs, record_inputs
from .new_run import make_run_folder
from .protocol.events import EventWriter
from .protocol.manifest import read_manifest
from .protocol.process import claim_attempt
from .ranks import process_rank
from .run import WRITER, Run
from .version import VERSION

#: Runs that this process has opened.
_opened: list[Run] = []


def init(
    config: Optional[Union[str, Path]] = None,
    *,
    folder: Optional[Union[str, Path]] = None,
    steps: Optional[int] = None,
    epochs: Optional[float] = None,
) -> Run:
    """Opens the run of this process.

    Started from the editor or by `distillery run`, that is the run that was started.
    Else `config`, the path of a .distill.yaml or .json, says where a new one is made:
    beside it, in `.distillery/runs`; without it, in the working folder, named after the
    script. `folder` opens a run folder that is there already. `steps` and `epochs` of
    the whole training make progress and epochs known.

    A second call gives the run that is open. In processes of another rank than 0, and
    in workers of the process that writes, the run does nothing.

    Raises DistilleryError where the run cannot be opened.
    """
    known = open_run()
    if known is not None:
        return known
    config_path = None if config is None else Path(os.path.abspath(config))
    asked = os.environ.get("DISTILLERY_RUN_DIR") if folder is None else str(folder)
    if process_rank() != 0 or _is_worker():
        silent = _silent_run(asked, config_path)
        _opened.append(silent)
        return silent
    run_folder = Path(os.path.abspath(asked)) if asked else make_run_folder(config_path)
    if any(run.folder == run_folder for run in _opened if run.has_written):
        raise DistilleryError(
            f"{run_folder.name} has ended in this process; start it again for another"
            " attempt"
        )
    run = _open_run(run_folder, steps, epochs)
    _opened.append(run)
    os.environ[WRITER] = str(os.getpid())
    return run


def open_run() -> Optional[Run]:
    """The run that this process has open, also where it does not write."""
    run = _opened[-1] if _opened else None
    return None if run is None or run.has_ended else run


def _is_worker() -> bool:
    """Whether the process that started this one writes a run of its own."""
    return os.environ.get(WRITER) == str(os.getppid())


def _silent_run(asked: Optional[str], config_path: Optional[Path]) -> Run:
    """The run of a process that does not write."""
    if asked:
        path = Path(os.path.abspath(asked))
        run = Run(None, read_manifest(path)["config"], None)
        # Checkpoints are read in each process.
        run.folder = path
        return run
    return Run(None, known_settings(config_path) if config_path else {}, None)


def _open_run(folder: Path, steps: Optional[int], epochs: Optional[float]) -> Run:
    manifest = read_manifest(folder)
    attempt, token, is_own = _take_attempt(folder)
    earlier = last_inputs(folder)
    try:
        writer = EventWriter(folder, attempt)
    except AlreadyWritten:
        if not _is_multiprocessing_child():
            raise
        return Run(None, manifest["config"], None)
    per_epoch = steps / epochs if steps and epochs else 0.0
    config = _config_of(folder, manifest)
    cache = manifest.get("cacheFolder")
    run = Run(
        folder,
        config,
        writer,
        token=token,
        steps_per_epoch=per_epoch,
        cache_folder=Path(cache) if isinstance(cache, str) else None,
        is_own_supervisor=is_own,
    )
    writer.write("started", _start_facts(steps or 0, epochs or 0))
    record_inputs(run, writer, earlier)
    return run


def _take_attempt(folder: Path) -> tuple[int, str, bool]:
    """Number and token of this attempt, and whether this process claimed it itself."""
    token = os.environ.get("DISTILLERY_TOKEN", "")
    is_started = os.environ.get("DISTILLERY_RUN_DIR", "") != "" and token != ""
    if is_started and _is_same(os.environ["DISTILLERY_RUN_DIR"], folder):
        try:
            return int(os.environ.get("DISTILLERY_ATTEMPT", "1")), token, False
        except ValueError:
            raise DistilleryError("DISTILLERY_ATTEMPT is no whole number") from None
    owner = claim_attempt(folder)
    return int(owner["attempt"]), str(owner["token"]), True


def _is_same(one: str, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _is_multiprocessing_child() -> bool:
    module = sys.modules.get("multiprocessing")
    parent = getattr(module, "parent_process", None)
    return callable(parent) and parent() is not None


def _config_of(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest's config, with what the text has beside it."""
    config = manifest.get("config")
    known = dict(config) if isinstance(config, Mapping) else {}
    for name in ("config.distill.yaml", "config.distill.json"):
        if (folder / name).is_file():
            return {**known_settings(folder / name), **known}
    return known


def _start_facts(steps: int, epochs: float) -> dict[str, Any]:
    torch = sys.modules.get("torch")
    version = platform.python_version()
    is_torch = torch is not None and hasattr(torch, "get_num_threads")
    threads = torch.get_num_threads() if torch and is_torch else os.cpu_count() or 1
    return {
        "engine": "torch" if is_torch else "python",
        "engineVersion": str(getattr(torch, "__version__", ""))
        if is_torch
        else version,
        "threads": threads,
        "steps": steps,
        "epochs": epochs if math.isfinite(epochs) else 0,
        "host": socket.gethostname(),
        "interpreter": {"name": "python", "version": version},
        "product": {"version": VERSION},
    }

"""Opening a run: that of the editor or the terminal, or a new one of one's own.

Started by ▶ or `distillery run`, a script finds its run folder in `DISTILLERY_RUN_DIR`,
and its attempt and token beside it. Started by itself, it makes a run folder beside its
config and owns it. Python alone does so, without `distillery` on Node: the same on each
machine, and no process is started. So a config in YAML is read where PyYAML is
installed; else its text is kept as it is, the name is taken from it, and a notice says
that the rest was not read. The manifest names the script as the run's program, whatever
else the config says, since that is what trained.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import re
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Mapping, Optional, Union

from .errors import AlreadyWritten, DistilleryError
from .protocol.events import EventWriter, read_events
from .protocol.files import STORE
from .protocol.manifest import make_run, read_manifest
from .protocol.process import claim_attempt
from .ranks import process_rank
from .run import WRITER, Run
from .version import VERSION

_ACCEPTANCE = "DISTILLERY_CHANGED_INPUTS"
_ENDING = re.compile(r"(\.distill)?\.(ya?ml|json)$")

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
    run_folder = Path(os.path.abspath(asked)) if asked else _make_folder(config_path)
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
    return Run(None, _read_config(config_path)[0] if config_path else {}, None)


def _open_run(folder: Path, steps: Optional[int], epochs: Optional[float]) -> Run:
    manifest = read_manifest(folder)
    attempt, token, is_own = _take_attempt(folder)
    earlier = _last_inputs(folder)
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
    _record_inputs(run, writer, earlier)
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
            return {**_read_config(folder / name)[0], **known}
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


def _last_inputs(folder: Path) -> Optional[dict[str, Any]]:
    """Inputs that the attempt before recorded."""
    found = read_events(folder, "inputs")
    return found[-1] if found else None


def _record_inputs(
    run: Run, writer: EventWriter, earlier: Optional[Mapping[str, Any]]
) -> None:
    """Records the script. Ends the run where it is another than that of before."""
    digest = _script_digest()
    if digest is None:
        return
    before = str(((earlier or {}).get("script") or {}).get("sha256") or "")
    changes = [{"input": "script", "before": before, "after": digest}]
    is_changed = before not in ("", digest)
    if is_changed and os.environ.get(_ACCEPTANCE) != "1":
        message = (
            "inputs have changed since the attempt before: script"
            f" {before[:8]} → {digest[:8]}"
        )
        hint = (
            "put the earlier script back, or go on with the new one, which will be"
            " recorded: resume the run with --changed-inputs (in the editor, Resume"
            " asks)"
        )
        run.refuse(changes, message, hint)
        raise DistilleryError(f"{message}; {hint}")
    writer.write(
        "inputs",
        {"script": {"sha256": digest}, **({"changes": changes} if is_changed else {})},
    )


def _script() -> Optional[Path]:
    main = sys.modules.get("__main__")
    file = getattr(main, "__file__", None)
    return Path(os.path.abspath(file)) if isinstance(file, str) else None


def _script_digest() -> Optional[str]:
    script = _script()
    try:
        return (
            None if script is None else hashlib.sha256(script.read_bytes()).hexdigest()
        )
    except OSError:
        return None


def _make_folder(config_path: Optional[Path]) -> Path:
    """Makes the folder of a run that was started by itself."""
    workspace = Path.cwd() if config_path is None else config_path.parent
    script = _script()
    read: dict[str, Any] = {}
    notice, text = "", ""
    if config_path is not None:
        read, notice, text = _read_text(config_path)
    name = read.get("name") or _plain_name(config_path or script)
    shown = "script.py" if script is None else _shown(script, workspace)
    config: dict[str, Any] = {
        "name": str(name),
        **{key: read[key] for key in ("seed", "data", "temperature") if key in read},
        "script": {"file": shown, "args": sys.argv[1:]},
    }
    try:
        folder = make_run(
            workspace,
            config,
            text=text,
            config_path=config_path or workspace / f"{name}.distill.yaml",
            product={"version": VERSION},
        )
    except OSError as error:
        raise DistilleryError(
            f"no run folder can be made in {workspace / STORE}: {error}"
        ) from error
    if notice:
        print(f"distillery: {notice}", file=sys.stderr)
    return folder


def _shown(script: Path, workspace: Path) -> str:
    return os.path.relpath(script, workspace).replace(os.sep, "/")


def _plain_name(path: Optional[Path]) -> str:
    return "script" if path is None else _ENDING.sub("", path.name).removesuffix(".py")


def _read_text(path: Path) -> tuple[dict[str, Any], str, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DistilleryError(f"the config {path} cannot be read: {error}") from error
    text = content.decode("utf8", "replace")
    return (*_parse_config(path, text), text)


def _read_config(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text("utf8", "replace")
    except OSError:
        return {}, ""
    return _parse_config(path, text)


def _parse_config(path: Path, text: str) -> tuple[dict[str, Any], str]:
    """The config as it is written, and a notice where it could not be read whole."""
    try:
        if path.suffix == ".json":
            value = json.loads(text)
        else:
            value = import_module("yaml").safe_load(text)
    except ImportError:
        why = "PyYAML is not installed; install it, or write the config as JSON"
        return _named(text), f"of {path.name} only the name is read: {why}"
    except Exception as error:  # noqa: BLE001 - both readers have errors of their own
        first = str(error).split("\n")[0]
        return _named(text), f"of {path.name} only the name is read: {first}"
    if not isinstance(value, dict):
        return {}, f"{path.name} is no config: it holds no settings by name"
    plain: dict[str, Any] = json.loads(json.dumps(_plain(value)))
    return plain, ""


def _named(text: str) -> dict[str, Any]:
    found = re.search(r"^[\s{]*[\"']?name[\"']?:[ \t]*([^#,\n]+)", text, re.MULTILINE)
    return {} if found is None else {"name": found[1].strip().strip("'\"")}


def _plain(value: Any) -> Any:
    """A value of YAML as JSON has it: dates and numbers that it lacks become text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    is_number = isinstance(value, (int, float)) and math.isfinite(value)
    return value if is_number or isinstance(value, (str, type(None))) else str(value)

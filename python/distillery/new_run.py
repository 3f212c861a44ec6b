"""Making a run folder for a script that was started by itself.

Python alone does so, without `distillery` on Node: the same on each machine, and no
process is started. The manifest names the script as the run's program, whatever else
the config says, since that is what trained.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any, Optional

from .config_file import ConfigText, read_config
from .errors import DistilleryError
from .protocol.files import STORE
from .protocol.manifest import make_run
from .script_file import script_path
from .version import VERSION

_ENDING = re.compile(r"(\.distill)?\.(ya?ml|json)$")


def make_run_folder(config_path: Optional[Path]) -> Path:
    """Makes a run folder beside the config, or in the working folder without one.

    Raises DistilleryError where the config cannot be read or the folder not be made.
    """
    workspace = Path.cwd() if config_path is None else config_path.parent
    script = script_path()
    read = ConfigText({}, "", "") if config_path is None else read_config(config_path)
    settings = read.settings
    name = settings.get("name") or _name_of(config_path or script)
    shown = "script.py" if script is None else _relative(script, workspace)
    kept = ("seed", "data", "temperature")
    config: dict[str, Any] = {
        "name": str(name),
        **{key: settings[key] for key in kept if key in settings},
        "script": {"file": shown, "args": sys.argv[1:]},
    }
    try:
        folder = make_run(
            workspace,
            config,
            text=read.text,
            config_path=config_path or workspace / f"{name}.distill.yaml",
            product={"version": VERSION},
        )
    except OSError as error:
        raise DistilleryError(
            f"no run folder can be made in {workspace / STORE}: {error}"
        ) from error
    if read.notice:
        print(f"distillery: {read.notice}", file=sys.stderr)
    return folder


def _relative(script: Path, workspace: Path) -> str:
    return os.path.relpath(script, workspace).replace(os.sep, "/")


def _name_of(path: Optional[Path]) -> str:
    return "script" if path is None else _ENDING.sub("", path.name).removesuffix(".py")

"""The `inputs` event of a script's attempt: the script, by its digest."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Mapping, Optional

from .errors import DistilleryError
from .protocol.events import EventWriter
from .protocol.log_file import read_events
from .run import Run
from .script_file import script_digest

_ACCEPTANCE = "DISTILLERY_CHANGED_INPUTS"


def last_inputs(folder: Path) -> Optional[dict[str, Any]]:
    """Inputs that the attempt before recorded."""
    found = read_events(folder, "inputs")
    return found[-1] if found else None


def record_inputs(
    run: Run, writer: EventWriter, earlier: Optional[Mapping[str, Any]]
) -> None:
    """Records the script. Ends the run where it is another than that of before.

    Raises DistilleryError then, unless the change was accepted knowingly.
    """
    digest = script_digest()
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
    changed = {"changes": changes} if is_changed else {}
    writer.write("inputs", {"script": {"sha256": digest}, **changed})

"""The script of this process: its path, and the digest that a run records."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Optional


def script_path() -> Optional[Path]:
    """The file that Python was started with; None in a notebook or a shell."""
    main = sys.modules.get("__main__")
    file = getattr(main, "__file__", None)
    return Path(os.path.abspath(file)) if isinstance(file, str) else None


def script_digest() -> Optional[str]:
    """The SHA-256 of the script; None where it cannot be read."""
    script = script_path()
    if script is None:
        return None
    try:
        return hashlib.sha256(script.read_bytes()).hexdigest()
    except OSError:
        return None

"""Exceptions of a script in words: file, line, message and advice."""

from __future__ import annotations

import os
import sys
import sysconfig
import traceback
from pathlib import Path
from typing import Optional

from ..memory import is_out_of_memory


def describe_exception(error: BaseException, base: Path) -> tuple[str, Optional[str]]:
    """File, line and message of an exception, in the script's own code where it can be.

    Gives the message and the place, with paths relative to `base`.
    """
    kind = type(error).__name__
    text = str(error).strip()
    message = f"{kind}: {text}" if text else kind
    frame = _own_frame(error)
    if frame is None:
        return message, None
    name = _relative(frame.filename, base)
    return f"{name}:{frame.lineno}: {message}", f"{name}:{frame.lineno} in {frame.name}"


def hint_for(error: BaseException) -> Optional[str]:
    """Advice about an exception, where there is some."""
    if is_out_of_memory(error):
        return "lower the batch size, or use a smaller precision"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"install {error.name.split('.')[0]} for {sys.executable}"
    return "the traceback is in the output of the run"


def _own_frame(error: BaseException) -> Optional[traceback.FrameSummary]:
    """The innermost frame that is the user's: of no installed package, nor ours."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return traceback.FrameSummary(error.filename, error.lineno, "<module>")
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(frame.filename)]
    found = own or list(frames)
    return found[-1] if found else None


def _is_own(filename: str) -> bool:
    if filename.startswith("<"):
        return False
    place = os.path.abspath(filename)
    folders = {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}
    folders.add(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return not any(place.startswith(folder + os.sep) for folder in folders if folder)


def _relative(filename: str, base: Path) -> str:
    for folder in (base, Path.cwd()):
        try:
            return Path(os.path.abspath(filename)).relative_to(folder).as_posix()
        except ValueError:
            continue
    return os.path.basename(filename)

"""Faults of a user's model that a person can mend, and the line where one happened."""

from __future__ import annotations

import os
import traceback
from typing import Any, Optional


class ModelFault(Exception):
    """A fault, with the next step for the person who reads it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class MemoryFault(Exception):
    """Memory that ran out in a step, with what was found to fit in it."""

    def __init__(self, error: BaseException, fits: dict[str, int]) -> None:
        super().__init__(str(error))
        #: The error of the step.
        self.error = error
        #: `rows` of a part that fit, 0 where none do; `size` of the batch; its `parts`.
        self.fits = fits


#: Folders that user code was loaded from, beside the working folder.
_folders: set[str] = set()

#: Names of files as the config writes them, by their real paths.
_names: dict[str, str] = {}

#: Folders of installed packages.
_INSTALLED = ("site-packages", "dist-packages")

#: Folders of this package, and of Python's own library, which may lie in a workspace.
_OTHERS = (
    os.path.dirname(os.path.dirname(os.path.realpath(__file__))),
    os.path.dirname(os.path.realpath(os.__file__)),
)


def note_file(file: str, written: str) -> None:
    """Counts a file, and all that lie beside it, among the user's."""
    path = os.path.realpath(file)
    _folders.add(os.path.dirname(path))
    _names[path] = written


def is_users(file: str) -> bool:
    """Whether a file is the user's own code, and not an installed package."""
    path = os.path.realpath(file)
    if any(name in path.split(os.sep) for name in _INSTALLED):
        return False
    if any(path.startswith(os.path.join(folder, "")) for folder in _OTHERS):
        return False
    return any(
        path.startswith(os.path.join(folder, ""))
        for folder in (os.path.realpath(os.getcwd()), *_folders)
    )


def users_line(error: BaseException) -> Optional[str]:
    """The innermost line of the user's code that an error passed: `models.py:12`."""
    if isinstance(error, SyntaxError) and error.filename and is_users(error.filename):
        return f"{shown(error.filename)}:{error.lineno}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if is_users(frame.filename):
            return f"{shown(frame.filename)}:{frame.lineno}"
    return None


def shown(file: str) -> str:
    """A path as the config writes it, or from the working folder, with `/`."""
    path, folder = os.path.realpath(file), os.path.realpath(os.getcwd())
    if path in _names:
        return _names[path]
    if path.startswith(os.path.join(folder, "")):
        path = os.path.relpath(path, folder)
    return path.replace(os.sep, "/")


def listed(names: list[str], limit: int = 5) -> str:
    """Names in a sentence, the first few by name."""
    words = ", ".join(names[:limit])
    return words if len(names) <= limit else f"{words} and {len(names) - limit} more"


def kind_of(value: Any) -> str:
    """A value in a sentence, such as `a tuple of 2`."""
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    if value is None:
        return "None"
    word = type(value).__name__
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"

"""Files of a run folder: opened through no link, replaced as a whole.

A run folder may have come with a clone, so each folder from `.distillery` on is looked
at before a file in it is opened, as the Node writer does it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import BinaryIO, Callable, Iterator, Optional, Union

from ..errors import MisplacedEntry

STORE = ".distillery"
_STORE_FOLDERS = ("runs", "queue", "cache")
_MAX_SMALL_BYTES = 1 << 20

#: Windows has neither; a pipe without a writer would block for ever.
_GUARDED = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def store_root(path: Path) -> Optional[Path]:
    """The `.distillery` that an absolute path lies in, the outermost one."""
    parts = path.parts
    for index, name in enumerate(parts):
        if name != STORE:
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        if following is None or following.split(".")[0] in _STORE_FOLDERS:
            return Path(*parts[: index + 1])
    return None


def check_folders(path: Path) -> None:
    """Raises MisplacedEntry where an entry on the way to a path is no folder."""
    path = Path(os.path.abspath(path))
    root = store_root(path)
    if root is None:
        _check_folder(path.parent)
        return
    _check_root(root)
    folder = root
    for name in path.relative_to(root).parts[:-1]:
        folder = folder / name
        _check_folder(folder)


def _check_folder(folder: Path) -> None:
    status = _status(folder)
    if status is not None and not stat.S_ISDIR(status.st_mode):
        raise _misplaced(folder, status, "a folder")


def _check_root(root: Path) -> None:
    """`.distillery` itself may be a link into the workspace."""
    status = _status(root)
    if status is None or stat.S_ISDIR(status.st_mode):
        return
    real, workspace = os.path.realpath(root), os.path.realpath(root.parent)
    is_inside = (
        os.path.isdir(real) and os.path.commonpath([real, workspace]) == workspace
    )
    if not stat.S_ISLNK(status.st_mode) or not is_inside:
        raise _misplaced(root, status, "a folder")


def _status(path: Path) -> Optional[os.stat_result]:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _misplaced(path: Path, status: os.stat_result, expected: str) -> MisplacedEntry:
    kinds: list[tuple[Callable[[int], bool], str]] = [
        (stat.S_ISLNK, "a link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISREG, "a file"),
    ]
    found = next((name for test, name in kinds if test(status.st_mode)), "a device")
    root = store_root(Path(os.path.abspath(path)))
    place = path if root is None else os.path.relpath(path, root.parent)
    return MisplacedEntry(
        f"{place} is {found}, not {expected}; nothing is read or written through it."
        " Remove it"
    )


def open_file(path: Path, flags: int) -> int:
    """Opens a plain file and gives its descriptor. Raises MisplacedEntry or OSError."""
    check_folders(path)
    before = _status(path)
    if before is not None and not stat.S_ISREG(before.st_mode):
        raise _misplaced(path, before, "a file")
    descriptor = os.open(path, flags | _GUARDED, 0o666)
    after = os.fstat(descriptor)
    if not stat.S_ISREG(after.st_mode):
        os.close(descriptor)
        raise _misplaced(path, after, "a file")
    return descriptor


def has_file(path: Path) -> bool:
    """Whether a plain file is there. Raises MisplacedEntry for anything else there."""
    check_folders(path)
    status = _status(path)
    if status is None:
        return False
    if not stat.S_ISREG(status.st_mode):
        raise _misplaced(path, status, "a file")
    return True


def make_folder(folder: Path) -> None:
    """Makes a folder and those that it lies in."""
    check_folders(folder / "any")
    os.makedirs(folder, exist_ok=True)


def read_bytes(path: Path) -> bytes:
    """The content of a file."""
    with os.fdopen(open_file(path, os.O_RDONLY), "rb") as file:
        return file.read()


def read_small_text(path: Path) -> Optional[str]:
    """The text of a file of at most 1 MiB; None where there is none."""
    try:
        with os.fdopen(open_file(path, os.O_RDONLY), "rb") as file:
            return file.read(_MAX_SMALL_BYTES).decode("utf8", "replace")
    except FileNotFoundError:
        return None


def write_all(descriptor: int, content: Union[bytes, memoryview]) -> None:
    """Writes all bytes: one write may come back short without an error."""
    rest = memoryview(content)
    while len(rest) > 0:
        rest = rest[os.write(descriptor, rest) :]


def overwrite(path: Path, content: str) -> None:
    """Replaces small content in place, with no promise of either after a crash."""
    descriptor = open_file(path, os.O_WRONLY | os.O_CREAT)
    try:
        os.ftruncate(descriptor, 0)
        write_all(descriptor, content.encode("utf8"))
    finally:
        os.close(descriptor)


def temporary_name(path: Path) -> Path:
    """The name of a file before it has its own; who made the folder cannot guess it."""
    return path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file under a temporary name, which takes its own when the block ends.

    A crash leaves the old or the new content, never a part: fsync, rename, fsync of the
    folder. Gives the open file and its temporary path.
    """
    temporary = temporary_name(path)
    descriptor = open_file(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file, temporary
            file.flush()
            # A failed fsync is never tried again: the pages may look clean by then.
            os.fsync(file.fileno())
        check_folders(path)
        os.replace(temporary, path)
    except BaseException:
        remove(temporary)
        raise
    sync_folder(path.parent)


def write_durably(path: Path, content: Union[bytes, str]) -> None:
    """Replaces a file as a whole. Raises OSError, and leaves nothing then."""
    data = content.encode("utf8") if isinstance(content, str) else content
    with replacing(path) as (file, _):
        file.write(data)


def create_whole(path: Path, content: str) -> bool:
    """Creates a file with its content in one step; False where it is there already."""
    temporary = temporary_name(path)
    write_durably(temporary, content)
    try:
        os.link(temporary, path)
        return True
    except FileExistsError:
        return False
    except OSError:
        # Some disks know no second names, such as exFAT.
        return _create_copy(path, content)
    finally:
        remove(temporary)


def _create_copy(path: Path, content: str) -> bool:
    try:
        descriptor = open_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    except FileExistsError:
        return False
    try:
        write_all(descriptor, content.encode("utf8"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return True


def remove(path: Path) -> None:
    """Removes a file, following no link; what is not there is no error."""
    with contextlib.suppress(OSError):
        os.unlink(path)


def sync_folder(folder: Path) -> None:
    """Makes names in a folder last. Windows cannot; its rename is journalled."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Processes of a run: who owns it, its attempts, heartbeat and stop requests.

A process is known by its id, start time, boot and namespace, never by its id alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import sys
import time
from pathlib import Path
from typing import Any, Mapping, Optional

from ..errors import DistilleryError
from .files import (
    create_whole,
    make_folder,
    overwrite,
    read_small_text,
    remove,
    write_durably,
)

#: Seconds between two heartbeats.
HEARTBEAT_SECONDS = 2.0
_MAX_COUNTED = 2**48
_PROGRAM_SECONDS = 5
#: Version 0.1 wrote requests into `control`.
_STOP_REQUESTS = ("requests/stop", "control/stop")


def describe_machine() -> dict[str, str]:
    """Identity of this machine, its boot and the namespace of its process ids."""
    boot, namespace = "", ""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf8").strip()
    with contextlib.suppress(OSError):
        namespace = os.readlink("/proc/self/ns/pid")
    return {"bootId": boot, "namespace": namespace, "host": socket.gethostname()}


def start_time(pid: int) -> Optional[str]:
    """Start time of a living process in the platform's notation; else None."""
    try:
        if sys.platform == "linux":
            return _linux_start_time(pid)
        if sys.platform == "win32":
            question = (
                f"(Get-Process -Id {pid} -ErrorAction Stop).StartTime.ToFileTimeUtc()"
            )
            words = ["-NoProfile", "-NonInteractive", "-Command", question]
            return _read_program("powershell.exe", *words).strip() or None
        listed = _read_program("ps", "-o", "stat=,lstart=", "-p", str(pid)).split()
    except (OSError, ValueError, RuntimeError):
        return None
    is_gone = len(listed) < 2 or listed[0].startswith("Z")
    return None if is_gone else " ".join(listed[1:])


def _linux_start_time(pid: int) -> Optional[str]:
    # The name before the last parenthesis may hold anything.
    stat = Path(f"/proc/{pid}/stat").read_text("utf8", "replace")
    fields = stat[stat.rindex(")") + 2 :].split(" ")
    return None if fields[0] in ("Z", "X") else fields[19]


def _read_program(*words: str) -> str:
    """Output of a program; dates in one language, or one time had two notations."""
    # Linux needs none of it, and it is a third of the time that the package takes.
    import subprocess

    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            check=True,
            env=environment,
            text=True,
            timeout=_PROGRAM_SECONDS,
        )
    except subprocess.SubprocessError as error:
        raise RuntimeError(f"{words[0]} failed") from error
    return done.stdout


def is_same_process(pid: int, started: str) -> bool:
    """Whether the process with an id and a start time lives."""
    return pid > 0 and started != "" and start_time(pid) == started


def is_alive(owner: Mapping[str, Any], run_folder: Path) -> bool:
    """Whether an owner's process lives on this machine, and the folder is its own."""
    if owner.get("folderId") != folder_id(run_folder):
        return False
    if any(owner.get(key) != value for key, value in describe_machine().items()):
        return False
    return any(
        is_same_process(int(owner.get(pid) or 0), str(owner.get(started) or ""))
        for pid, started in (("pid", "startTime"), ("trainerPid", "trainerStartTime"))
    )


def folder_id(folder: Path) -> str:
    """The number that the disk gives a folder; a copy of it gets another one."""
    return str(os.lstat(folder).st_ino)


def read_owner(run_folder: Path, name: str = "owner.json") -> Optional[dict[str, Any]]:
    """The owner of a run's newest attempt; None before the first, or where torn."""
    text = read_small_text(run_folder / name)
    try:
        value = json.loads(text or "null")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def claim_attempt(run_folder: Path) -> dict[str, Any]:
    """Takes the next attempt of a run for this process and gives its owner record.

    Raises DistilleryError where another process owns the run. `attempts/N` is created
    with its content in one step, so that of two that start at once one does.
    """
    before = read_owner(run_folder)
    if before is not None and is_alive(before, run_folder):
        raise _already_started(run_folder)
    started = start_time(os.getpid()) or ""
    claimant: dict[str, Any] = {
        **describe_machine(),
        "pid": os.getpid(),
        "startTime": started,
        "trainerPid": os.getpid(),
        "trainerStartTime": started,
        "token": secrets.token_hex(16),
        "folderId": folder_id(run_folder),
    }
    make_folder(run_folder / "attempts")
    attempt = int((before or {}).get("attempt") or 0)
    while attempt < _MAX_COUNTED:
        attempt += 1
        owner = {**claimant, "attempt": attempt}
        name = f"attempts/{attempt}"
        if create_whole(run_folder / name, json.dumps(owner)):
            break
        # A claim whose process died before it owned the run is passed over.
        other = read_owner(run_folder, name)
        if other is not None and is_alive(other, run_folder):
            raise _already_started(run_folder)
    # Another process may have run a whole attempt since the owner was read above.
    if (read_owner(run_folder) or {}).get("token") != (before or {}).get("token"):
        raise _already_started(run_folder)
    beat(run_folder)
    write_durably(run_folder / "owner.json", json.dumps(owner))
    remove(run_folder / "exit.json")
    return owner


def _already_started(run_folder: Path) -> DistilleryError:
    return DistilleryError(
        f"{run_folder.name} is run by another process; stop that first"
        f" (distillery stop {run_folder.name})"
    )


def beat(run_folder: Path) -> None:
    """Writes a heartbeat for machines that cannot see this process."""
    # A full disk must not end the run.
    with contextlib.suppress(OSError, DistilleryError):
        overwrite(run_folder / "heartbeat", str(int(time.time() * 1000)))


def is_asked_to_stop(run_folder: Path, token: str) -> bool:
    """Whether this attempt is asked to stop; requests to others are removed."""
    for name in _STOP_REQUESTS:
        path = run_folder / name
        if not path.exists():
            continue
        if read_small_text(path) == token:
            return True
        remove(path)
    return False

"""The process that computes for a trainer: `python -m distillery train RUN_FOLDER`.

The trainer, which starts it, says line by line what to do, and reads an answer to each.
What anything here prints goes to the run's output.
"""

from __future__ import annotations

import faulthandler
import json
import os
import platform
import shutil
import signal
import sys
import traceback
from typing import IO, Any, Callable


def main() -> int:
    """Answers until the trainer closes its end; gives the exit code."""
    # Of a crash in native code too, the run's output has the Python lines.
    faulthandler.enable()
    _ignore_signals()
    answers = _answers()
    try:
        import torch
    except ImportError as error:
        _say(answers, {"error": {"message": f"torch cannot be imported: {error}"}})
        return 1
    from .session import Session, devices
    from .user_model import UserNetwork, describe, make

    _say(
        answers,
        {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "devices": devices(),
        },
    )
    sessions: list[Session] = []

    def begin(threads: int) -> Any:
        torch.set_num_threads(threads)
        return None

    folders: set[str] = set()

    def open_session(plan: dict[str, Any]) -> Any:
        folders.add(os.path.dirname(plan["forward"]["file"]))
        sessions.append(Session(plan, sessions, models))
        return len(sessions) - 1

    models: list[UserNetwork] = []

    def make_model(asked: dict[str, Any]) -> Any:
        models.append(make(asked))
        return {"model": len(models) - 1, **describe(models[-1], asked)}

    commands: dict[str, Callable[[dict[str, Any]], Any]] = {
        "begin": lambda asked: begin(asked["threads"]),
        "open": lambda asked: open_session(asked["plan"]),
        "model": lambda asked: make_model(asked["model"]),
        "export": lambda asked: sessions[asked["session"]].export(*asked["files"]),
        "read": lambda asked: sessions[asked["session"]].read(asked["file"]),
        "write": lambda asked: sessions[asked["session"]].write(asked["file"]),
        "steps": lambda asked: sessions[asked["session"]].steps(asked["slots"]),
        "forward": lambda asked: sessions[asked["session"]].forward(),
    }
    try:
        _serve(answers, commands, torch)
    except BrokenPipeError:
        # The trainer was killed: nobody waits for an answer.
        _remove(folders)
        os._exit(1)
    _remove(folders)
    return 0


def _remove(folders: set[str]) -> None:
    """Removes the files in memory that a killed trainer has left."""
    for folder in folders:
        if os.path.basename(folder).startswith("distillery-"):
            shutil.rmtree(folder, ignore_errors=True)


def _serve(
    answers: IO[str], commands: dict[str, Callable[[dict[str, Any]], Any]], torch: Any
) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer: dict[str, Any] = {"ok": commands[asked["do"]](asked)}
        except Exception as error:  # noqa: BLE001
            if not hasattr(error, "hint"):
                traceback.print_exc()
            answer = {"error": _described(error, torch)}
        _say(answers, answer)


def _ignore_signals() -> None:
    """A stop comes from the trainer, which first takes the state of the training."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _answers() -> IO[str]:
    """The pipe to the trainer; what else is printed goes to the error output."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf8")
    os.dup2(2, 1)
    return pipe


def _say(answers: IO[str], value: object) -> None:
    answers.write(f"{json.dumps(value)}\n")
    answers.flush()


def _described(error: Exception, torch: Any) -> dict[str, object]:
    from .faults import ModelFault, users_line

    if isinstance(error, ModelFault):
        return {"message": str(error), "hint": error.hint}
    message = (str(error).strip() or type(error).__name__).splitlines()[0]
    is_memory = isinstance(error, torch.OutOfMemoryError)
    told: dict[str, object] = {"message": message, "isOutOfMemory": is_memory}
    line = users_line(error)
    if line is None:
        return told
    # Where the user's code is at fault, its line comes first.
    return {**told, "message": f"{type(error).__name__}: {message}", "where": line}

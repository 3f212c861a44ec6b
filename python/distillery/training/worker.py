"""The process that computes for a trainer: `python -m distillery train RUN_FOLDER`.

The trainer, which starts it, says line by line what to do, and reads an answer to each.
What anything here prints goes to the run's output. Of several processes one
reads the commands, and passes those on that all of them follow.
"""

from __future__ import annotations

import faulthandler
import json
import os
import platform
import select
import shutil
import signal
import sys
import traceback
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Callable, Optional

if TYPE_CHECKING:
    from .processes.group import Group
    from .user.datasets import UserDataSets

Commands = dict[str, Callable[[dict[str, Any]], Any]]

#: Commands that all processes of a training follow, and not the leading one alone.
_OF_ALL = frozenset(("begin", "open", "model", "table", "write", "steps"))

#: Milliseconds in which a killed trainer's pipes close.
_CLOSING_MS = 500


def main(words: list[str]) -> int:
    """Answers until the trainer closes its end; gives the exit code.

    `words` are those of `python -m distillery`.
    """
    # Of a crash in native code too, the run's output has the Python lines.
    faulthandler.enable()
    _ignore_signals()
    try:
        import torch
    except ImportError as error:
        _say(_answers(), {"error": {"message": f"torch cannot be imported: {error}"}})
        return 1
    from .processes import rendezvous as meeting

    rendezvous = meeting.rendezvous_of_environment()
    if rendezvous is None:
        return _Worker(torch, None).lead(_answers())
    if not meeting.has_joined():
        try:
            return meeting.launch(rendezvous, words)
        except meeting.RendezvousFault as error:
            hint = "look at the other machines, and whether they reach that address"
            print(f"{error}; {hint}", file=sys.stderr)
            if rendezvous.leads:
                told = {"message": str(error), "hint": hint}
                _say(_answers(), {"error": told})
            return 1
    from .processes.group import Group

    meeting.end_with_parent()
    group = Group(rendezvous)
    worker = _Worker(torch, group)
    return worker.lead(_answers()) if group.is_leading else worker.follow()


class _Worker:
    """The networks of this process, and the commands that it follows."""

    def __init__(self, torch: Any, group: Optional[Group]) -> None:
        from .session import Session
        from .tables import Tables
        from .user.model import UserNetwork

        self._torch = torch
        self._group = group
        #: Whether the processes no longer do the same.
        self._is_broken = False
        self._sessions: list[Session] = []
        self._tables = Tables(group)
        self._models: list[UserNetwork] = []
        self._data: Optional[UserDataSets] = None
        self._folders: set[str] = set()
        sessions = self._sessions
        self._commands: Commands = {
            "begin": self._begin,
            "open": lambda asked: self._open(asked["plan"]),
            "model": lambda asked: self._make(asked["model"]),
            "table": self._take_table,
            "export": lambda asked: sessions[asked["session"]].export(*asked["files"]),
            "read": lambda asked: sessions[asked["session"]].read(asked["file"]),
            "write": lambda asked: sessions[asked["session"]].write(asked["file"]),
            "steps": lambda asked: sessions[asked["session"]].steps(asked["slots"]),
            "forward": lambda asked: sessions[asked["session"]].forward(),
            "datasets": lambda asked: self._make_data(asked["datasets"]),
            "rows": self._read_rows,
            "redraw": self._redraw_rows,
        }

    def lead(self, answers: IO[str]) -> int:
        """Does what the trainer says, line by line."""
        from .session import devices

        facts = {
            "python": platform.python_version(),
            "torch": self._torch.__version__,
            "devices": devices(),
        }
        try:
            _say(answers, facts)
            has_left = self._answer_all(answers)
        except BrokenPipeError:
            # The trainer was killed: nobody waits for an answer.
            _remove(self._folders)
            os._exit(1)
        if not has_left and _is_broken_pipe(answers):
            _remove(self._folders)
        if self._group is None:
            return 0
        if self._is_broken:
            # The others wait for this process, and end when it does.
            os._exit(1)
        self._end_others(self._group)
        return _leave()

    def _answer_all(self, answers: IO[str]) -> bool:
        """Answers until the trainer closes its end; gives whether it said so."""
        for line in sys.stdin:
            asked = json.loads(line)
            if asked["do"] == "leave":
                return True
            _say(answers, self._answer(asked))
        return False

    def follow(self) -> int:
        """Does what the leading process does, until that ends."""
        group = self._group
        if group is None:
            raise ValueError("a process that follows is one of several")
        from .faults import ModelFault

        os.dup2(2, 1)
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        while True:
            try:
                command = group.listen()
            except ModelFault:
                os._exit(1)
            if command["do"] == "end":
                return _leave()
            try:
                self._commands[command["do"]](command)
            except Exception as error:  # noqa: BLE001
                if not hasattr(error, "hint"):
                    traceback.print_exc()
                group.note_fault(_described(error))
                # Without a word to the others, which would wait for this one.
                os._exit(1)

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        group = self._group
        try:
            if group is not None and asked["do"] in _OF_ALL:
                group.tell(asked)
            return {"ok": self._commands[asked["do"]](asked)}
        except Exception as error:  # noqa: BLE001
            if not hasattr(error, "hint"):
                traceback.print_exc()
            self._is_broken = group is not None and asked["do"] in _OF_ALL
            told = None if group is None else group.fault()
            return {"error": told or _described(_of_memory(asked["do"], error))}

    def _end_others(self, group: Group) -> None:
        from .faults import ModelFault

        # They may have ended already.
        with suppress(ModelFault):
            group.tell({"do": "end"})

    def _begin(self, asked: dict[str, Any]) -> None:
        # Numbers below 2^-126 are zeros, as in the native engine: a processor takes
        # many times as long for them, and training ends among them. Threads take it
        # over from the one that makes them, so it comes before there are any.
        self._torch.set_flush_denormal(True)
        self._torch.set_num_threads(asked["threads"])
        # One process may serve several trainings. The call imports the compiler, which
        # takes longer than PyTorch itself.
        if asked["deterministic"] != self._torch.are_deterministic_algorithms_enabled():
            self._torch.use_deterministic_algorithms(asked["deterministic"])
        if asked["deterministic"]:
            # Of cuBLAS too, which reads it when a card is first used.
            os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

    def _open(self, plan: dict[str, Any]) -> int:
        from .session import Session

        self._folders.add(os.path.dirname(plan["forward"]["file"]))
        session = Session(plan, self._sessions, self._models, self._tables, self._group)
        self._sessions.append(session)
        return len(self._sessions) - 1

    def _take_table(self, asked: dict[str, Any]) -> int:
        self._folders.add(os.path.dirname(asked["file"]))
        return self._tables.add(asked)

    def _make(self, asked: dict[str, Any]) -> dict[str, Any]:
        from .user.model import describe, make

        self._models.append(make(asked))
        return {"model": len(self._models) - 1, **describe(self._models[-1], asked)}

    def _make_data(self, asked: dict[str, Any]) -> dict[str, Any]:
        from .user.datasets import describe, make_datasets

        self._folders.add(asked["folder"])
        self._data = make_datasets(asked)
        return describe(self._data, asked)

    def _read_rows(self, asked: dict[str, Any]) -> dict[str, Any]:
        from .user.datasets import write_rows

        rows = self._made_data().read(asked["split"], asked["start"], asked["count"])
        return write_rows(rows, asked["file"])

    def _redraw_rows(self, asked: dict[str, Any]) -> dict[str, Any]:
        from .user.datasets import write_rows

        data = self._made_data()
        rows = data.redraw(asked["indices"], asked["seed"], asked["epoch"])
        return write_rows(rows, asked["file"])

    def _made_data(self) -> UserDataSets:
        if self._data is None:
            raise ValueError("data sets are made before they are read")
        return self._data


def _leave() -> int:
    """Ends a process of a group, whose threads PyTorch does not end by itself."""
    sys.stderr.flush()
    os._exit(0)


def _remove(folders: set[str]) -> None:
    """Removes the files in memory that a killed trainer has left."""
    for folder in folders:
        if os.path.basename(folder).startswith("distillery-"):
            shutil.rmtree(folder, ignore_errors=True)


def _is_broken_pipe(answers: IO[str]) -> bool:
    """Whether nobody reads the answers: the trainer was killed.

    Where torchrun was killed, its processes lose their input too; but then the
    trainer lives, and may not have read yet what the last answers speak of.
    """
    if not hasattr(select, "poll"):
        return True
    ends = select.poll()
    ends.register(answers.fileno(), select.POLLERR | select.POLLHUP)
    # A process that is killed closes one pipe after the other.
    return bool(ends.poll(_CLOSING_MS))


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


def _of_memory(command: str, error: Exception) -> Exception:
    """An error; of memory that no batch is to blame for, one that says so."""
    from ..memory import is_out_of_memory
    from .faults import MemoryFault

    if command == "steps" or not is_out_of_memory(error):
        return error
    return MemoryFault(error, {"rows": 0, "size": 0, "parts": 1})


def _described(fault: Exception) -> dict[str, object]:
    """A fault as the trainer reads it."""
    from ..memory import is_out_of_memory
    from .faults import MemoryFault, ModelFault, users_line

    if isinstance(fault, ModelFault):
        return {"message": str(fault), "hint": fault.hint}
    error = fault.error if isinstance(fault, MemoryFault) else fault
    message = (str(error).strip() or type(error).__name__).splitlines()[0]
    told: dict[str, object] = {"message": message}
    if is_out_of_memory(error):
        told["isOutOfMemory"] = True
    if isinstance(fault, MemoryFault):
        told["fits"] = fault.fits
    line = users_line(error)
    if line is None:
        return told
    # Where the user's code is at fault, its line comes first.
    return {**told, "message": f"{type(error).__name__}: {message}", "where": line}

"""The rendezvous at which the processes of one training find one another.

It is torchrun's over TCP (`c10d`). Whoever starts a training of several processes sets
the variable DISTILLERY_RENDEZVOUS to a JSON of the fields of `Rendezvous`, and starts
`python -m distillery train RUN_FOLDER` once on each machine. One that cannot reach the
endpoint, or whose partners do not come, ends within two minutes: none trains alone.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from typing import Iterator, NamedTuple, Optional, Sequence

VARIABLE = "DISTILLERY_RENDEZVOUS"

#: Set in the processes that torchrun has started.
_JOINED = "DISTILLERY_PROCESS"

#: Seconds in which all machines have to come.
_WAIT = 100

#: Starts this package as the trainer does: nothing of the working folder is imported.
_OURS = (
    "-c",
    "import sys; sys.path[:] = filter(None, sys.path); import runpy;"
    ' runpy.run_module("distillery", run_name="__main__", alter_sys=True)',
)


class Rendezvous(NamedTuple):
    """The machines and processes of one training."""

    #: Machines; each starts the same number of processes.
    nodes: int
    #: Processes of each machine.
    processes: int
    #: `host:port` of a machine that all reach; port 0 where there is but one.
    endpoint: str
    #: The same name on all machines, and another one for each attempt of a run.
    run: str
    #: Whether the trainer of the run is on this machine. It is on one of them.
    leads: bool = True
    #: Seconds in which all machines have to come.
    wait: int = _WAIT

    @property
    def host(self) -> str:
        return self.endpoint.rpartition(":")[0].strip("[]")

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.host in ("127.0.0.1", "localhost", "::1")


class RendezvousFault(Exception):
    """The processes have not found one another."""


def rendezvous_of_environment() -> Optional[Rendezvous]:
    """The rendezvous of this training; None where one process trains."""
    text = os.environ.get(VARIABLE, "")
    return Rendezvous(**json.loads(text)) if text else None


def has_joined() -> bool:
    """Whether torchrun has started this process."""
    return _JOINED in os.environ


def launch(rendezvous: Rendezvous, words: Sequence[str]) -> int:
    """Starts the processes of this machine and waits for them; gives the exit code.

    `words` are those of `python -m distillery`. Raises RendezvousFault where the
    processes of all machines do not come together.
    """
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.elastic.rendezvous import RendezvousError
    from torch.distributed.launcher.api import LaunchConfig, elastic_launch

    os.environ[_JOINED] = "1"
    # One thread each, unless the user says otherwise: the trainer sets the number.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _hold_signals()
    try:
        with _temporary_files():
            config = LaunchConfig(
                min_nodes=rendezvous.nodes,
                max_nodes=rendezvous.nodes,
                nproc_per_node=rendezvous.processes,
                run_id=rendezvous.run,
                rdzv_backend="c10d",
                rdzv_endpoint=rendezvous.endpoint,
                rdzv_configs={
                    "join_timeout": rendezvous.wait,
                    "read_timeout": min(60, rendezvous.wait),
                },
                max_restarts=0,
                local_addr="127.0.0.1" if rendezvous.is_local else None,
            )
            elastic_launch(config, sys.executable)("-u", *_OURS, *words)
    except ChildFailedError:
        return 1
    except (RendezvousError, TimeoutError) as error:
        machines = "machine" if rendezvous.nodes == 1 else "machines"
        raise RendezvousFault(
            f"the {rendezvous.nodes} {machines} of this training did not come together"
            f" at {rendezvous.endpoint} within {rendezvous.wait} s: {_reason(error)}"
        ) from error
    return 0


@contextmanager
def _temporary_files() -> Iterator[None]:
    """Removes the temporary files that torchrun makes and leaves behind."""
    before, folder = tempfile.tempdir, tempfile.mkdtemp(prefix="distillery-")
    tempfile.tempdir = folder
    try:
        yield
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)


def end_with_parent() -> None:
    """Ends this process when torchrun is gone, which is killed without a word."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _hold_signals() -> None:
    """Leaves a stop to the trainer: torchrun would end all processes at once."""
    if hasattr(signal, "pthread_sigmask"):
        held = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
        signal.pthread_sigmask(signal.SIG_BLOCK, held)


def _reason(error: BaseException) -> str:
    """The innermost reason in one line."""
    while error.__cause__ is not None:
        error = error.__cause__
    return (str(error).strip() or type(error).__name__).splitlines()[0]

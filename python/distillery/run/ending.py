"""The end of a run, which it has once: finished, stopped or failed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, Mapping, Optional

from ..protocol.events import EventWriter
from ..protocol.files import store_root
from .evaluations import Evaluations
from .exceptions import describe_exception, hint_for
from .hooks import Hooks
from .step_log import StepLog
from .stop_requests import StopRequests

#: Names the process that writes a run, so that its worker processes make none.
WRITER = "DISTILLERY_WRITER"


class Ending:
    """The end of a run by its script, or by what its process ends by.

    Without a `writer`, in processes that do not write, nothing is written.
    """

    def __init__(
        self,
        folder: Optional[Path],
        writer: Optional[EventWriter],
        steps: StepLog,
        evaluations: Evaluations,
        requests: StopRequests,
    ) -> None:
        #: The writer of the log, until the run has ended.
        self.writer = writer
        #: Whether the run has finished, stopped or failed.
        self.has_ended = False
        self._folder = folder
        self._steps = steps
        self._evaluations = evaluations
        self._requests = requests
        self._started = time.monotonic()
        self._hooks: Optional[Hooks] = None
        if writer is not None:
            writer.on_tick = self._tick
            self._hooks = Hooks(self)

    def finish(self) -> None:
        """Ends the run: it has its result, or it stopped because it was asked to."""
        if self._requests.has_answered:
            self._stop()
            return
        seconds = time.monotonic() - self._started
        result = {"step": self._steps.step, **self._evaluations.outcome()}
        self._end("finished", {**result, "seconds": seconds})

    def fail(self, message: str, **more: Any) -> None:
        """Ends the run by an error; fields that are None are left out."""
        given = {key: value for key, value in more.items() if value is not None}
        self._end("failed", {"message": message, **given})

    @property
    def asked_at(self) -> float:
        """Time of the script's last look at `should_stop`, by the monotonic clock."""
        return self._requests.asked_at

    def note_signal(self) -> None:
        """Notes that the process was asked to end."""
        self._requests.is_asked = True

    def end_by_exception(self, error: BaseException) -> None:
        """Ends the run by an exception; Ctrl-C and a signal stop it."""
        if self.writer is None:
            return
        if isinstance(error, KeyboardInterrupt):
            self._stop()
        elif isinstance(error, SystemExit):
            if self._requests.is_asked:
                self._stop()
            else:
                self.fail(f"the script ended by sys.exit({error.code!r})")
        else:
            root = None if self._folder is None else store_root(self._folder)
            base = Path.cwd() if root is None else root.parent
            message, where = describe_exception(error, base)
            self.fail(message, hint=hint_for(error), where=where)

    def end_without_finish(self) -> None:
        """Ends the run of a script that did not."""
        if self.writer is None:
            return
        if self._requests.is_asked:
            self._stop()
            return
        self.fail(
            "the script ended without run.finish(), so whether it did all of its work"
            " is not known",
            hint="call run.finish() at its end, or use `with distillery.init():`",
        )

    def detach(self) -> None:
        """Makes the run of a forked child one that does not write."""
        writer, self.writer = self.writer, None
        if writer is not None:
            writer.abandon()

    def _stop(self) -> None:
        self._end("stopped", self._steps.position())

    def _end(self, kind: str, fields: Mapping[str, Any]) -> None:
        writer, self.writer = self.writer, None
        self.has_ended = True
        if writer is None:
            return
        try:
            self._steps.warn_without_loss()
            writer.write(kind, fields)
        finally:
            if self._hooks is not None:
                self._hooks.remove()
            if os.environ.get(WRITER) == str(os.getpid()):
                del os.environ[WRITER]
            writer.close()

    def _tick(self) -> None:
        if self._folder is not None:
            self._requests.poll(self._folder)

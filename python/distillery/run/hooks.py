"""Hooks by which a process tells its run that it ends."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import Any, Callable, Optional, Protocol, Union

from ..ranks import process_count

#: Seconds since the last look at `should_stop` within which a script answers a signal.
ANSWER_SECONDS = 10.0


class HookedRun(Protocol):
    """A run as the hooks of its process see it."""

    @property
    def asked_at(self) -> float: ...
    def note_signal(self) -> None: ...
    def end_by_exception(self, error: BaseException) -> None: ...
    def end_without_finish(self) -> None: ...
    def detach(self) -> None: ...


class Hooks:
    """Tells a run how its process ends; earlier hooks are kept and called after."""

    def __init__(self, run: HookedRun) -> None:
        self._run = run
        self._pid = os.getpid()
        self._excepthook = sys.excepthook
        self._installed: Callable[..., Any] = self._on_exception
        sys.excepthook = self._installed
        atexit.register(self._on_exit)
        self._before: Union[Callable[..., Any], int, None] = None
        self._has_signal = self._take_signal()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._on_fork)

    def remove(self) -> None:
        """Takes the hooks away once the run has ended."""
        atexit.unregister(self._on_exit)
        if sys.excepthook is self._installed:
            sys.excepthook = self._excepthook
        is_main = threading.current_thread() is threading.main_thread()
        if self._has_signal and is_main and self._before is not None:
            signal.signal(signal.SIGTERM, self._before)
            self._has_signal = False

    def _take_signal(self) -> bool:
        """Handles SIGTERM where nobody else does."""
        if threading.current_thread() is not threading.main_thread():
            return False
        # The first of several processes is terminated where another has failed.
        if process_count() > 1:
            return False
        if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
            return False
        self._before = signal.signal(signal.SIGTERM, self._on_signal)
        return True

    def _on_signal(self, number: int, frame: Optional[FrameType]) -> None:
        if os.getpid() != self._pid:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self._run.note_signal()
        if time.monotonic() - self._run.asked_at < ANSWER_SECONDS:
            return
        # The script does not look: end it here, so that its log has an end.
        raise SystemExit(128 + signal.SIGTERM)

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: Optional[TracebackType],
    ) -> None:
        if os.getpid() == self._pid:
            self._run.end_by_exception(error.with_traceback(trace))
        self._excepthook(kind, error, trace)

    def _on_exit(self) -> None:
        if os.getpid() == self._pid:
            self._run.end_without_finish()

    def _on_fork(self) -> None:
        self._run.detach()

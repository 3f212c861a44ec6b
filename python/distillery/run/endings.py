"""Endings of a script: by an exception, a signal, Ctrl-C, or without `finish`."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import sysconfig
import threading
import time
import traceback
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Callable, Optional, Protocol, Union

from ..memory import is_out_of_memory
from ..ranks import process_count

#: Seconds since the last look at `should_stop` within which a script answers a signal.
ANSWER_SECONDS = 10.0


class Ending(Protocol):
    """A run as the hooks of its process see it."""

    @property
    def asked_at(self) -> float: ...
    def note_signal(self) -> None: ...
    def end_by_exception(self, error: BaseException) -> None: ...
    def end_without_finish(self) -> None: ...
    def detach(self) -> None: ...


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


class Hooks:
    """Tells a run how its process ends; earlier hooks are kept and called after."""

    def __init__(self, run: Ending) -> None:
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

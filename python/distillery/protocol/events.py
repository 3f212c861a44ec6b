"""Appends events to the log of a run.

Steps are buffered for at most `FLUSH_SECONDS` and written by a thread, so that training
never waits for a disk; all other events reach the file before `write` returns. What was
written outlives a killed process.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any, Callable, Mapping, Optional

from ..errors import AlreadyWritten, DistilleryError
from .event_lines import MAX_LINE_BYTES, format_line, value_text
from .files import open_file, write_all
from .log_file import LOG_NAME, end_log, find_last_seq

#: Longest time, in seconds, that a step waits in memory.
FLUSH_SECONDS = 0.2
#: Lines that are kept in memory while the disk takes none.
MAX_UNWRITTEN_LINES = 50_000
#: Numbers of events end below this one, as the readers bound them.
_MAX_COUNTED = 2**48


class EventWriter:
    """Appends events to a run's log; the log has one writer at a time.

    Numbers go on from what is there. Raises DistilleryError where another process
    writes the log, or where no number can follow.
    """

    def __init__(self, run_folder: Path, attempt: int = 1) -> None:
        self.attempt = attempt
        #: Called every FLUSH_SECONDS by the thread that writes, such as for heartbeats.
        self.on_tick: Optional[Callable[[], None]] = None
        self._descriptor = open_file(
            run_folder / LOG_NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT
        )
        try:
            _lock(self._descriptor, run_folder)
            self._length = end_log(self._descriptor)
            self._seq = find_last_seq(self._descriptor, self._length)
            if self._seq >= _MAX_COUNTED:
                raise DistilleryError(
                    f"{LOG_NAME} numbers an event {self._seq}, and none can follow:"
                    " no trainer wrote that"
                )
        except BaseException:
            os.close(self._descriptor)
            raise
        #: Events that are not yet lines; `append` and `popleft` need no lock.
        self._waiting: deque[tuple[str, int, Mapping[str, Any]]] = deque()
        #: Lines that are not yet in the file.
        self._unwritten: list[bytes] = []
        self._fault: Optional[OSError] = None
        self._file_lock = threading.RLock()
        self._ended = threading.Event()
        self._is_closed = False
        self._thread = threading.Thread(
            target=self._write_on, name="distillery-log", daemon=True
        )
        self._thread.start()

    @property
    def last_seq(self) -> int:
        """The number of the last event that has become a line."""
        return self._seq

    def write(self, type: str, fields: Mapping[str, Any]) -> None:
        """Appends an event; when this returns, it is in the file.

        Raises OSError where the disk does not take it, and DistilleryError where the
        event is longer than a line may be.
        """
        size = len(value_text(fields))
        if size > MAX_LINE_BYTES // 4:
            raise DistilleryError(
                f"an event of {size} characters is too long for a log"
            )
        self.append(type, fields)
        self.flush()

    def append(self, type: str, fields: Mapping[str, Any]) -> None:
        """Appends an event to the buffer; the thread makes a line of it and writes it.

        `fields` hold plain values and are not changed after that.
        """
        if self._is_closed:
            return
        self._waiting.append((type, time.time_ns() // 1_000_000, fields))
        if self._fault is not None and len(self._unwritten) > MAX_UNWRITTEN_LINES:
            raise DistilleryError(
                f"the log takes no more lines: {self._fault}; make room on the disk"
            ) from self._fault

    def flush(self) -> None:
        """Writes what waits. Raises OSError; what was not written waits on."""
        with self._file_lock:
            waiting = self._waiting
            for _ in range(len(waiting)):
                self._unwritten.append(self._format(*waiting.popleft()))
            if not self._unwritten:
                return
            content = b"".join(self._unwritten)
            try:
                write_all(self._descriptor, content)
            except OSError as error:
                self._fault = error
                self._cut_back()
                raise
            self._length += len(content)
            self._unwritten.clear()
            self._fault = None

    def _format(self, type: str, at: int, fields: Mapping[str, Any]) -> bytes:
        self._seq += 1
        body = value_text(fields)[1:-1]
        return format_line(
            f'{{"type":"{type}","seq":{self._seq},"attempt":{self.attempt},"at":{at}'
            f"{',' if body else ''}{body}"
        )

    def close(self) -> None:
        """Writes what waits and closes the log. Raises OSError as `flush` does."""
        if self._is_closed:
            return
        self._is_closed = True
        self._ended.set()
        if self._thread is not threading.current_thread():
            self._thread.join()
        try:
            self.flush()
        finally:
            os.close(self._descriptor)

    def abandon(self) -> None:
        """Lets go of the log in a forked child, whose parent writes it.

        A child has no thread that writes. Elsewhere that thread ends first: the number
        of a closed descriptor is soon that of another file.
        """
        self._is_closed = True
        self._waiting.clear()
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        os.close(self._descriptor)

    def _cut_back(self) -> None:
        """Removes the part of a line that a write left when it failed."""
        try:
            os.ftruncate(self._descriptor, self._length)
        except OSError:
            # The next writer cuts it off; why this one failed is what counts.
            return

    def _write_on(self) -> None:
        is_told = False
        while not self._ended.wait(FLUSH_SECONDS):
            try:
                self.flush()
                is_told = False
            except OSError as error:
                if not is_told:
                    _say(f"the log takes no lines: {error}; trying on, make room")
                is_told = True
            if self.on_tick is not None:
                self.on_tick()


def _lock(descriptor: int, run_folder: Path) -> None:
    """Holds the log for this process, where the platform has such locks."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyWritten(
            f"another process writes the log of {run_folder.name}, and only one may:"
            " call distillery.init in one process, or set RANK in each"
        ) from None
    except OSError:
        # Some network disks have no locks.
        return


def _say(text: str) -> None:
    print(f"distillery: {text}", file=sys.stderr, flush=True)

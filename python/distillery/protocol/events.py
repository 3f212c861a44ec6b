"""The log of a run: one JSON object a line, each with the CRC-32 of what is before it.

Steps are buffered for at most `FLUSH_SECONDS` and written by a thread, so that training
never waits for a disk; all other events reach the file before `write` returns. What was
written outlives a killed process.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
import zlib
from collections import deque
from pathlib import Path
from typing import Any, Callable, Mapping, Optional

from ..errors import AlreadyWritten, DistilleryError
from .files import open_file, write_all

#: Longest time, in seconds, that a step waits in memory.
FLUSH_SECONDS = 0.2
#: Most bytes of one event.
MAX_LINE_BYTES = 1 << 20
#: Lines that are kept in memory while the disk takes none.
MAX_UNWRITTEN_LINES = 50_000
_PIECE_BYTES = 1 << 16
_MAX_COUNTED = 2**48
_CHECKSUM = b',"crc":"'
_LOG = "events.jsonl"


#: Made once: `json.dumps` makes one at each call where it is given options.
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode


def value_text(value: Any) -> str:
    """A value of an event as JSON; NaN and infinities, which it lacks, as texts."""
    try:
        return _encode(value)
    except ValueError:
        return _encode(_finite(value))


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if value != value else f"{'' if value > 0 else '-'}Infinity"
    if isinstance(value, Mapping):
        return {key: _finite(one) for key, one in value.items()}
    return (
        [_finite(one) for one in value] if isinstance(value, (list, tuple)) else value
    )


def format_line(body: str) -> bytes:
    """A line of the log from its JSON object without the closing brace."""
    # A lone surrogate becomes the escape that JSON has for it.
    data = body.encode("utf8", "backslashreplace")
    return b'%b,"crc":"%08x"}\n' % (data, zlib.crc32(data))


def parse_line(line: bytes) -> Optional[dict[str, Any]]:
    """An event of a line without its newline; None where it is torn or damaged."""
    length = len(_CHECKSUM) + 10
    body, tail = line[:-length], line[-length:]
    if tail.startswith(_CHECKSUM):
        if tail[len(_CHECKSUM) : -2] != b"%08x" % zlib.crc32(body):
            return None
    elif _CHECKSUM in line:
        return None
    try:
        value = json.loads(line.decode("utf8"))
    except ValueError:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return None
    is_numbered = isinstance(value.get("seq"), int)
    return value if is_numbered else None


def end_log(descriptor: int) -> int:
    """Makes a log end with a whole line and gives its length.

    A torn last line, which a killed process leaves, is cut off; a whole event that
    lacks only its newline gets it.
    """
    size = os.fstat(descriptor).st_size
    start = _end_of_lines(descriptor, size)
    if start == size:
        return size
    rest = (
        _read_range(descriptor, start, size) if size - start < MAX_LINE_BYTES else b""
    )
    if parse_line(rest) is not None:
        write_all(descriptor, b"\n")
        return size + 1
    os.ftruncate(descriptor, start)
    return start


def _end_of_lines(descriptor: int, size: int) -> int:
    end = size
    while end > 0:
        start = max(0, end - _PIECE_BYTES)
        index = _read_range(descriptor, start, end).rfind(b"\n")
        if index >= 0:
            return start + index + 1
        end = start
    return 0


def _read_range(descriptor: int, start: int, end: int) -> bytes:
    os.lseek(descriptor, start, os.SEEK_SET)
    pieces: list[bytes] = []
    while start < end:
        piece = os.read(descriptor, end - start)
        if piece == b"":
            break
        pieces.append(piece)
        start += len(piece)
    return b"".join(pieces)


def _last_seq(descriptor: int, length: int) -> int:
    """The number of the last event that can be read, sought from the end."""
    end, kept = length, b""
    while end > 0:
        start = max(0, end - _PIECE_BYTES)
        kept = _read_range(descriptor, start, end) + kept
        lines = kept.split(b"\n")
        # The first line may begin before this piece.
        for line in reversed(lines if start == 0 else lines[1:]):
            event = parse_line(line) if line else None
            if event is not None:
                return int(event["seq"])
        kept, end = lines[0] if start > 0 else b"", start
        if len(kept) > MAX_LINE_BYTES:
            kept = b""
    return 0


def read_events(run_folder: Path, type: Optional[str] = None) -> list[dict[str, Any]]:
    """The events of a run that can be read, or those of a type."""
    try:
        descriptor = open_file(run_folder / _LOG, os.O_RDONLY)
    except FileNotFoundError:
        return []
    # Looked for as bytes, so that a million steps need not be parsed.
    mark = b"" if type is None else f'"type":{value_text(type)}'.encode("utf8")
    with os.fdopen(descriptor, "rb") as file:
        lines = (line[:-1] for line in file if mark in line and line.endswith(b"\n"))
        found = [event for event in map(parse_line, lines) if event is not None]
    return [event for event in found if type is None or event["type"] == type]


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
            run_folder / _LOG, os.O_RDWR | os.O_APPEND | os.O_CREAT
        )
        try:
            _lock(self._descriptor, run_folder)
            self._length = end_log(self._descriptor)
            self._seq = _last_seq(self._descriptor, self._length)
            if self._seq >= _MAX_COUNTED:
                raise DistilleryError(
                    f"{_LOG} numbers an event {self._seq}, and none can follow:"
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

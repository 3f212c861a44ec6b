"""The file of a run's log: its end, its last number and the events in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Optional

from .event_lines import MAX_LINE_BYTES, parse_line, value_text
from .files import open_file, write_all

LOG_NAME = "events.jsonl"
_PIECE_BYTES = 1 << 16


def read_events(run_folder: Path, type: Optional[str] = None) -> list[dict[str, Any]]:
    """The events of a run that can be read, or those of a type."""
    try:
        descriptor = open_file(run_folder / LOG_NAME, os.O_RDONLY)
    except FileNotFoundError:
        return []
    # Looked for as bytes, so that a million steps need not be parsed.
    mark = b"" if type is None else f'"type":{value_text(type)}'.encode("utf8")
    with os.fdopen(descriptor, "rb") as file:
        lines = (line[:-1] for line in file if mark in line and line.endswith(b"\n"))
        found = [event for event in map(parse_line, lines) if event is not None]
    return [event for event in found if type is None or event["type"] == type]


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


def find_last_seq(descriptor: int, length: int) -> int:
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

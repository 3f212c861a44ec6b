"""A line of a run's log: a JSON object closed by the CRC-32 of the text before it."""

from __future__ import annotations

import json
import math
import zlib
from typing import Any, Mapping, Optional

#: Maximum bytes of one event.
MAX_LINE_BYTES = 1 << 20
_CHECKSUM = b',"crc":"'

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

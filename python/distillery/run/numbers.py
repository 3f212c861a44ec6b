"""Values that scripts log, as numbers of the protocol.

A value that is no number never ends a training: it is left out, and a warning says so
once for each name. A name that the log needs for itself is an error, since the same
call fails at the first step already.
"""

from __future__ import annotations

import math
import sys
import warnings
from typing import Any, Iterator, Mapping, Optional

#: Names of measurements in Python, and what the protocol calls them.
ALIASES = {
    "lr": "learningRate",
    "learning_rate": "learningRate",
    "weighted_hard": "weightedHard",
    "weighted_soft": "weightedSoft",
    "images_per_second": "imagesPerSecond",
    "temperature_min": "temperatureMin",
    "temperature_max": "temperatureMax",
    "student_temperature": "studentTemperature",
    "kl_at_one": "klAtOne",
    "teacher_entropy": "teacherEntropy",
    "shared_temperature": "sharedTemperature",
}
#: Fields of a line that are no measurements.
RESERVED = frozenset(("type", "seq", "attempt", "at", "crc", "phase", "teacher"))
#: Whole numbers up to this one are exact in every reader of a log.
_EXACT = 1 << 53
#: The maximum number of measurements of a step.
MAX_NUMBERS = 1000
#: The maximum number of dicts in one another: one that holds itself has no end.
MAX_DEPTH = 8
_SPREADS = ("mean", "min", "max", "guarded")


class Measurements:
    """Turns what a script logs into fields of a `step` event."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._warned: set[str] = set()

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The numbers by the protocol's names. Raises TypeError, ValueError."""
        if not isinstance(values, Mapping):
            raise TypeError(
                f"run.log takes a dict of numbers by name, not {_describe(values)}"
            )
        found: dict[str, Any] = {}
        names = self._names
        for name, value in values.items():
            known = names.get(name) or self._learn(name)
            if type(value) is float:
                found[known] = value
            else:
                found.update(self._other(known, value))
        if len(found) > MAX_NUMBERS:
            raise ValueError(
                f"run.log got {len(found)} numbers, and a step has at most"
                f" {MAX_NUMBERS}; log fewer of them"
            )
        return found

    def warn_once(self, topic: str, text: str) -> None:
        """Warns of a topic the first time that it comes up."""
        if topic in self._warned:
            return
        self._warned.add(topic)
        warnings.warn(f"distillery: {text}", stacklevel=_caller_level())

    def _learn(self, name: Any) -> str:
        if not isinstance(name, str):
            raise TypeError(f"run.log takes names as text, not {_describe(name)}")
        if name in RESERVED:
            raise ValueError(
                f"`{name}` is a field of the log itself; log the number under another"
                f" name, such as `{name}_value`"
            )
        known = ALIASES.get(name, name)
        self._names[name] = known
        return known

    def _other(
        self, name: str, value: Any, depth: int = 0
    ) -> Iterator[tuple[str, Any]]:
        if isinstance(value, Mapping) and depth < MAX_DEPTH:
            yield from self._nested(name, value, depth + 1)
            return
        number, why = to_number(value)
        if number is None:
            self.warn_once(name, f"`{name}` is left out: it is {why}")
        else:
            yield name, number

    def _nested(
        self, name: str, values: Mapping[Any, Any], depth: int
    ) -> Iterator[tuple[str, Any]]:
        """A dict in a dict: spreads of temperatures, else numbers `outer/inner`."""
        if name == "sharedTemperature" and _is_spread(values):
            yield name, _spread(values)
        elif name == "temperatures" and all(map(_is_spread, values.values())):
            yield name, {str(key): _spread(value) for key, value in values.items()}
        else:
            for inner, value in values.items():
                yield from self._other(f"{name}/{inner}", value, depth)


def _caller_level() -> int:
    """The `stacklevel`, from `warn_once`, of the script's line that logs."""
    level, frame = 1, sys._getframe(1)
    own = __name__.split(".")[0]
    while frame.f_back and frame.f_globals["__name__"].split(".")[0] == own:
        level, frame = level + 1, frame.f_back
    return level


def _is_spread(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    return all(to_number(value.get(part))[0] is not None for part in _SPREADS)


def _spread(values: Mapping[Any, Any]) -> dict[str, Optional[float]]:
    return {part: to_number(values[part])[0] for part in _SPREADS}


def to_number(value: Any) -> tuple[Optional[float], str]:
    """A number, or None and what the value is instead.

    A tensor or an array of one element gives it by one `.item()`, from a GPU too.
    """
    if isinstance(value, bool):
        return None, "a bool, and a curve needs a number; log float(…) of it"
    if isinstance(value, int):
        return (value if abs(value) <= _EXACT else _as_float(value)), ""
    if isinstance(value, float):
        return float(value), ""
    if value is None:
        return None, "None"
    if isinstance(value, (str, bytes)):
        return None, f"text ({_short(value)}); run.notice takes text"
    return _from_item(value)


def _as_float(value: int) -> float:
    """A whole number as the nearest one that every reader of a log has."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _from_item(value: Any) -> tuple[Optional[float], str]:
    """The number of an object of another package: it may be on a device, or nowhere."""
    item = getattr(value, "item", None)
    if not callable(item):
        try:
            return float(value), ""
        except (TypeError, ValueError, OverflowError):
            return None, _describe(value)
    try:
        count = _element_count(value)
        if count != 1:
            one = "log one of them, such as its mean"
            return None, f"an array of {count} numbers; {one}"
        inner = item()
    except Exception as error:  # noqa: BLE001 - a value never ends a training
        # A fault of the card is none of the value: all that follows would fail as well.
        if "CUDA error" in str(error):
            raise
        return None, f"{_describe(value)} without a number: {_first_line(error)}"
    if isinstance(inner, (bool, int, float)):
        return to_number(inner)
    return None, _describe(inner)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def _element_count(value: Any) -> int:
    numel = getattr(value, "numel", None)
    return int(numel() if callable(numel) else getattr(value, "size", 1))


def _describe(value: Any) -> str:
    kind = type(value).__name__
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"

"""Configs as a script reads them: their settings as they are written.

YAML is read where PyYAML is installed. Else only the name is taken from the text, and a
notice says that the rest was not read.
"""

from __future__ import annotations

import json
import math
import re
from importlib import import_module
from pathlib import Path
from typing import Any, Mapping, NamedTuple

from .errors import DistilleryError


class ConfigText(NamedTuple):
    """A config's settings, its text, and why settings are missing, else ""."""

    settings: dict[str, Any]
    text: str
    notice: str


def read_config(path: Path) -> ConfigText:
    """Reads a config. Raises DistilleryError where there is no such file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DistilleryError(f"the config {path} cannot be read: {error}") from error
    text = content.decode("utf8", "replace")
    return ConfigText(*_parse(path, text))


def known_settings(path: Path) -> dict[str, Any]:
    """The settings of a config that can be read; none where it cannot."""
    try:
        return read_config(path).settings
    except DistilleryError:
        return {}


def _parse(path: Path, text: str) -> tuple[dict[str, Any], str, str]:
    try:
        if path.suffix == ".json":
            value = json.loads(text)
        else:
            value = import_module("yaml").safe_load(text)
    except ImportError:
        why = "PyYAML is not installed; install it, or write the config as JSON"
        return _named(text), text, f"of {path.name} only the name is read: {why}"
    except Exception as error:  # noqa: BLE001 - both readers have errors of their own
        first = str(error).split("\n")[0]
        return _named(text), text, f"of {path.name} only the name is read: {first}"
    if not isinstance(value, dict):
        return {}, text, f"{path.name} is no config: it holds no settings by name"
    plain: dict[str, Any] = json.loads(json.dumps(_plain(value)))
    return plain, text, ""


def _named(text: str) -> dict[str, Any]:
    found = re.search(r"^[\s{]*[\"']?name[\"']?:[ \t]*([^#,\n]+)", text, re.MULTILINE)
    return {} if found is None else {"name": found[1].strip().strip("'\"")}


def _plain(value: Any) -> Any:
    """A value of YAML as JSON has it: dates and numbers that it lacks become text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    is_number = isinstance(value, (int, float)) and math.isfinite(value)
    return value if is_number or isinstance(value, (str, type(None))) else str(value)
